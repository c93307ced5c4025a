import type { PoolClient } from "pg";
import type { Database } from "../database/create-database.ts";
import { inTransaction } from "../database/in-transaction.ts";
import { INVITATION_STATE, INVITATION_STATE_JOINS } from "../invitations/invitation-store.ts";
import { forgetMailsOfNobody } from "../mail/outbox-store.ts";
import type { InvitationState } from "../protocol/identity.ts";
import { recordEvent } from "../telemetry/telemetry-store.ts";
import { audit } from "./audit-store.ts";
import type { Terms } from "./choose-terms.ts";
import { type InvitationFilter, looksAtNewest, pageOfInvitations } from "./invitation-filter.ts";

export type StaffInvitationRow = {
  id: string;
  label: string | null;
  externalRef: string | null;
  cohort: string | null;
  presetName: string | null;
  email: string | null;
  mailQueuedAt: Date | null;
  mailedAt: Date | null;
  remindedAt: Date | null;
  reminderCount: number;
  tokenVersion: number;
  siteId: string | null;
  siteKey: string | null;
  siteName: string | null;
  pageUrl: string | null;
  scenarioId: number | null;
  scenarioSlug: string | null;
  scenarioName: string | null;
  /** of the session that was last active, where the choice was the invitee's */
  chosenScenario: { slug: string; name: string } | null;
  claimMode: "SINGLE" | "SHARED";
  maxClaims: number | null;
  claimCount: number;
  linkedUserId: string | null;
  quota: { tokens: number; label: string };
  usage: unknown;
  state: InvitationState;
  stateSince: Date;
  exchangesUsed: number;
  createdAt: Date;
  openedAt: Date | null;
  claimedAt: Date | null;
  lastActivityAt: Date | null;
  expiresAt: Date;
  revokedAt: Date | null;
  exhaustedAt: Date | null;
  lastProblemCode: string | null;
};
/** Since when the state holds that INVITATION_STATE says. */
const STATE_SINCE = `CASE
  WHEN i."revokedAt" IS NOT NULL THEN i."revokedAt"
  WHEN i."expiresAt" <= now() THEN i."expiresAt"
  WHEN i."exhaustedAt" IS NOT NULL THEN i."exhaustedAt"
  WHEN latest.status = 'COMPLETED' THEN coalesce(latest."endedAt", latest."lastActivityAt")
  WHEN last_exchange.status = 'FAILED' THEN coalesce(last_exchange."endedAt", last_exchange."startedAt")
  ELSE coalesce(latest."startedAt", i."claimedAt", i."openedAt", i."createdAt") END`;
const SELECT_INVITATIONS = `
  SELECT i.id, i.label, i."externalRef", i.cohort, i."presetName", i.email, i."mailQueuedAt", i."mailedAt", i."remindedAt", i."reminderCount", i."tokenVersion", i."siteId", w.key AS "siteKey", w.name AS "siteName", w."pageUrl", i."scenarioId",
    c.slug AS "scenarioSlug", c.name AS "scenarioName",
    CASE WHEN i."scenarioId" IS NULL THEN (SELECT json_build_object('slug', chosen.slug, 'name', v.name)
      FROM "ConversationSession" s JOIN "ScenarioVersion" v ON v.id = s."scenarioVersionId" JOIN "Scenario" chosen ON chosen.id = s."scenarioId"
      WHERE s.id = latest.id) END AS "chosenScenario",
    i."claimMode", i."maxClaims", i."claimCount", i."linkedUserId", i.quota, i.usage,
    ${INVITATION_STATE} AS state, ${STATE_SINCE} AS "stateSince", i."createdAt", i."openedAt", i."claimedAt", latest."lastActivityAt", i."expiresAt", i."revokedAt", i."exhaustedAt",
    CASE WHEN last_exchange.status = 'FAILED' THEN last_exchange."problemCode" END AS "lastProblemCode",
    (SELECT count(*)::int FROM "Exchange" e WHERE e."invitationId" = i.id AND e.status = 'COMPLETED') AS "exchangesUsed"
  FROM "Invitation" i LEFT JOIN "Site" w ON w.id = i."siteId" LEFT JOIN "Scenario" c ON c.id = i."scenarioId" ${INVITATION_STATE_JOINS}`;

