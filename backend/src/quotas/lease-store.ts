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

/** Servers whose lease is over; each stays listed until it is buried. */
export const deadServers = async (pool: Pool): Promise<string[]> => {
  const { rows } = await pool.query<{ id: string }>(`SELECT id FROM "ServerLease" WHERE until < now()`);
  return rows.map(({ id }) => id);
};
/** Sessions in which anything was recorded since these servers last gave a sign of life. */
export const sessionsSince = async (pool: Pool, dead: string[]): Promise<number[]> => {
  const { rows } = await pool.query<{ sessionId: number }>(
    `SELECT DISTINCT t."sessionId" FROM "TelemetryEvent" t WHERE t."sessionId" IS NOT NULL AND t."createdAt" >
       (SELECT min(until) - make_interval(secs => $2) FROM "ServerLease" WHERE id = ANY($1))`,
    [dead, LEASE.seconds + LEASE.renewMs / 1000],
  );
  return rows.map(({ sessionId }) => sessionId);
};
/** One that renewed its lease meanwhile was not dead, only late. */
export const buryServers = async (pool: Pool, dead: string[]): Promise<void> => {
  await pool.query(`DELETE FROM "ServerLease" WHERE id = ANY($1) AND until < now()`, [dead]);
};
