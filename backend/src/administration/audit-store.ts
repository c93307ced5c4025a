import { randomUUID } from "node:crypto";
import type { PoolClient } from "pg";

/** Written in the transaction of the act itself: no act without its entry. */
export const audit = async (
  client: PoolClient,
  entry: { actorId: string; action: string; subject: string; detail?: object },
): Promise<void> => {
  await client.query(`INSERT INTO "AuditEntry" (id, "actorId", action, subject, detail) VALUES ($1, $2, $3, $4, $5)`, [
    randomUUID(),
    entry.actorId,
    entry.action,
    entry.subject,
    JSON.stringify(entry.detail ?? {}),
  ]);
};
