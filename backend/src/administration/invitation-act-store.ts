import type { PoolClient } from "pg";
import type { Database } from "../database/create-database.ts";
import { inTransaction } from "../database/in-transaction.ts";
import { retryConflicts } from "../database/retry-conflicts.ts";
import type { SkipReason } from "../protocol/bulk-invitations.ts";
import { auditMany } from "./audit-store.ts";

export type Acted = { done: string[]; skipped: { id: string; why: SkipReason }[] };
const MOST_TOKENS = 1_000_000_000_000;
/** Nothing that reads a moment of ours takes a year of five digits. */
const LAST_MOMENT = "9999-12-31 23:59:59";

/** Parents first, then in one order, as a claim of a SHARED one takes them: two acts, or an act and a claim, never wait for each other. */
const LOCK = `SELECT id FROM "Invitation" WHERE id = ANY($1) ORDER BY "parentId" IS NOT NULL, id FOR NO KEY UPDATE`;

/** What was not done, and why: asked of those that are left over. `why`: SQL of a row i, giving a SkipReason. */
const skippedOf = async (
  client: PoolClient,
  ids: readonly string[],
  done: readonly string[],
  why: string,
): Promise<Acted["skipped"]> => {
  const { rows } = await client.query<{ id: string; why: SkipReason }>(
    `SELECT asked.id, CASE WHEN i.id IS NULL THEN 'unknown' ELSE ${why} END AS why
     FROM unnest($1::text[]) WITH ORDINALITY AS asked(id, place) LEFT JOIN "Invitation" i ON i.id = asked.id
     WHERE asked.id <> ALL($2::text[]) ORDER BY asked.place`,
    [ids, done],
  );
  return rows;
};

/** One act in one transaction: lock, change, an audit entry for each that was changed, and why the others were not. */
const act = (
  { pool }: Pick<Database, "pool">,
  asked: readonly string[],
  actorId: string,
  how: {
    action: string;
    detail?: object;
    /** $1: the ids; returns the ids that were changed */
    change: (client: PoolClient, ids: readonly string[]) => Promise<string[]>;
    why: string;
  },
): Promise<Acted> => {
  const ids = [...new Set(asked)];
  return retryConflicts(() =>
    inTransaction(pool, async (client) => {
      await client.query(LOCK, [ids]);
      const done = await how.change(client, ids);
      await auditMany(client, {
        actorId,
        action: how.action,
        subjects: done,
        ...(how.detail ? { detail: how.detail } : {}),
      });
      return { done, skipped: await skippedOf(client, ids, done, how.why) };
    }),
  );
};
const idsOf = (rows: readonly { id: string }[]): string[] => [...new Set(rows.map(({ id }) => id))];

