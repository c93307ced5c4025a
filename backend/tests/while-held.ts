// Two that meet at one row, in an order that a test says.
import type { Pool, PoolClient } from "pg";
import { expect } from "vitest";
import { inTransaction } from "../src/database/in-transaction.ts";

/**
 * What is begun while `change` has been made and not committed: it waits for that row, as everything else may that has read before
 * it, and goes on once it is.
 * @param begin begun one after another, each when the one before it waits
 * @returns what came of them
 */
export const whileHeld = async <T>(
  pool: Pool,
  change: (client: PoolClient) => Promise<unknown>,
  begin: readonly (() => Promise<T>)[],
): Promise<T[]> => {
  const begun: Promise<T>[] = [];
  await inTransaction(pool, async (client) => {
    await change(client);
    for (const one of begin) {
      begun.push(one());
      await expect
        .poll(
          async () =>
            (
              await pool.query(
                `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
              )
            ).rowCount,
          { timeout: 10_000 },
        )
        .toBe(begun.length);
    }
  });
  return Promise.all(begun);
};
