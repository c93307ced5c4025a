import type { Arena, Ground } from "../arena.ts";
import { createAgent } from "../http-client.ts";
import type { Sent } from "../person.ts";
import { createRandom } from "../random.ts";
import { seatAudience, settled } from "./audience.ts";

export type SendsReport = {
  sends: number;
  keys: number;
  taken: number;
  refused: number;
  exchanges: number;
  partnerCalls: number;
  coachCalls: number;
  wrong: string[];
};

/** In an order of its own: sorted by luck. */
const shuffle = <T>(list: readonly T[], luck: () => number): T[] =>
  list
    .map((item) => ({ item, at: luck() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);

/** Equal and reordered sends to both instances: one exchange a key, one upstream call a key, lane and attempt. */
export const stormOfSends = async (arena: Arena, ground: Ground, sends: number): Promise<SendsReport> => {
  await arena.begin(ground);
  const random = createRandom(`sends ${sends}`);
  const agent = createAgent();
  const keysASeat = 4;
  const copies = 50;
  const seats = Math.ceil(sends / (keysASeat * copies));
  const audience = await seatAudience(arena, agent, random, {
    seats,
    readers: 0,
    scenario: "passed-over",
    habits: { wild: () => false },
  });
  const made = audience.seats.flatMap(({ person, sessionId }) =>
    Array.from({ length: keysASeat }, (_, at) => ({
      person,
      sent: person.make("exchange", `/v1/sessions/${sessionId}/exchanges`, { content: `Storm ${sessionId}.${at}` }),
    })),
  );
  const all = shuffle(
    made.flatMap((one) => Array.from({ length: copies }, () => one)),
    random.next,
  );
  const queue = all.values();
  const work = async (): Promise<void> => {
    for (const { person, sent } of queue) await person.post(sent, "accept");
  };
  await Promise.all(Array.from({ length: 64 }, work));
  // what was refused each time, because the partner was speaking, is sent until it is taken
  for (const { person, sent } of made)
    for (let tries = 0; tries < 200 && !sent.outcomes.includes("taken"); tries++) {
      await person.post(sent, "accept");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  const wrong = [...audience.record.violations];
  if (!(await settled(arena))) wrong.push("something still runs");
  const { rows } = await arena.pool.query<{ content: string; exchanges: number }>(
    `SELECT m.content, count(*)::int AS exchanges FROM "Exchange" e JOIN "Message" m ON m.id = e."userMessageId" WHERE e."sessionId" = ANY($1) GROUP BY 1`,
    [audience.seats.map(({ sessionId }) => sessionId)],
  );
  const stored = new Map(rows.map(({ content, exchanges }) => [content, exchanges]));
  const calls = arena.simulator.journal.filter((entry) => entry.path === "/v1/messages");
  const askedWith = (content: string): number =>
    calls.filter(
      (entry) =>
        entry.lane === "partner" &&
        JSON.stringify((entry.body as { messages: unknown[] }).messages.at(-1)).includes(`"${content}"`),
    ).length;
  for (const { sent } of made) {
    const content = sent.body.content ?? "";
    const [exchanges, asked] = [stored.get(content) ?? 0, askedWith(content)];
    if (exchanges !== 1 || asked !== 1) wrong.push(`${content}: ${exchanges} exchanges, ${asked} calls of the partner`);
  }
  const coachCalls = calls.filter((entry) => entry.lane === "coach").length;
  if (coachCalls !== made.length) wrong.push(`${coachCalls} calls of the coach for ${made.length} exchanges`);
  await audience.leave();
  agent.destroy();
  await arena.end();
  const outcomes = (fits: (outcome: string) => boolean): number =>
    made.reduce((sum, { sent }: { sent: Sent }) => sum + sent.outcomes.filter(fits).length, 0);
  return {
    sends: outcomes(() => true),
    keys: made.length,
    taken: outcomes((outcome) => outcome === "taken"),
    refused: outcomes((outcome) => outcome.startsWith("refused")),
    exchanges: stored.size,
    partnerCalls: calls.filter((entry) => entry.lane === "partner").length,
    coachCalls,
    wrong,
  };
};