export type NewInvitation = Terms & {
  id: string;
  tokenHash: string;
  createdById: string;
  /** null: the command line */
  actorId: string | null;
};

/** Another address begins anew; what was sent to the one before is forgotten with it. */
const changeAddress = async (client: PoolClient, id: string, email: string | null): Promise<void> => {
  const { rows } = await client.query<{ email: string | null }>(
    `SELECT email FROM "Invitation" WHERE id = $1 FOR NO KEY UPDATE`,
    [id],
  );
  const before = rows[0]?.email ?? null;
  if (before === email) return;
  await client.query(
    `UPDATE "Invitation" SET email = $2, "mailQueuedAt" = NULL, "mailedAt" = NULL, "remindedAt" = NULL, "reminderCount" = 0 WHERE id = $1`,
    [id, email],
  );
  if (before !== null) await forgetMailsOfNobody(client, [before]);
};
type Named = { siteId: string | null; cohort: string | null; externalRef: string | null; parentId: string | null };
/**
 * The label ("" where it has none) of another invitation that has this reference in its site and cohort, as an upload would take the
 * two for one; null: none has. What is there already stays: only what comes to be the same is looked for. Two who give one reference
 * at once wait for each other.
 */
const referenceTaken = async (
  client: PoolClient,
  id: string,
  change: { cohort?: string | null; externalRef?: string | null },
): Promise<string | null> => {
  const { rows } = await client.query<Named>(
    `SELECT "siteId", cohort, "externalRef", "parentId" FROM "Invitation" WHERE id = $1 FOR NO KEY UPDATE`,
    [id],
  );
  const [before] = rows;
  // Whoever came by a group's link has the group's reference.
  if (!before || before.parentId !== null) return null;
  const next = { ...before, ...change };
  if (next.externalRef === null || (next.externalRef === before.externalRef && next.cohort === before.cohort))
    return null;
  const name = [next.siteId, next.cohort, next.externalRef];
  await client.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [JSON.stringify(["reference", ...name])]);
  const { rows: others } = await client.query<{ label: string | null }>(
    `SELECT label FROM "Invitation" WHERE "externalRef" = $4 AND "siteId" IS NOT DISTINCT FROM $2 AND cohort IS NOT DISTINCT FROM $3
       AND "parentId" IS NULL AND id <> $1 LIMIT 1`,
    [id, ...name],
  );
  return others[0] ? (others[0].label ?? "") : null;
};
/** What it is called, with whoever came by it. An upload knows it by its new reference from now on. */
const rename = (
  client: PoolClient,
  id: string,
  { label, cohort, externalRef }: { label?: string | null; cohort?: string | null; externalRef?: string | null },
): Promise<unknown> =>
  client.query(
    `UPDATE "Invitation" SET label = CASE WHEN $2 THEN $3 ELSE label END, cohort = CASE WHEN $4 THEN $5 ELSE cohort END,
       "externalRef" = CASE WHEN $6 THEN $7 ELSE "externalRef" END,
       "uploadKey" = CASE WHEN "externalRef" IS NULL OR NOT (($4 AND cohort IS DISTINCT FROM $5) OR ($6 AND "externalRef" IS DISTINCT FROM $7)) THEN "uploadKey" END
     WHERE id = $1 OR ("parentId" = $1 AND "linkedUserId" IS NOT NULL)`,
    [
      id,
      label !== undefined,
      label ?? null,
      cohort !== undefined,
      cohort ?? null,
      externalRef !== undefined,
      externalRef ?? null,
    ],
  );

/** The audit keeps for good what it says: that a label or an address was changed, never to what. */
const auditedChange = ({ label, cohort, externalRef, email, ...rest }: Record<string, unknown>): object => ({
  ...rest,
  ...(label === undefined ? {} : { label: "changed" }),
  ...(cohort === undefined ? {} : { cohort }),
  ...(externalRef === undefined ? {} : { externalRef: externalRef === null ? "taken away" : "changed" }),
  ...(email === undefined ? {} : { email: email === null ? "forgotten" : "changed" }),
});

