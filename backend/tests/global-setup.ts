import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "../src/database/embedded-postgres.ts";
import { migrate } from "../src/database/migrate.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Of the run's PostgreSQL, as superuser, in its database `postgres`. */
    postgresUrl: string;
  }
}

const migrations = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));

const urlOf = (url: string, database: string): string => {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
};

const execute = async (url: string, sql: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
};

/** One PostgreSQL for the whole run, with a migrated template that createTestDatabase copies. */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const dataDir = mkdtempSync(join(tmpdir(), "sidecoach-test-"));
  // As root, the account that runs PostgreSQL must pass through.
  chmodSync(dataDir, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDir, fsync: false });
  const stop = async (): Promise<void> => {
    await postgres.stop();
    rmSync(postgres.location, { recursive: true, force: true });
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const postgresUrl = urlOf(postgres.url, "postgres");
    await execute(postgresUrl, "CREATE DATABASE template_sidecoach");
    await migrate(urlOf(postgresUrl, "template_sidecoach"), migrations);
    project.provide("postgresUrl", postgresUrl);
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
};
