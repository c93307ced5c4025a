import type { Pool } from "pg";

type DatabaseState = { version: string; migrations: number; lastMigration: string | null };
export const databaseState = async (pool: Pool): Promise<DatabaseState> => {
  const { rows } = await pool.query<DatabaseState>(
    `SELECT current_setting('server_version') AS version, count(*)::int AS migrations, max(migration_name) AS "lastMigration"
     FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
  );
  return rows[0] ?? { version: "", migrations: 0, lastMigration: null };
};
type Lease = { id: string; startedAt: Date; until: Date; live: boolean };
export const leases = async (pool: Pool): Promise<Lease[]> =>
  (
    await pool.query<Lease>(
      `SELECT id, "startedAt", until, until > now() AS live FROM "ServerLease" ORDER BY "startedAt", id LIMIT 100`,
    )
  ).rows;
