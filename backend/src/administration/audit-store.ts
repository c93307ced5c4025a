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
  /** what it is called now; null: it has no name, or is gone */
  subjectLabel: string | null;
  detail: Record<string, unknown>;
  createdAt: Date;
};

export type AuditFilter = {
  actor: string | null;
  action: string | null;
  subject: string | null;
  from: Date | null;
  /** the first moment after what is asked for */
  until: Date | null;
  after: Place | null;
  limit: number;
};
const ENTRY = `e.id, e."actorId", e.action, e.subject, e.detail, e."createdAt"`;
const IN_SPAN = `($1::timestamp IS NULL OR e."createdAt" >= $1) AND ($2::timestamp IS NULL OR e."createdAt" < $2)
  AND ($3::timestamp IS NULL OR (e."createdAt", e.id) < ($3::timestamp, $4))`;
const NEWEST = `ORDER BY e."createdAt" DESC, e.id DESC LIMIT $5`;
/** Of each act the newest, then the newest of those: each act has its entries in one index, in order. */
const BY_ACT = `
  SELECT ${ENTRY} FROM unnest($6::text[]) AS a(action) CROSS JOIN LATERAL (
    SELECT e.* FROM "AuditEntry" e WHERE e.action = a.action AND ${IN_SPAN} ${NEWEST}) e`;
const BY_WHOM = `
  SELECT ${ENTRY} FROM "AuditEntry" e WHERE ($7::text IS NULL OR e."actorId" = $7) AND ($8::text IS NULL OR e.subject = $8)
    AND ($6::text[] IS NULL OR e.action = ANY($6)) AND ${IN_SPAN}`;
/** Every act there is, by skipping through its index. */
const ACTS = `
  WITH RECURSIVE act AS (
    (SELECT action FROM "AuditEntry" ORDER BY action LIMIT 1)
    UNION ALL SELECT (SELECT e.action FROM "AuditEntry" e WHERE e.action > act.action ORDER BY e.action LIMIT 1) FROM act WHERE act.action IS NOT NULL)
  SELECT action FROM act WHERE action = $1 OR split_part(action, '.', 1) = $1`;

/** Of the few entries that are shown, by their keys. What was erased has no name any more, here either. */
const LABEL = `CASE split_part(e.action, '.', 1)
  WHEN 'invitation' THEN (SELECT x.label FROM "Invitation" x WHERE x.id = e.subject)
  WHEN 'scenario' THEN (SELECT x.name FROM "Scenario" x WHERE x.id = CASE WHEN e.subject ~ '^[0-9]{1,9}$' THEN e.subject::int END)
  WHEN 'site' THEN (SELECT x.name FROM "Site" x WHERE x.id = e.subject)
  WHEN 'retention' THEN (SELECT x.name FROM "Site" x WHERE x.id = e.subject)
  WHEN 'preset' THEN (SELECT x.label FROM "QuotaPreset" x WHERE x.id = e.subject)
  WHEN 'code' THEN (SELECT x.name FROM "Code" x WHERE x.id = e.subject)
  WHEN 'study' THEN (SELECT x.name FROM "Study" x WHERE x.id = e.subject)
  WHEN 'export' THEN (SELECT x.name FROM "Study" x WHERE x.id = e.subject)
  WHEN 'api-key' THEN (SELECT x.name FROM "ApiKey" x WHERE x.id = e.subject)
  WHEN 'staff' THEN (SELECT x.name FROM "User" x WHERE x.id = e.subject)
  WHEN 'user' THEN (SELECT x.name FROM "User" x WHERE x.id = e.subject) END AS "subjectLabel"`;

export type AuditStore = ReturnType<typeof createAuditStore>;
export const createAuditStore = ({ pool }: Pick<Database, "pool">) => ({
  /** Of an act that writes nothing else, such as taking many links at once. */
  note: (entry: Parameters<typeof audit>[1]): Promise<void> => audit(pool, entry),
  /** Newest first. `action`: the whole of it (`user.role`), or what stands before its dot. */
  entries: async (filter: AuditFilter): Promise<AuditRow[]> => {
    const { actor, action, subject, from, until, after, limit } = filter;
    const acts =
      action === null ? null : (await pool.query<{ action: string }>(ACTS, [action])).rows.map((act) => act.action);
    const alone = acts !== null && actor === null && subject === null;
    const values = [from, until, after?.at ?? null, after?.id ?? null, limit, acts];
    const { rows } = await pool.query<AuditRow>(
      `WITH e AS MATERIALIZED (${alone ? BY_ACT : BY_WHOM} ${NEWEST})
       SELECT e.*, u.name AS "actorName", ${LABEL} FROM e LEFT JOIN "User" u ON u.id = e."actorId" ORDER BY e."createdAt" DESC, e.id DESC`,
      alone ? values : [...values, actor, subject],
    );
    return rows;
  },
});
