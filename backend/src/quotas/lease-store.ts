import type { Pool } from "pg";

/** A server's lease is good for 20 s and renewed every 5 s; an owner that could not renew for 15 s stops its work. */
export const LEASE = { seconds: 20, renewMs: 5_000, giveUpMs: 15_000 };

export const renewLease = async (pool: Pool, owner: string): Promise<void> => {
  await pool.query(
    `INSERT INTO "ServerLease" (id, until) VALUES ($1, now() + make_interval(secs => $2))
     ON CONFLICT (id) DO UPDATE SET until = excluded.until`,
    [owner, LEASE.seconds],
  );
};
export const dropLease = async (pool: Pool, owner: string): Promise<void> => {
  await pool.query(`DELETE FROM "ServerLease" WHERE id = $1`, [owner]);
};
/** Where this is the only instance there can be, every other lease is of a dead one. */
export const dropOtherLeases = async (pool: Pool, owner: string): Promise<void> => {
  await pool.query(`DELETE FROM "ServerLease" WHERE id <> $1`, [owner]);
};