export type StaffInvitationStore = ReturnType<typeof createStaffInvitationStore>;
export const createStaffInvitationStore = ({ pool }: Database) => ({
  invitation: async (id: string): Promise<StaffInvitationRow | null> => {
    const { rows } = await pool.query<StaffInvitationRow>(`${SELECT_INVITATIONS} WHERE i.id = $1`, [id]);
    return rows[0] ?? null;
  },
  /** A page of the list, newest first: which ones they are answers from an index, and only of those the rest is read. */
  invitations: async (filter: InvitationFilter): Promise<StaffInvitationRow[]> => {
    const read = async ({ text, values }: ReturnType<typeof pageOfInvitations>): Promise<StaffInvitationRow[]> =>
      (
        await pool.query<StaffInvitationRow>(
          `WITH page AS MATERIALIZED (${text})
           ${SELECT_INVITATIONS} WHERE i.id IN (SELECT id FROM page) ORDER BY i."createdAt" DESC, i.id DESC`,
          values,
        )
      ).rows;
    if (!looksAtNewest(filter)) return read(pageOfInvitations(filter));
    const newest = await read(pageOfInvitations(filter, "newest"));
    return newest.length === filter.limit ? newest : read(pageOfInvitations(filter));
  },
  /** Ids of a scenario by its slug and of a site by its key; null: it was not asked for, or there is none. */
  idsFor: async (
    slug: string | null,
    key: string | null,
  ): Promise<{ scenarioId: number | null; siteId: string | null }> => {
    const { rows } = await pool.query<{ scenarioId: number | null; siteId: string | null }>(
      `SELECT (SELECT id FROM "Scenario" WHERE slug = $1) AS "scenarioId", (SELECT id FROM "Site" WHERE key = $2) AS "siteId"`,
      [slug, key],
    );
    return rows[0] ?? { scenarioId: null, siteId: null };
  },
  /** What the links of some are made of. */
  linkedOf: async (ids: readonly string[]): Promise<{ id: string; tokenVersion: number; pageUrl: string | null }[]> => {
    const { rows } = await pool.query<{ id: string; tokenVersion: number; pageUrl: string | null }>(
      `SELECT i.id, i."tokenVersion", w."pageUrl" FROM "Invitation" i LEFT JOIN "Site" w ON w.id = i."siteId" WHERE i.id = ANY($1)`,
      [ids],
    );
    return rows;
  },
  /** In the order of the ids; unknown ones are left out. */
  invitationsOf: async (ids: readonly string[]): Promise<StaffInvitationRow[]> => {
    const { rows } = await pool.query<StaffInvitationRow>(
      `${SELECT_INVITATIONS} WHERE i.id = ANY($1) ORDER BY array_position($1, i.id)`,
      [ids],
    );
    return rows;
  },
  createInvitation: (made: NewInvitation): Promise<void> =>
    inTransaction(pool, async (client) => {
      await client.query(
        `INSERT INTO "Invitation" (id, token, label, "scenarioId", quota, "presetName", "expiresAt", "claimMode", "maxClaims", "siteId", "externalRef", "createdById", cohort, email)
         VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7), $8::"ClaimMode", $9, $10, $11, $12, $13, $14)`,
        [
          made.id,
          made.tokenHash,
          made.label,
          made.scenarioId,
          JSON.stringify(made.quota),
          made.presetName,
          made.expiresInDays * 86_400,
          made.claimMode,
          made.maxClaims,
          made.siteId,
          made.externalRef,
          made.createdById,
          made.cohort,
          made.email,
        ],
      );
      await audit(client, { actorId: made.actorId, action: "invitation.create", subject: made.id });
    }),
  /** @returns false where the quota would fall below what is used and reserved; nothing is changed then */
  changeInvitation: (
    id: string,
    change: {
      expiresAt?: string;
      quotaTokens?: number;
      label?: string | null;
      cohort?: string | null;
      externalRef?: string | null;
      email?: string | null;
    },
    actorId: string,
  ): Promise<"changed" | "too-few-tokens" | { referenceOf: string }> =>
    inTransaction(pool, async (client) => {
      const taken = await referenceTaken(client, id, change);
      if (taken !== null) return { referenceOf: taken };
      const { rowCount, rows } = await client.query<{ linkedUserId: string | null }>(
        `UPDATE "Invitation" i SET "expiresAt" = coalesce($2::timestamptz AT TIME ZONE 'UTC', i."expiresAt"),
           quota = CASE WHEN $3::bigint IS NULL THEN i.quota ELSE i.quota || jsonb_build_object('tokens', $3::bigint) END,
           "exhaustedAt" = CASE WHEN $3::bigint IS NULL THEN i."exhaustedAt" END,
           "expiryToldAt" = CASE WHEN $2::timestamptz IS NULL THEN i."expiryToldAt" END
         WHERE i.id = $1 AND ($3::bigint IS NULL OR coalesce((i.usage ->> 'tokens')::bigint, 0) + coalesce((i.usage ->> 'reserved')::bigint, 0) <= $3::bigint)
         RETURNING i."linkedUserId"`,
        [id, change.expiresAt ?? null, change.quotaTokens ?? null],
      );
      if (rowCount !== 1) return "too-few-tokens";
      if (change.expiresAt !== undefined)
        await client.query(
          `UPDATE "Invitation" SET "expiresAt" = $2::timestamptz AT TIME ZONE 'UTC', "expiryToldAt" = NULL WHERE "parentId" = $1`,
          [id, change.expiresAt],
        );
      const { label, cohort, externalRef } = change;
      if ([label, cohort, externalRef].some((name) => name !== undefined)) await rename(client, id, change);
      if (change.email !== undefined) await changeAddress(client, id, change.email);
      if (change.quotaTokens !== undefined)
        await recordEvent(client, "quota_topped_up", {
          userId: rows[0]?.linkedUserId ?? null,
          properties: { invitation: id, tokens: change.quotaTokens },
        });
      await audit(client, { actorId, action: "invitation.change", subject: id, detail: auditedChange(change) });
      return "changed";
    }),
  revokeInvitation: (id: string, actorId: string): Promise<void> =>
    inTransaction(pool, async (client) => {
      // The parent first, as a claim of a SHARED one takes them: else the two wait for each other.
      await client.query(`SELECT id FROM "Invitation" WHERE id = $1 FOR NO KEY UPDATE`, [id]);
      const { rowCount } = await client.query(
        `WITH revoked AS (UPDATE "Invitation" SET "revokedAt" = now() WHERE (id = $1 OR "parentId" = $1) AND "revokedAt" IS NULL
           RETURNING id, "linkedUserId")
         INSERT INTO "TelemetryEvent" (id, name, properties, "userId")
         SELECT gen_random_uuid()::text, 'invitation_revoked', jsonb_build_object('invitation', id), "linkedUserId" FROM revoked`,
        [id],
      );
      if ((rowCount ?? 0) > 0) await audit(client, { actorId, action: "invitation.revoke", subject: id });
    }),
  /** The next token version: the old link is dead, the guest and what was said stay. Lifts a revocation. */
  reissueInvitation: (id: string, tokenHash: (version: number) => string, actorId: string): Promise<void> =>
    inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ tokenVersion: number }>(
        `SELECT "tokenVersion" FROM "Invitation" WHERE id = $1 FOR NO KEY UPDATE`,
        [id],
      );
      const version = (rows[0]?.tokenVersion ?? 0) + 1;
      // What was revoked with it comes back with it; a child that was revoked by itself stays so.
      await client.query(
        `UPDATE "Invitation" c SET "revokedAt" = NULL FROM "Invitation" p WHERE p.id = $1 AND c."parentId" = p.id AND c."revokedAt" = p."revokedAt"`,
        [id],
      );
      // Whoever still holds the old link is told that it was replaced, and so is whoever it had signed in.
      await client.query(
        `INSERT INTO "ReplacedToken" (hash, "invitationId") SELECT token, id FROM "Invitation" WHERE id = $1`,
        [id],
      );
      await client.query(`UPDATE "Invitation" SET "tokenVersion" = $2, token = $3, "revokedAt" = NULL WHERE id = $1`, [
        id,
        version,
        tokenHash(version),
      ]);
      await client.query(
        `UPDATE "LoginSession" SET "revokedAt" = now() WHERE "invitationId" = $1 AND "revokedAt" IS NULL`,
        [id],
      );
      await audit(client, { actorId, action: "invitation.reissue", subject: id, detail: { version } });
    }),
});
