import { randomUUID } from "node:crypto";
import type { PoolClient } from "pg";
import type { Database } from "../database/create-database.ts";
import type { InvitationState } from "../protocol/identity.ts";

/**
 * The state staff and invitees are shown: the first that holds. Needs the aliases i, latest (newest session) and
 * last_exchange of INVITATION_STATE_JOINS.
 */
export const INVITATION_STATE = `CASE
  WHEN i."revokedAt" IS NOT NULL THEN 'revoked'
  WHEN i."expiresAt" <= now() THEN 'expired'
  WHEN i."exhaustedAt" IS NOT NULL THEN 'exhausted'
  WHEN latest.status = 'COMPLETED' THEN 'completed'
  WHEN last_exchange.status = 'FAILED' THEN 'stuck'
  WHEN latest.id IS NOT NULL THEN 'active'
  WHEN i."claimedAt" IS NOT NULL OR i."claimCount" > 0 THEN 'claimed'
  WHEN i."openedAt" IS NOT NULL THEN 'opened'
  ELSE 'unopened' END`;
export const INVITATION_STATE_JOINS = `
  LEFT JOIN LATERAL (SELECT s.id, s.status, s."lastActivityAt", s."startedAt", s."endedAt" FROM "ConversationSession" s WHERE s."invitationId" = i.id
    ORDER BY s."lastActivityAt" DESC LIMIT 1) latest ON true
  LEFT JOIN LATERAL (SELECT e.status, e."problemCode", e."startedAt", e."endedAt" FROM "Exchange" e WHERE e."invitationId" = i.id
    ORDER BY e."startedAt" DESC LIMIT 1) last_exchange ON true`;

export type InvitationRow = {
  id: string;
  label: string | null;
  token: string;
  tokenVersion: number;
  scenarioId: number | null;
  /** of a trial of staff's: the one version it runs */
  trialVersionId: string | null;
  /** its sessions run on the simulator */
  simulated: boolean;
  siteId: string | null;
  quota: { tokens: number; label: string };
  usage: unknown;
  expiresAt: Date;
  claimedAt: Date | null;
  openedAt: Date | null;
  revokedAt: Date | null;
  exhaustedAt: Date | null;
  linkedUserId: string | null;
  parentId: string | null;
  claimMode: "SINGLE" | "SHARED";
  maxClaims: number | null;
  claimCount: number;
  state: InvitationState;
  expired: boolean;
};

const COLUMNS = `i.*, ${INVITATION_STATE} AS state, i."expiresAt" <= now() AS expired`;

/** A child of a SHARED invitation with a quota of its own; the parent's row lock is held. */
const insertChild = async (
  client: PoolClient,
  parentId: string,
  childId: string,
  tokenHash: string,
  deviceHash: string,
): Promise<void> => {
  await client.query(
    `INSERT INTO "Invitation" (id, token, label, "scenarioId", quota, usage, "expiresAt", "createdById", "siteId", "parentId", "deviceHash", "presetName", "externalRef", cohort, "openedAt")
     SELECT $2, $3, label, "scenarioId", quota, '{}', "expiresAt", "createdById", "siteId", id, $4, "presetName", "externalRef", cohort, now() FROM "Invitation" WHERE id = $1`,
    [parentId, childId, tokenHash, deviceHash],
  );
  await client.query(`UPDATE "Invitation" SET "claimCount" = "claimCount" + 1 WHERE id = $1`, [parentId]);
};

export type InvitationStore = ReturnType<typeof createInvitationStore>;
export const createInvitationStore = ({ prisma, pool }: Database) => ({
  byTokenHash: async (hash: string): Promise<InvitationRow | null> => {
    const { rows } = await pool.query<InvitationRow>(
      `SELECT ${COLUMNS} FROM "Invitation" i ${INVITATION_STATE_JOINS} WHERE i.token = $1`,
      [hash],
    );
    return rows[0] ?? null;
  },
  /** of a token that no invitation has: one had it before its link was issued anew */
  wasReplaced: async (hash: string): Promise<boolean> => {
    const { rowCount } = await pool.query(`SELECT FROM "ReplacedToken" WHERE hash = $1`, [hash]);
    return rowCount === 1;
  },
  byId: async (id: string): Promise<InvitationRow | null> => {
    const { rows } = await pool.query<InvitationRow>(
      `SELECT ${COLUMNS} FROM "Invitation" i ${INVITATION_STATE_JOINS} WHERE i.id = $1`,
      [id],
    );
    return rows[0] ?? null;
  },
  markOpened: async (id: string): Promise<void> => {
    await pool.query(
      `WITH opened AS (UPDATE "Invitation" SET "openedAt" = now() WHERE id = $1 AND "openedAt" IS NULL RETURNING id)
       INSERT INTO "TelemetryEvent" (id, name, properties)
       SELECT gen_random_uuid()::text, 'invitation_opened', jsonb_build_object('invitation', id) FROM opened`,
      [id],
    );
  },
  site: (id: string) => prisma.site.findUnique({ where: { id } }),

  /** Locks the row against other claims (not against the ledger's foreign keys) and reads it as it then is. */
  lock: async (client: PoolClient, id: string): Promise<InvitationRow> => {
    await client.query(`SELECT id FROM "Invitation" WHERE id = $1 FOR NO KEY UPDATE`, [id]);
    const { rows } = await client.query<InvitationRow>(
      `SELECT ${COLUMNS} FROM "Invitation" i ${INVITATION_STATE_JOINS} WHERE i.id = $1`,
      [id],
    );
    const row = rows[0];
    if (!row) throw new Error(`invitation ${id} vanished`);
    return row;
  },
  /** The guest of an invitation: the one it has, or the one its first claim makes. */
  ensureGuest: async (
    client: PoolClient,
    invitation: InvitationRow,
  ): Promise<{ userId: string; role: string; first: boolean }> => {
    if (invitation.linkedUserId !== null) {
      // Locked: a sign-in that makes a USER of this guest either ends the login that is made here, or is seen here.
      const { rows } = await client.query<{ id: string; role: string }>(
        `SELECT id, role FROM "User" WHERE id = $1 FOR SHARE`,
        [invitation.linkedUserId],
      );
      return { userId: invitation.linkedUserId, role: rows[0]?.role ?? "GUEST", first: false };
    }
    const userId = randomUUID();
    await client.query(`INSERT INTO "User" (id, role, "updatedAt", "lastLoginAt") VALUES ($1, 'GUEST', now(), now())`, [
      userId,
    ]);
    await client.query(
      `UPDATE "Invitation" SET "claimedAt" = now(), "linkedUserId" = $2, "openedAt" = coalesce("openedAt", now()) WHERE id = $1 AND "linkedUserId" IS NULL`,
      [invitation.id, userId],
    );
    return { userId, role: "GUEST", first: true };
  },
  childOfDevice: async (client: PoolClient, parentId: string, deviceHash: string): Promise<string | null> => {
    const { rows } = await client.query<{ id: string }>(
      `SELECT id FROM "Invitation" WHERE "parentId" = $1 AND "deviceHash" = $2`,
      [parentId, deviceHash],
    );
    return rows[0]?.id ?? null;
  },
  insertChild,
  transactionPool: pool,
});
