import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { migrate, pendingMigrations } from "../../src/database/migrate.ts";
import { createTestDatabase, type TestDatabase } from "../test-database.ts";

const ours = fileURLToPath(new URL("../../../prisma/migrations", import.meta.url));

let directory: string;
let database: TestDatabase;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "sidecoach-migrations-"));
  database = await createTestDatabase({ migrated: false });
});
afterEach(async () => {
  await database.drop();
  rmSync(directory, { recursive: true });
});

const write = (name: string, sql: string): void => {
  mkdirSync(join(directory, name), { recursive: true });
  writeFileSync(join(directory, name, "migration.sql"), sql);
};

const query = async (sql: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  return client
    .query<Record<string, unknown>>(sql)
    .then(({ rows }) => rows)
    .finally(() => client.end());
};

describe("migrate", () => {
  it("applies our own migrations, and nothing the second time", async () => {
    const pending = await pendingMigrations(database.url, ours);
    expect(pending[0]).toBe("20261123000000_init");
    expect(await migrate(database.url, ours)).toEqual(pending);
    expect(await pendingMigrations(database.url, ours)).toEqual([]);
    expect(await migrate(database.url, ours)).toEqual([]);
    expect(await query('SELECT count(*)::int AS n FROM "User"')).toEqual([{ n: 0 }]);
  });

  it("applies in order, once, whoever else migrates at the same time", async () => {
    write("2_second", "INSERT INTO first_table VALUES (2)");
    write("1_first", "CREATE TABLE first_table (n int)");
    const results = await Promise.all(Array.from({ length: 5 }, () => migrate(database.url, directory)));
    expect(results.filter((names) => names.length > 0)).toEqual([["1_first", "2_second"]]);
    expect(await query("SELECT n FROM first_table")).toEqual([{ n: 2 }]);
  });

  it("keeps nothing of a migration that fails, and says which line", async () => {
    write("1_good", "CREATE TABLE kept (n int)");
    write("2_bad", "CREATE TABLE lost (n int);\nSELECT * FROM nowhere;");
    await expect(migrate(database.url, directory)).rejects.toThrow(/migration 2_bad failed: .*nowhere.*line 2/);
    expect(await pendingMigrations(database.url, directory)).toEqual(["2_bad"]);
    expect(
      await query("SELECT to_regclass('kept') IS NOT NULL AS kept, to_regclass('lost') IS NOT NULL AS lost"),
    ).toEqual([{ kept: true, lost: false }]);
    write("2_bad", "CREATE TABLE mended (n int)");
    expect(await migrate(database.url, directory)).toEqual(["2_bad"]);
  });

  it("runs what PostgreSQL refuses in a transaction outside of one", async () => {
    write("1_table", "CREATE TABLE big (n int)");
    write("2_index", "CREATE INDEX CONCURRENTLY big_n ON big (n)");
    expect(await migrate(database.url, directory)).toEqual(["1_table", "2_index"]);
  });

  it("refuses a migration that was modified after it was applied", async () => {
    write("1_first", "CREATE TABLE one (n int)");
    await migrate(database.url, directory);
    write("1_first", "CREATE TABLE one (n bigint)");
    await expect(migrate(database.url, directory)).rejects.toThrow(
      "migration 1_first was modified after it was applied",
    );
    await expect(pendingMigrations(database.url, directory)).rejects.toThrow("1_first was modified");
  });

  it("refuses a database that is newer than this version", async () => {
    write("1_first", "SELECT 1");
    write("2_newer", "SELECT 1");
    await migrate(database.url, directory);
    rmSync(join(directory, "2_newer"), { recursive: true });
    await expect(migrate(database.url, directory)).rejects.toThrow("2_newer, which this version does not know");
  });

  it("refuses to go on after a migration that failed half-way outside of a transaction", async () => {
    write("1_table", "CREATE TABLE big (n int)");
    write("2_index", "CREATE INDEX CONCURRENTLY big_m ON big (m)");
    await expect(migrate(database.url, directory)).rejects.toThrow("migration 2_index failed");
    await expect(migrate(database.url, directory)).rejects.toThrow("2_index failed half-way");
  });
});
