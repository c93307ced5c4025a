import { randomUUID } from "node:crypto";
import pg from "pg";

export type MadeDatabase = { url: string; drop: () => Promise<void> };

const execute = async (url: string, sql: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
};

export const urlOf = (url: string, change: { database?: string; port?: number }): string => {
  const other = new URL(url);
  if (change.database !== undefined) other.pathname = `/${change.database}`;
  if (change.port !== undefined) [other.hostname, other.port] = ["127.0.0.1", String(change.port)];
  return other.href;
};

/** A migrated, empty database of its own, copied from the run's template. @param postgresUrl as superuser */
export const makeDatabase = async (postgresUrl: string): Promise<MadeDatabase> => {
  const name = `chaos_${randomUUID().replaceAll("-", "")}`;
  await execute(postgresUrl, `CREATE DATABASE ${name} TEMPLATE template_sidecoach`);
  return {
    url: urlOf(postgresUrl, { database: name }),
    drop: () => execute(postgresUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
};
