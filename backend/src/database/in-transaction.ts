import type { Pool, PoolClient } from "pg";

/** The connection of a transaction, for what has to happen inside it. */
export type Connection = PoolClient;

/** Runs `work` in one transaction on one connection; anything thrown rolls it back and is thrown on. */
export const inTransaction = async <T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> => {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
};
