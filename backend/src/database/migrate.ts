import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";

type Migration = { name: string; sql: string; checksum: string };
type Applied = { name: string; checksum: string; finished: boolean };

// Prisma's own table and lock number, so that its command line reads what we wrote and waits for us.
const table = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;
const lockKey = 72_707_369;

const readMigrations = (directory: string): Migration[] =>
  readdirSync(directory)
    .filter((name) => existsSync(join(directory, name, "migration.sql")))
    .sort()
    .map((name) => {
      const sql = readFileSync(join(directory, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    });

const readApplied = async (client: pg.Client): Promise<Applied[]> => {
  const { rows } = await client.query<Applied>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
       FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`,
  );
  return rows;
};

/** What is still to be applied. Throws where the database's history is not the directory's. */
const findPending = (migrations: readonly Migration[], applied: readonly Applied[]): Migration[] => {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { name, checksum, finished } of applied) {
    const migration = known.get(name);
    if (!migration)
      throw new Error(
        `the database has migration ${name}, which this version does not know: it is older than the database`,
      );
    if (!finished)
      throw new Error(
        `migration ${name} failed half-way: repair the database, then delete its row from _prisma_migrations`,
      );
    if (migration.checksum !== checksum)
      throw new Error(`migration ${name} was modified after it was applied: restore it, and add a new one`);
  }
  const done = new Set(applied.map(({ name }) => name));
  return migrations.filter(({ name }) => !done.has(name));
};

// PostgreSQL runs these outside of a transaction only.
const needsNoTransaction = (sql: string): boolean =>
  /\bCONCURRENTLY\b|\bVACUUM\b|^\s*(BEGIN|COMMIT)\b/im.test(sql.replaceAll(/--.*$/gm, ""));

const describe = (error: unknown, sql: string): string => {
  const { message, position } = error as { message: string; position?: string };
  return position ? `${message} (line ${sql.slice(0, Number(position)).split("\n").length})` : message;
};

const begin = (client: pg.Client, { name, checksum }: Migration): Promise<unknown> =>
  client.query("INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)", [
    randomUUID(),
    checksum,
    name,
  ]);

const finish = (client: pg.Client, { name }: Migration): Promise<unknown> =>
  client.query(
    "UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1 WHERE migration_name = $1 AND rolled_back_at IS NULL",
    [name],
  );

/** With its row in one transaction: applied and recorded, or neither. */
const applyInTransaction = async (client: pg.Client, migration: Migration): Promise<void> => {
  await client.query("BEGIN");
  try {
    await begin(client, migration);
    await client.query(migration.sql);
    await finish(client, migration);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  }
};

const applyBare = async (client: pg.Client, migration: Migration): Promise<void> => {
  await begin(client, migration);
  await client.query(migration.sql);
  await finish(client, migration);
};

const apply = async (client: pg.Client, migration: Migration): Promise<string> => {
  try {
    await (needsNoTransaction(migration.sql) ? applyBare : applyInTransaction)(client, migration);
    return migration.name;
  } catch (error) {
    throw new Error(`migration ${migration.name} failed: ${describe(error, migration.sql)}`, { cause: error });
  }
};

// One client, not a pool: an advisory lock belongs to its connection.
const withClient = async <Result>(url: string, use: (client: pg.Client) => Promise<Result>): Promise<Result> => {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    application_name: "sidecoach migrate",
  });
  client.on("error", () => {});
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end().catch(() => {});
  }
};

/**
 * Applies what is pending in `directory` (Prisma's layout) in order, in Prisma's own bookkeeping; returns the names applied.
 * Several may run at once: one applies, the others wait. Throws with the name and the line of a migration that fails.
 */
export const migrate = (url: string, directory: string): Promise<string[]> =>
  withClient(url, async (client) => {
    // Ends with the connection.
    await client.query("SELECT pg_advisory_lock($1::bigint)", [lockKey]);
    await client.query(table);
    const applied: string[] = [];
    for (const migration of findPending(readMigrations(directory), await readApplied(client)))
      applied.push(await apply(client, migration));
    return applied;
  });

/** The names of the migrations still to be applied; changes nothing. */
export const pendingMigrations = (url: string, directory: string): Promise<string[]> =>
  withClient(url, async (client) => {
    const { rows } = await client.query<{ exists: boolean }>(
      "SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists",
    );
    const pending = findPending(readMigrations(directory), rows[0]?.exists ? await readApplied(client) : []);
    return pending.map(({ name }) => name);
  });
