import type { Arena, Ground } from "../arena.ts";
import { createAgent } from "../http-client.ts";
import { createRandom } from "../random.ts";
import { seatAudience, settled } from "./audience.ts";

export type DisconnectsReport = {
  disconnects: number;
  connections: number;
  readers: number;
  exchanges: number;
  events: number;
  wrong: string[];
};

/** Readers that are cut at random bytes and go on at either instance, while people talk: all transcripts are the database's. */
export const stormOfDisconnects = async (
  arena: Arena,
  ground: Ground,
  disconnects: number,
): Promise<DisconnectsReport> => {
  await arena.begin(ground);
  const random = createRandom(`disconnects ${disconnects}`);
  const agent = createAgent();
  let wild = true;
  const audience = await seatAudience(arena, agent, random, {
    seats: Math.max(4, Math.min(12, Math.ceil(disconnects / 400))),
    readers: 6,
    scenario: "passed-over",
    habits: { wild: () => wild, cutChance: 1, mostBytes: 900, stallChance: 0.02, forgetChance: 0.05 },
  });
  const readers = audience.seats.flatMap((seat) => seat.readers);
  const cuts = (): number => readers.reduce((sum, { counts }) => sum + counts.cuts, 0);
  await Promise.all(
    audience.seats.map(async ({ person }) => {
      while (cuts() < disconnects) await person.send();
    }),
  );
  wild = false;
  const wrong: string[] = [];
  if (!(await settled(arena))) wrong.push("something still runs");
  wrong.push(...(await audience.compare()), ...audience.record.violations);
  await audience.leave();
  agent.destroy();
  const { rows } = await arena.pool.query<{ count: number }>(
    `SELECT count(*)::int FROM "Exchange" WHERE "sessionId" = ANY($1)`,
    [audience.seats.map(({ sessionId }) => sessionId)],
  );
  await arena.end();
  const sum = (key: "connections" | "events"): number => readers.reduce((total, { counts }) => total + counts[key], 0);
  return {
    disconnects: cuts(),
    connections: sum("connections"),
    readers: readers.length,
    exchanges: rows[0]?.count ?? 0,
    events: sum("events"),
    wrong,
  };
};
