import { createHash } from "node:crypto";
import type { Pool } from "pg";

/**
 * Names this installation where it shares something with others (one Redis): the same for every server on one database, another
 * for a copy of it.
 */
export const installationOf = async (pool: Pool, secretKey: string): Promise<string> => {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT (SELECT id FROM "_prisma_migrations" ORDER BY started_at, id LIMIT 1) || ' ' || oid || ' ' || datname AS name
     FROM pg_database WHERE datname = current_database()`,
  );
  return createHash("sha256").update(`${secretKey}\n${rows[0]?.name}`).digest("hex").slice(0, 16);
};
