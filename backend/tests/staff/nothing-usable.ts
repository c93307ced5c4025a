// What every file's database is asked at its end: is there anything in it that somebody could come in with?
import type { Pool } from "pg";

/** Every table, whatever it is called, today's and those to come. */
export const tablesOf = async (pool: Pool): Promise<string[]> => {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname = 'public' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
};

/** Our tokens by their shape: invitations, refresh tokens, sign-in links, API keys, JWTs of any kind, private keys in PEM. */
export const USABLE =
  "inv_[0-9A-Za-z]{36}|(?:ref|link|key)_[A-Za-z0-9_-]{43}|eyJ[A-Za-z0-9_-]+[.][A-Za-z0-9_-]+[.]|PRIVATE KEY";

/** @throws Error with the table and what was found in it */
export const assertNothingUsable = async (pool: Pool): Promise<void> => {
  for (const table of await tablesOf(pool)) {
    const { rows } = await pool.query<{ found: string }>(
      `SELECT substring(t::text FROM '(${USABLE})') AS found FROM ${table} t WHERE t::text ~ '${USABLE}' LIMIT 1`,
    );
    if (rows[0]) throw new Error(`${table} holds something usable: ${rows[0].found.slice(0, 12)}…`);
  }
};
