// What has arrived so far on the holds of one server, written together: for the reaper alone.
import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import { expect, it } from "vitest";
import { checkpointHolds, createCheckpointBook } from "../../src/quotas/checkpoint-store.ts";
import { useLedgerGround } from "./ledger-ground.ts";

const ground = await useLedgerGround();
const { pool, prisma } = ground;
const at = (output: number) => ({ model: "m", counts: { input: 1, cacheWrite: 0, cacheRead: 0, output } });
const outputOf = async (id: string) => (await prisma.hold.findUniqueOrThrow({ where: { id } })).outputTokens;
const never = (error: unknown): void => {
  throw error;
};
const begin = async () => ground.reserve(await ground.place());

it("each of many holds gets its own, in one statement", async () => {
  const [one, two] = [await begin(), await begin()];
  await checkpointHolds(
    pool,
    new Map([
      [one.partner, at(11)],
      [two.coach, at(22)],
      ["no hold", at(33)],
    ]),
  );
  expect(await Promise.all([one.partner, one.coach, two.partner, two.coach].map(outputOf))).toEqual([11, 0, 0, 22]);
});

it("the newest of each is written, once for all that came in a while; what is dropped is not", async () => {
  const [one, two] = [await begin(), await begin()];
  const asked: unknown[] = [];
  const counted = { query: (config: never) => (asked.push(config), pool.query(config)) } as unknown as Pool;
  const book = createCheckpointBook(counted);
  for (let output = 1; output <= 9; output++) book.note(one.partner, at(output), never);
  book.note(two.partner, at(5), never);
  book.note(two.coach, at(7), never);
  book.drop(two.coach);
  await expect.poll(() => outputOf(one.partner)).toBe(9);
  expect(await outputOf(two.partner)).toBe(5);
  expect(await outputOf(two.coach)).toBe(0);
  expect(asked).toHaveLength(1);
  book.note(one.partner, at(12), never);
  await expect.poll(() => outputOf(one.partner)).toBe(12);
  expect(asked).toHaveLength(2);
});

it("nothing is asked where all that was noted is over before it is written", async () => {
  const one = await begin();
  const asked: unknown[] = [];
  const counted = { query: (config: never) => (asked.push(config), pool.query(config)) } as unknown as Pool;
  const book = createCheckpointBook(counted);
  book.note(one.partner, at(1), never);
  book.drop(one.partner);
  await sleep(300);
  expect(asked).toEqual([]);
});

it("a hold that somebody settles at this moment is passed over, and nobody waits", async () => {
  const [one, two] = [await begin(), await begin()];
  const other = await ground.connect();
  await other.query("BEGIN");
  await other.query(`SELECT id FROM "Hold" WHERE id = $1 FOR UPDATE`, [one.partner]);
  await checkpointHolds(
    pool,
    new Map([
      [one.partner, at(1)],
      [two.partner, at(2)],
    ]),
  );
  await other.query("ROLLBACK");
  await other.end();
  expect([await outputOf(one.partner), await outputOf(two.partner)]).toEqual([0, 2]);
});

it("where the database is away it is told, and the next one is written", async () => {
  const one = await begin();
  let away = true;
  const flaky = {
    query: async (config: never) => {
      if (away) throw new Error("away");
      return pool.query(config);
    },
  } as unknown as Pool;
  const failures: unknown[] = [];
  const book = createCheckpointBook(flaky);
  book.note(one.partner, at(3), (error) => failures.push(error));
  await expect.poll(() => failures.length).toBe(1);
  away = false;
  book.note(one.partner, at(4), never);
  await expect.poll(() => outputOf(one.partner)).toBe(4);
});
