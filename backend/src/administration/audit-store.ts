import { randomUUID } from "node:crypto";
import type { PoolClient } from "pg";
import type { Database } from "../database/create-database.ts";
import type { Place } from "./keyset.ts";

/** Written in the transaction of the act itself: no act without its entry. `actorId` null: the command line. */
export const audit = async (
  client: Pick<PoolClient, "query">,
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

/** The same act done to many things at once: an entry for each, by one statement. */
export const auditMany = async (
  client: PoolClient,
  entries: { actorId: string | null; action: string; subjects: readonly string[]; detail?: object },
): Promise<void> => {
  if (entries.subjects.length === 0) return;
  await client.query(
    `INSERT INTO "AuditEntry" (id, "actorId", action, subject, detail) SELECT gen_random_uuid()::text, $1, $2, subject, $4 FROM unnest($3::text[]) AS subject`,
    [entries.actorId, entries.action, entries.subjects, JSON.stringify(entries.detail ?? {})],
  );
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
  /** Of an act that writes nothing else, such as taking many links at once. */
  note: (entry: Parameters<typeof audit>[1]): Promise<void> => audit(pool, entry),
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
