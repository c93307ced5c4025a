import type { PoolClient } from "pg";
import type { Database } from "../database/create-database.ts";
import { inTransaction } from "../database/in-transaction.ts";
import { retryConflicts } from "../database/retry-conflicts.ts";
import { auditMany } from "./audit-store.ts";
import type { Terms } from "./choose-terms.ts";

/** `ownSite`: the row itself says its site; else it is the upload's, and an invitation of another site is the same one */
export type UploadedRow = Terms & { uploadKey: string; ownSite: boolean };
export type NewUploadedRow = UploadedRow & { id: string; tokenHash: string };
/** `sites`: keys of the several sites that a row which names none could mean; else null */
export type FoundRow = {
  id: string;
  tokenVersion: number;
  pageUrl: string | null;
  sites: string[] | null;
  made: boolean;
};

/**
 * $1: keys and references of an upload. What is there already: by its key, else with its reference in its cohort: in its site, else in
 * none, else, for a row that names no site, in any other. Of several in one place the oldest.
 */
const FIND = `
  WITH r AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($1::jsonb)
    AS r("uploadKey" text, "siteId" text, cohort text, "externalRef" text, "ownSite" boolean)),
  found AS MATERIALIZED (
    SELECT r."uploadKey", i.id, i."siteId", 0 AS rank FROM r JOIN "Invitation" i ON i."uploadKey" = r."uploadKey"
    UNION ALL SELECT r."uploadKey", i.id, i."siteId",
      CASE WHEN i."siteId" IS NOT DISTINCT FROM r."siteId" THEN 1 WHEN i."siteId" IS NULL THEN 2 ELSE 3 END
    FROM r JOIN "Invitation" i ON i."externalRef" = r."externalRef" AND i."parentId" IS NULL AND i.cohort IS NOT DISTINCT FROM r.cohort
      AND (NOT r."ownSite" OR i."siteId" IS NULL OR i."siteId" = r."siteId")),
  elsewhere AS (SELECT f."uploadKey", array_agg(DISTINCT w.key ORDER BY w.key) AS sites
    FROM found f JOIN "Site" w ON w.id = f."siteId" WHERE f.rank = 3 GROUP BY f."uploadKey" HAVING count(DISTINCT w.key) > 1)
  SELECT DISTINCT ON (found."uploadKey") found."uploadKey", i.id, i."tokenVersion", w."pageUrl",
    CASE WHEN found.rank = 3 THEN elsewhere.sites END AS sites
  FROM found JOIN "Invitation" i ON i.id = found.id LEFT JOIN "Site" w ON w.id = i."siteId"
    LEFT JOIN elsewhere ON elsewhere."uploadKey" = found."uploadKey"
  ORDER BY found."uploadKey", found.rank, i."createdAt", i.id`;

/** Two uploads that take their rows for different sites have different keys for one reference: they make their rows one after the other. */
const TURN = `SELECT pg_advisory_xact_lock(hashtext('invitation uploads'))`;

/**
 * In the file's order, so that the list has its first row on top: each a millisecond before the one above. By their keys, so that two
 * uploads of one file wait for each other in one order.
 */
const INSERT = `
  INSERT INTO "Invitation" (id, token, label, "scenarioId", quota, "presetName", "expiresAt", "claimMode", "maxClaims", "siteId", "externalRef",
    "createdById", cohort, email, "uploadKey", "createdAt")
  SELECT r.id, r."tokenHash", r.label, r."scenarioId", r.quota, r."presetName", now() + make_interval(secs => r."expiresInDays" * 86400),
    r."claimMode"::"ClaimMode", r."maxClaims", r."siteId", r."externalRef", $2, r.cohort, r.email, r."uploadKey",
    now() - make_interval(secs => r.place / 1000.0)
  FROM jsonb_to_recordset($1::jsonb) AS r(id text, "tokenHash" text, label text, "scenarioId" int, quota jsonb, "presetName" text,
    "expiresInDays" float8, "claimMode" text, "maxClaims" int, "siteId" text, "externalRef" text, cohort text, email text, "uploadKey" text, place int)
  ORDER BY r."uploadKey" ON CONFLICT ("uploadKey") DO NOTHING RETURNING id`;

type Found = Omit<FoundRow, "made"> & { uploadKey: string };
const find = async (client: Pick<PoolClient, "query">, rows: readonly UploadedRow[]): Promise<Found[]> => {
  const sought = rows.map(({ uploadKey, siteId, cohort, externalRef, ownSite }) => ({
    uploadKey,
    siteId,
    cohort,
    externalRef,
    ownSite,
  }));
  return (await client.query<Found>(FIND, [JSON.stringify(sought)])).rows;
};
const byKey = (rows: readonly Found[], made: ReadonlySet<string>): Map<string, FoundRow> =>
  new Map(rows.map(({ uploadKey, ...row }) => [uploadKey, { ...row, made: made.has(row.id) }]));

export type BulkInvitationStore = ReturnType<typeof createBulkInvitationStore>;
export const createBulkInvitationStore = ({ pool }: Database) => ({
  /** What of an upload is there already, by its keys. */
  find: async (rows: readonly UploadedRow[]): Promise<Map<string, FoundRow>> =>
    byKey(await find(pool, rows), new Set()),
  /** Makes what is not there yet, in five statements however many they are, and tells all of them by their keys. */
  store: (rows: readonly NewUploadedRow[], staffId: string): Promise<Map<string, FoundRow>> =>
    retryConflicts(() =>
      inTransaction(pool, async (client) => {
        await client.query(TURN);
        const there = new Set((await find(client, rows)).map(({ uploadKey }) => uploadKey));
        const missing = rows.map((row, place) => ({ ...row, place })).filter(({ uploadKey }) => !there.has(uploadKey));
        const { rows: inserted } = await client.query<{ id: string }>(INSERT, [JSON.stringify(missing), staffId]);
        const made = inserted.map(({ id }) => id);
        await auditMany(client, {
          actorId: staffId,
          action: "invitation.create",
          subjects: made,
          detail: { via: "upload" },
        });
        return byKey(await find(client, rows), new Set(made));
      }),
    ),
});
