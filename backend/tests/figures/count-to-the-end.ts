import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import { countAll, pendingCount } from "../../src/figures/count-store.ts";

/** Until nothing waits any more: the server of the test counts by its own clock, too, and then it is waited for. */
export const countToTheEnd = async (pool: Pool): Promise<void> => {
  await countAll(pool);
  while ((await pendingCount(pool)) > 0) {
    await sleep(50);
    await countAll(pool);
  }
};
