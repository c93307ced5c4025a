import type { Pool } from "pg";
import { inTransaction } from "../database/in-transaction.ts";

/**
 * Writes down how this installation answers, so that figures know of what kind an invitation is before anybody talks in it.
 * Where that has changed, triggers move those that nobody has talked in yet: with many of them it may take a while.
 * @param simulated there is no real upstream
 */
export const noteUpstream = (pool: Pool, simulated: boolean): Promise<void> =>
  inTransaction(pool, async (client) => {
    await client.query("SET LOCAL statement_timeout = 0");
    const statement = {
      text: `INSERT INTO "Upstream" (id, simulated) VALUES (1, $1)
        ON CONFLICT (id) DO UPDATE SET simulated = excluded.simulated WHERE "Upstream".simulated <> excluded.simulated`,
      values: [simulated],
      query_timeout: 3_600_000,
    };
    await client.query(statement);
  });
