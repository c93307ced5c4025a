import { setTimeout as sleep } from "node:timers/promises";
import type { Arena, Ground } from "../arena.ts";
import { createAgent } from "../http-client.ts";
import { createRandom } from "../random.ts";
import { seatAudience, settled } from "./audience.ts";

export type RollingReport = {
  streams: number;
  exchanges: number;
  completed: number;
  partnerCalls: number;
  connections: number;
  /** sends that got no answer, or one that says to send it again: the outbox does, and nobody sees it */
  sentAgain: number;
  problems: number;
  wrong: string[];
};

/**
 * Each instance is drained and started again while `streams` sessions stream. The arena's speed has to be a slow one, and its
 * drain long enough for it.
 */
export const rollingRestart = async (arena: Arena, ground: Ground, streams: number): Promise<RollingReport> => {
  await arena.begin(ground);
  const random = createRandom(`rolling ${streams}`);
  const agent = createAgent();
  const audience = await seatAudience(arena, agent, random, {
    seats: streams,
    readers: 1,
    scenario: "passed-over",
    habits: { wild: () => false },
  });
  let problems = 0;
  const talk = async (): Promise<void> => {
    await Promise.all(
      audience.seats.map(async ({ person, sessionId }) => {
        await sleep(random.integer(0, 500));
        const sent = person.make("exchange", `/v1/sessions/${sessionId}/exchanges`, {
          content: `Rolling ${sessionId} ${person.made()}`,
        });
        while (!sent.outcomes.includes("taken")) {
          const outcome = await person.post(sent, "accept");
          if (outcome.startsWith("refused") && !outcome.includes("409")) problems += 1;
          if (outcome !== "taken") await sleep(random.integer(20, 120));
        }
      }),
    );
  };
  const restart = async (): Promise<void> => {
    for (const instance of arena.instances) {
      await sleep(300);
      await instance.drain();
      await instance.start();
    }
  };
  await talk();
  await Promise.all([restart(), talk()]);
  const wrong: string[] = [];
  if (!(await settled(arena))) wrong.push("something still runs");
  wrong.push(...(await audience.compare()), ...audience.record.violations);
  const sessions = audience.seats.map(({ sessionId }) => sessionId);
  const { rows } = await arena.pool.query<{ status: string; problemCode: string | null; attempt: number }>(
    `SELECT status, "problemCode", attempt FROM "Exchange" WHERE "sessionId" = ANY($1)`,
    [sessions],
  );
  const sends = audience.seats.flatMap(({ sent }) => sent);
  const partnerCalls = arena.simulator.journal.filter(
    (entry) => entry.path === "/v1/messages" && entry.lane === "partner",
  ).length;
  for (const { status, problemCode, attempt } of rows)
    if (status !== "COMPLETED" || attempt !== 1)
      wrong.push(`an exchange ended ${status}, attempt ${attempt}: ${problemCode}`);
  if (rows.length !== sends.length) wrong.push(`${rows.length} exchanges of ${sends.length} messages`);
  if (partnerCalls !== sends.length) wrong.push(`${partnerCalls} calls of the partner for ${sends.length} messages`);
  if (problems > 0) wrong.push(`${problems} sends were refused`);
  const connections = audience.seats.reduce((sum, { readers }) => sum + (readers[0]?.counts.connections ?? 0), 0);
  await audience.leave();
  agent.destroy();
  await arena.end();
  return {
    streams,
    exchanges: rows.length,
    completed: rows.filter(({ status }) => status === "COMPLETED").length,
    partnerCalls,
    connections,
    sentAgain: sends.reduce((sum, { outcomes }) => sum + outcomes.length - 1, 0),
    problems,
    wrong,
  };
};
