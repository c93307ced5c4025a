import { setTimeout as sleep } from "node:timers/promises";
import type { Arena } from "./arena.ts";
import { forgottenHolds } from "./invariants/ledger.ts";
import type { Record } from "./record.ts";
import type { Damage } from "./trouble.ts";

/** Milliseconds in which everything that was begun has to come to its end once all faults are over. */
export const REST_MS = 40_000;
/** The last statements of what is not driven any more. */
const SETTLE_MS = 3_000;

/** Asks again and again. @param deadline of performance.now() @returns false where it did not come to that */
export const until = async (deadline: number, done: () => Promise<boolean>): Promise<boolean> => {
  for (;;) {
    if (await done()) return true;
    if (performance.now() > deadline) return false;
    await sleep(25);
  }
};

/** Waits until nothing runs. Time that would have to pass (leases of the dead, holds of nobody) is made to have passed. */
export const comeToRest = async (
  arena: Arena,
  record: Record,
  invitationIds: string[],
  damage: Damage,
): Promise<void> => {
  const { pool } = arena;
  const isQuiet = async (): Promise<boolean> => {
    const { rows } = await pool.query<{ open: string }>(
      `SELECT (SELECT count(*) FROM "Exchange" WHERE status = 'RUNNING' AND "invitationId" = ANY($1)) + (SELECT count(*) FROM "Aside" WHERE status = 'RUNNING' AND "invitationId" = ANY($1))
         + (SELECT count(*) FROM "Hold" WHERE state = 'LIVE' AND "invitationId" = ANY($1)) AS open`,
      [invitationIds],
    );
    return Number(rows[0]?.open) === 0;
  };
  // Of an instance in another process only the database tells.
  const isIdle = () => arena.instances.every((instance) => (instance.world()?.running.count() ?? 0) === 0);
  await until(performance.now() + REST_MS, async () => isIdle());
  const isKnownIdle = arena.instances.every((instance) => instance.world() !== null);
  const isBroken = damage.databaseBroke || damage.ownerLost;
  await until(performance.now() + (isKnownIdle ? SETTLE_MS : REST_MS), async () => isBroken || (await isQuiet()));
  if (!isIdle()) record.wrong("everything ends", "an exchange is still being driven after all faults are over");
  if (await isQuiet()) return;
  if (!damage.databaseBroke && !damage.ownerLost)
    record.wrong("everything ends", "something is open that nobody drives");
  const forgotten = await forgottenHolds(pool, invitationIds);
  if (forgotten.length > 0 && !isBroken) record.wrong("no hold outlives its call", JSON.stringify(forgotten));
  record.note("harness", "lets a minute pass for what nobody drives");
  await pool.query(
    `UPDATE "Hold" SET "createdAt" = "createdAt" - interval '1 minute' WHERE state = 'LIVE' AND "invitationId" = ANY($1)`,
    [invitationIds],
  );
  if (!(await until(performance.now() + REST_MS, isQuiet)))
    record.wrong("everything ends", "holds or exchanges of nobody are not reaped");
};
