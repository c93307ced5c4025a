// What says that the database is away, whoever says it.
import pg from "pg";
import { afterAll, expect, it } from "vitest";
import { isDatabaseAway } from "../../src/database/persistently.ts";
import { useTestDatabase } from "../test-database.ts";

const { pool, prisma, url } = await useTestDatabase();
/** Of no transaction: one sees who waits as it was at its first look. */
const watcher = new pg.Client({ connectionString: url });
await watcher.connect();
afterAll(() => watcher.end());

const whileBlocked = async (ask: () => Promise<unknown>): Promise<unknown> => {
  const user = await prisma.user.findFirstOrThrow();
  const holder = await pool.connect();
  await holder.query("BEGIN");
  await holder.query(`SELECT FROM "User" WHERE id = $1 FOR UPDATE`, [user.id]);
  const outcome = ask().then(
    () => null,
    (error: unknown) => error,
  );
  await expect
    .poll(
      async () => {
        const { rows } = await watcher.query<{ ended: boolean }>(
          `SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return rows.length;
      },
      { timeout: 8_000 },
    )
    .toBeGreaterThan(0);
  await holder.query("ROLLBACK");
  holder.release();
  return outcome;
};

it.each<[string, () => Promise<unknown>]>([
  ["a model's query", () => prisma.user.updateMany({ data: { name: "x" } })],
  ["a raw one", () => prisma.$executeRaw`UPDATE "User" SET name = 'x'`],
  [
    "one in a transaction",
    () => prisma.$transaction(async (inside) => inside.user.updateMany({ data: { name: "x" } })),
  ],
  ["a plain statement", () => pool.query(`UPDATE "User" SET name = 'x'`)],
])("%s whose connection is ended in the midst of it", async (_what, ask) => {
  await prisma.user.create({ data: {} });
  expect(isDatabaseAway(await whileBlocked(ask))).toBe(true);
});

it("nothing else says so", async () => {
  const id = (await prisma.user.create({ data: {} })).id;
  const twice = prisma.user.create({ data: { id } }).catch((error: unknown) => error);
  expect(isDatabaseAway(await twice)).toBe(false);
  expect([new Error("no"), null, "57P01", { code: 57 }].map(isDatabaseAway)).toEqual([false, false, false, false]);
});