export type InvitationActStore = ReturnType<typeof createInvitationActStore>;
export const createInvitationActStore = (database: Database) => ({
  /** Days are added to the expiry, or to now where that is past; a SHARED one's children go with it. */
  extend: (ids: readonly string[], days: number, actorId: string): Promise<Acted> =>
    act(database, ids, actorId, {
      action: "invitation.change",
      detail: { days },
      change: async (client, chosen) => {
        const { rows } = await client.query<{ id: string }>(
          `UPDATE "Invitation" SET "expiresAt" = least(greatest("expiresAt", now()) + make_interval(secs => $2), $3), "expiryToldAt" = NULL
           WHERE id = ANY($1) AND "revokedAt" IS NULL RETURNING id`,
          [chosen, days * 86_400, LAST_MOMENT],
        );
        await client.query(
          `UPDATE "Invitation" c SET "expiresAt" = p."expiresAt", "expiryToldAt" = NULL FROM "Invitation" p
           WHERE c."parentId" = p.id AND p.id = ANY($1)`,
          [idsOf(rows)],
        );
        return idsOf(rows);
      },
      why: `'revoked'`,
    }),
  /** Tokens are added in the statement itself: two who top up at once both count. */
  topUp: (ids: readonly string[], tokens: number, actorId: string): Promise<Acted> =>
    act(database, ids, actorId, {
      action: "invitation.change",
      detail: { addedTokens: tokens },
      change: async (client, chosen) => {
        const { rows } = await client.query<{ id: string }>(
          `WITH topped AS (
             UPDATE "Invitation" SET quota = quota || jsonb_build_object('tokens', (quota ->> 'tokens')::bigint + $2::bigint), "exhaustedAt" = NULL
             WHERE id = ANY($1) AND "revokedAt" IS NULL AND (quota ->> 'tokens')::bigint + $2::bigint <= $3
             RETURNING id, "linkedUserId", (quota ->> 'tokens')::bigint AS tokens),
           told AS (INSERT INTO "TelemetryEvent" (id, name, properties, "userId")
             SELECT gen_random_uuid()::text, 'quota_topped_up', jsonb_build_object('invitation', id, 'tokens', tokens), "linkedUserId" FROM topped)
           SELECT id FROM topped`,
          [chosen, tokens, MOST_TOKENS],
        );
        return idsOf(rows);
      },
      why: `CASE WHEN i."revokedAt" IS NOT NULL THEN 'revoked' ELSE 'too-much' END`,
    }),
  /** With a SHARED one's children. */
  revoke: (ids: readonly string[], actorId: string): Promise<Acted> =>
    act(database, ids, actorId, {
      action: "invitation.revoke",
      change: async (client, chosen) => {
        const { rows } = await client.query<{ id: string }>(
          `WITH revoked AS (UPDATE "Invitation" SET "revokedAt" = now() WHERE (id = ANY($1) OR "parentId" = ANY($1)) AND "revokedAt" IS NULL
             RETURNING id, "linkedUserId"),
           told AS (INSERT INTO "TelemetryEvent" (id, name, properties, "userId")
             SELECT gen_random_uuid()::text, 'invitation_revoked', jsonb_build_object('invitation', id), "linkedUserId" FROM revoked)
           SELECT id FROM revoked WHERE id = ANY($1)`,
          [chosen],
        );
        return idsOf(rows);
      },
      why: `'revoked'`,
    }),
  /** Every device that is signed in by it or, of a SHARED one, by its children. The link lets them in again. */
  signOut: (ids: readonly string[], actorId: string): Promise<Acted> =>
    act(database, ids, actorId, {
      action: "invitation.sign-out",
      change: async (client, chosen) => {
        const { rows } = await client.query<{ id: string }>(
          `UPDATE "LoginSession" l SET "revokedAt" = now() FROM "Invitation" i
           WHERE l."invitationId" = i.id AND (i.id = ANY($1) OR i."parentId" = ANY($1)) AND l."revokedAt" IS NULL AND l."expiresAt" > now()
           RETURNING CASE WHEN i.id = ANY($1) THEN i.id ELSE i."parentId" END AS id`,
          [chosen],
        );
        return idsOf(rows);
      },
      why: `'nobody-signed-in'`,
    }),
  act: (ids: readonly string[], actorId: string, how: Parameters<typeof act>[3]): Promise<Acted> =>
    act(database, ids, actorId, how),
  /** Names of cohorts after one, in order: each found by the index where the last one ends, however many invitations they have. */
  cohorts: async (after: string | null, limit: number): Promise<string[]> => {
    const { rows } = await database.pool.query<{ name: string }>(
      `WITH RECURSIVE named AS (
         (SELECT cohort AS name, 1 AS place FROM "Invitation" WHERE cohort > $1 ORDER BY cohort LIMIT 1)
         UNION ALL SELECT (SELECT i.cohort FROM "Invitation" i WHERE i.cohort > named.name ORDER BY i.cohort LIMIT 1), named.place + 1
           FROM named WHERE named.name IS NOT NULL AND named.place < $2)
       SELECT name FROM named WHERE name IS NOT NULL`,
      [after ?? "", limit],
    );
    return rows.map(({ name }) => name);
  },
});
