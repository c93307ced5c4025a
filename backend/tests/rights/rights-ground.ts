import type { Pool } from "pg";
import { COUNT_LOCK } from "../../src/figures/count-store.ts";

/**
 * Where a text stands anywhere in the database, by its catalogue: every column of every table, as text. So that a column nobody
 * thought of is looked at, too.
 * @returns `table.column` for each place
 */
export const findEverywhere = async (pool: Pool, needles: readonly string[]): Promise<string[]> => {
  const { rows } = await pool.query<{ table: string; column: string }>(
    `SELECT c.relname AS table, a.attname AS column FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'm') AND a.attnum > 0 AND NOT a.attisdropped`,
  );
  if (rows.length < 100) throw new Error("the catalogue was not read");
  const places: string[] = [];
  for (const { table, column } of rows) {
    const found = await pool.query(
      `SELECT FROM "${table}" t WHERE EXISTS (SELECT FROM unnest($1::text[]) needle WHERE strpos(t."${column}"::text, needle) > 0) LIMIT 1`,
      [needles],
    );
    if ((found.rowCount ?? 0) > 0) places.push(`${table}.${column}`);
  }
  return places.toSorted();
};

/** Rows of every table, as a dump has them; `restore` puts them back in place of what is there, or into another migrated database. */
export const dump = async (pool: Pool) => {
  const tables = await pool.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND relkind = 'r' AND relname NOT IN ('_prisma_migrations', 'JobRun')`,
  );
  const names = tables.rows.map(({ name }) => name);
  const kept = new Map<string, unknown>();
  for (const name of names)
    kept.set(
      name,
      (await pool.query<{ rows: unknown }>(`SELECT coalesce(json_agg(t), '[]') AS rows FROM "${name}" t`)).rows[0]
        ?.rows,
    );
  return {
    restore: async (into: Pool = pool): Promise<void> => {
      const client = await into.connect();
      try {
        // As pg_restore does: without triggers and foreign keys, in a database that is empty before.
        // A server that runs meanwhile counts nothing.
        await client.query(`SELECT pg_advisory_lock(${COUNT_LOCK})`);
        await client.query(`SET session_replication_role = replica`);
        for (const name of names) await client.query(`DELETE FROM "${name}"`);
        for (const name of names)
          await client.query(`INSERT INTO "${name}" SELECT * FROM json_populate_recordset(NULL::"${name}", $1)`, [
            JSON.stringify(kept.get(name)),
          ]);
      } finally {
        await client.query(`SET session_replication_role = DEFAULT`);
        await client.query(`SELECT pg_advisory_unlock(${COUNT_LOCK})`);
        client.release();
      }
    },
  };
};
