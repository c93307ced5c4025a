// A migrated, empty database for one test file or one test, on the run's own PostgreSQL (see global-setup.ts):
//
//   const database = await createTestDatabase();               // about 50 ms
//   const { prisma, pool, close } = createDatabase(database.url);
//   …
//   await close();
//   await database.drop();
//
// or, where a file's tests share one, in one line at its top (closed and dropped after the last test):
//
//   const { prisma, pool, url } = await useTestDatabase();
//
// Test files run one after another or at once, each on databases of its own. `npx vitest run --project backend PATH` runs one.
import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, inject } from "vitest";
import { createDatabase, type Database } from "../src/database/create-database.ts";

export type TestDatabase = { url: string; drop(): Promise<void> };

const execute = async (sql: string): Promise<void> => {
  const client = new pg.Client({ connectionString: inject("postgresUrl") });
  await client.connect();
  await client.query(sql).finally(() => client.end());
};

export const createTestDatabase = async (options: { migrated?: boolean } = {}): Promise<TestDatabase> => {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await execute(`CREATE DATABASE ${name} TEMPLATE ${options.migrated === false ? "template0" : "template_sidecoach"}`);
  const url = new URL(inject("postgresUrl"));
  url.pathname = `/${name}`;
  // FORCE: a test that failed may have left connections open.
  return { url: url.href, drop: () => execute(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
};

/** To be awaited at the top of a test file. */
export const useTestDatabase = async (options: { poolSize?: number } = {}): Promise<Database & { url: string }> => {
  const { url, drop } = await createTestDatabase();
  const database = createDatabase(url, options);
  afterAll(async () => {
    await database.close();
    await drop();
  });
  return { ...database, url };
};
