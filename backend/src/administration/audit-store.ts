import { randomUUID } from "node:crypto";
import type { PoolClient } from "pg";
import type { Database } from "../database/create-database.ts";
import type { Place } from "./keyset.ts";

/** Written in the transaction of the act itself: no act without its entry. `actorId` null: the command line. */
export const audit = async (
  client: PoolClient,
  entry: { actorId: string | null; action: string; subject: string; detail?: object },
): Promise<void> => {
  await client.query(`INSERT INTO "AuditEntry" (id, "actorId", action, subject, detail) VALUES ($1, $2, $3, $4, $5)`, [
    randomUUID(),
    entry.actorId,
    entry.action,
    entry.subject,
    JSON.stringify(entry.detail ?? {}),
  ]);
};

export type AuditRow = {
  id: string;
  actorId: string | null;
  actorName: string | null;
  action: string;
  subject: string;
  detail: Record<string, unknown>;
  createdAt: Date;
};

export type AuditStore = ReturnType<typeof createAuditStore>;
export const createAuditStore = ({ pool }: Pick<Database, "pool">) => ({
  /** Newest first. `action`: the whole of it (`user.role`), or what stands before its dot. */
  entries: async (filter: {
    actor: string | null;
    action: string | null;
    subject: string | null;
    after: Place | null;
    limit: number;
  }): Promise<AuditRow[]> => {
    const { rows } = await pool.query<AuditRow>(
      `SELECT e.id, e."actorId", u.name AS "actorName", e.action, e.subject, e.detail, e."createdAt"
       FROM "AuditEntry" e LEFT JOIN "User" u ON u.id = e."actorId"
       WHERE ($1::text IS NULL OR e."actorId" = $1) AND ($2::text IS NULL OR e.action = $2 OR split_part(e.action, '.', 1) = $2)
         AND ($3::text IS NULL OR e.subject = $3) AND ($4::timestamp IS NULL OR (e."createdAt", e.id) < ($4::timestamp, $5))
       ORDER BY e."createdAt" DESC, e.id DESC LIMIT $6`,
      [filter.actor, filter.action, filter.subject, filter.after?.at ?? null, filter.after?.id ?? null, filter.limit],
    );
    return rows;
  },
});
