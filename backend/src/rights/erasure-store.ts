import type { Pool, PoolClient } from "pg";
import { audit } from "../administration/audit-store.ts";
import { closeCopies, COPIES } from "../administration/replay-store.ts";
import { inTransaction } from "../database/in-transaction.ts";
import { retryConflicts } from "../database/retry-conflicts.ts";
import { recordEvent } from "../telemetry/telemetry-store.ts";
import type { ErasureLine } from "./erasure-file.ts";

export type Person = { id: string; role: string; erased: boolean; merged: boolean };
export type ErasureRow = ErasureLine & { finished: boolean };

const PERSON = `person AS (
  SELECT id FROM "User" WHERE id = $1 UNION SELECT u.id FROM "User" u JOIN person ON u."mergedIntoId" = person.id)`;
/**
 * The person and every guest that was merged into them: with the person's row locked no merge comes in between. Their
 * invitations first, as a claim takes them: who comes back by the link at this moment has come back before, or is told no.
 */
const lockPersons = async (client: PoolClient, userId: string): Promise<Person[]> => {
  await client.query(
    `WITH RECURSIVE ${PERSON} SELECT FROM "Invitation" WHERE "linkedUserId" IN (SELECT id FROM person) ORDER BY id FOR NO KEY UPDATE`,
    [userId],
  );
  // Not FOR UPDATE: what a running exchange settles may refer to the row meanwhile.
  await client.query(`SELECT FROM "User" WHERE id = $1 FOR NO KEY UPDATE`, [userId]);
  const { rows } = await client.query<Person>(
    `WITH RECURSIVE ${PERSON}
     SELECT u.id, u.role::text AS role, u."erasedAt" IS NOT NULL AS erased, u."mergedIntoId" IS NOT NULL AS merged
     FROM "User" u JOIN person ON person.id = u.id
     ORDER BY u.id FOR NO KEY UPDATE OF u`,
    [userId],
  );
  return rows;
};

/** $1: the ids of the person. Everything that says who they are, every way in, and what staff wrote beside their invitations. */
const FORGET_WHO = [
  `UPDATE "LoginSession" SET "revokedAt" = coalesce("revokedAt", now()), "deviceHash" = NULL WHERE "userId" = ANY($1)`,
  `DELETE FROM "StaffSession" WHERE "userId" = ANY($1)`,
  `DELETE FROM "SignInLink" WHERE "userId" = ANY($1)`,
  `UPDATE "ApiKey" SET "revokedAt" = coalesce("revokedAt", now()) WHERE "userId" = ANY($1)`,
  `DELETE FROM "SignIn" WHERE "userId" = ANY($1)`,
  `DELETE FROM "ExternalIdentity" WHERE "userId" = ANY($1)`,
  // Where their invitations, and ones that wait for them, were sent; then nothing more is.
  `DELETE FROM "OutboxMail" o USING "Invitation" i WHERE i."linkedUserId" = ANY($1) AND o."invitationId" = i.id`,
  `DELETE FROM "OutboxMail" o USING "Invitation" i WHERE i."linkedUserId" = ANY($1) AND o.channel = 'email' AND o.recipient = i.email
     AND NOT EXISTS (SELECT FROM "ContactMethod" c WHERE c.type = 'email' AND c.value = i.email AND c.verified AND NOT c."userId" = ANY($1))
     AND NOT EXISTS (SELECT FROM "Invitation" other WHERE other.email = i.email AND NOT other."linkedUserId" = ANY($1))`,
  `UPDATE "Invitation" SET email = NULL WHERE ("linkedUserId" IS NULL OR "linkedUserId" = ANY($1)) AND email IN (
     SELECT value FROM "ContactMethod" WHERE "userId" = ANY($1) AND type = 'email' AND verified
     UNION SELECT email FROM "Invitation" WHERE "linkedUserId" = ANY($1))`,
  // What was sent to their addresses; not what another person, whose address it is, was sent there.
  `DELETE FROM "OutboxMail" o USING (
     SELECT type, value FROM "ContactMethod" WHERE "userId" = ANY($1) UNION SELECT type, value FROM "ContactCode" WHERE "userId" = ANY($1)) mine
   WHERE o.channel = mine.type AND o.recipient = mine.value AND NOT EXISTS (
     SELECT FROM "ContactMethod" c WHERE c.type = mine.type AND c.value = mine.value AND c.verified AND NOT c."userId" = ANY($1))`,
  `DELETE FROM "ContactCode" WHERE "userId" = ANY($1)`,
  `DELETE FROM "ContactMethod" WHERE "userId" = ANY($1)`,
  // The snapshots' key; without it they are noise, and that goes, too.
  `DELETE FROM "UserSecret" WHERE "userId" = ANY($1)`,
  `UPDATE "MergeOperation" SET snapshot = '' WHERE "targetId" = ANY($1) OR "sourceId" = ANY($1)`,
  `UPDATE "Consent" SET "withdrawnAt" = coalesce("withdrawnAt", now()) WHERE "userId" = ANY($1)`,
  `UPDATE "ObservationNote" SET content = '' WHERE "invitationId" IN (SELECT id FROM "Invitation" WHERE "linkedUserId" = ANY($1))`,
  // After the words: whoever edits a note at this moment holds its row, and finds none to edit afterwards.
  `DELETE FROM "NoteCode" USING "ObservationNote" n, "Invitation" i
   WHERE n.id = "noteId" AND i.id = n."invitationId" AND i."linkedUserId" = ANY($1)`,
  `DELETE FROM "AlertMark" WHERE "userId" = ANY($1)`,
  // Revoked and nobody's: no statement that reserves goes through any more. Who follows the link is told that it was revoked.
  `UPDATE "Invitation" SET "revokedAt" = coalesce("revokedAt", now()), "linkedUserId" = NULL, "deviceHash" = NULL, label = NULL, "externalRef" = NULL, "uploadKey" = NULL
   WHERE "linkedUserId" = ANY($1)`,
  `UPDATE "User" SET name = NULL, "avatarUrl" = NULL, role = 'GUEST', "lastLoginAt" = NULL, "tokenVersion" = "tokenVersion" + 1,
     "erasedAt" = coalesce("erasedAt", now()), "updatedAt" = now() WHERE id = ANY($1)`,
];

export type Begun =
  | { outcome: "begun"; persons: string[]; lines: ErasureLine[] }
  | { outcome: "unknown" }
  | { outcome: "staff" }
  /** the person has become part of another meanwhile */
  | { outcome: "merged" };
/**
 * The first half of an erasure, at one commit: nobody can sign in as the person any more, nothing new begins, and who they
 * are is gone. What was said follows when nothing runs any more, see `forgetWords`.
 * @param pseudonymOf of a user id
 * @param again what was erased before came back with a backup: whatever role or account it had then
 */
export const forgetWho = (
  pool: Pool,
  userId: string,
  pseudonymOf: (id: string) => string,
  { again = false, actorId = null }: { again?: boolean; actorId?: string | null } = {},
): Promise<Begun> =>
  retryConflicts(() =>
    inTransaction(pool, async (client): Promise<Begun> => {
      const persons = await lockPersons(client, userId);
      const person = persons.find(({ id }) => id === userId);
      if (!person) return { outcome: "unknown" };
      if (!again && person.merged) return { outcome: "merged" };
      if (!again && persons.some(({ role }) => role === "STAFF" || role === "ADMIN")) return { outcome: "staff" };
      const ids = persons.map(({ id }) => id);
      // Somebody was faster.
      if (persons.every(({ erased }) => erased)) return { outcome: "begun", persons: ids, lines: [] };
      for (const statement of FORGET_WHO) await client.query(statement, [ids]);
      const pseudonyms = ids.map(pseudonymOf);
      // A restored database forgets more than the words: what was finished is not finished any more.
      const { rows } = await client.query<{ pseudonym: string; at: Date }>(
        `INSERT INTO "Erasure" (pseudonym, kind) SELECT unnest($1::text[]), 'erasure'
         ON CONFLICT (pseudonym) DO UPDATE SET "createdAt" = CASE "Erasure".kind WHEN 'erasure' THEN "Erasure"."createdAt" ELSE now() END,
           kind = 'erasure', "finishedAt" = NULL RETURNING pseudonym, "createdAt" AS at`,
        [pseudonyms],
      );
      await audit(client, { actorId, action: "person.erase", subject: pseudonymOf(userId) });
      const lines = rows.map(({ pseudonym, at }) => ({ pseudonym, kind: "erasure" as const, at: at.toISOString() }));
      return { outcome: "begun", persons: ids, lines };
    }),
  );

export type Running = { id: string; attempt: number };
const OF_PERSON = `s."userId" = ANY($1) OR s."originUserId" = ANY($1)`;
const LIVE_HOLD = (column: string, id: string) =>
  `EXISTS (SELECT FROM "Hold" h WHERE h."${column}" = ${id} AND h.state = 'LIVE')`;
/** In their sessions, and where staff have their lines said again. */
const RUNNING = `
  WITH RECURSIVE theirs AS (SELECT s.id FROM "ConversationSession" s WHERE ${OF_PERSON}), ${COPIES("SELECT id FROM theirs")},
  sessions AS (SELECT id FROM theirs UNION SELECT id FROM copies)
  SELECT e.id, e.attempt FROM "Exchange" e JOIN sessions s ON s.id = e."sessionId"
  WHERE (e.status = 'RUNNING' OR ${LIVE_HOLD("exchangeId", "e.id")})
  UNION ALL SELECT a.id, 1 FROM "Aside" a JOIN sessions s ON s.id = a."sessionId"
  WHERE (a.status = 'RUNNING' OR ${LIVE_HOLD("asideId", "a.id")})`;
/** Exchanges and asides of a person that some server still drives. */
export const runningOf = async (pool: Pool, persons: string[]): Promise<Running[]> => {
  const { rows } = await pool.query<Running>(RUNNING, [persons]);
  return rows;
};

/** $1: sessions. What was said in them, what staff wrote of them, and hashes by which a guess could be tested. */
const FORGET_SAID = [
  `UPDATE "Message" SET content = '', "audioUrl" = NULL, metadata = NULL WHERE "sessionId" = ANY($1)`,
  `UPDATE "ObservationNote" SET content = '' WHERE "sessionId" = ANY($1)`,
  `DELETE FROM "NoteCode" USING "ObservationNote" n WHERE n.id = "noteId" AND n."sessionId" = ANY($1)`,
  `UPDATE "Exchange" SET "bodyHash" = '' WHERE "sessionId" = ANY($1)`,
  `UPDATE "Aside" SET "bodyHash" = '' WHERE "sessionId" = ANY($1)`,
  `UPDATE "RequestKey" SET "bodyHash" = '' WHERE "sessionId" = ANY($1)`,
  `UPDATE "ModelCall" c SET "promptHash" = '' FROM "UsageLog" u WHERE u.id = c."usageLogId" AND u."sessionId" = ANY($1)`,
  `UPDATE "Hold" h SET "promptHash" = '' FROM "Exchange" e WHERE e.id = h."exchangeId" AND e."sessionId" = ANY($1)`,
  `UPDATE "Hold" h SET "promptHash" = '' FROM "Aside" a WHERE a.id = h."asideId" AND a."sessionId" = ANY($1)`,
  // A host page writes what it likes into its own events.
  `UPDATE "TelemetryEvent" SET properties = '{}' WHERE "sessionId" = ANY($1) AND name LIKE 'widget\\_%'`,
];
/** $1: sessions. Their files go by these rows. */
const FORGET_SPOKEN = `UPDATE "Recording" SET "unwantedAt" = coalesce("unwantedAt", now()) WHERE "sessionId" = ANY($1)`;
/** $1: the person, $2: their sessions. Numbers stay, by invitation and session, and belong to nobody. */
const FORGET_WHOSE = [
  `UPDATE "TelemetryEvent" SET properties = properties - 'source' WHERE "userId" = ANY($1) AND name = 'users_merged'`,
  `UPDATE "TelemetryEvent" SET properties = '{}' WHERE ("userId" = ANY($1) OR "originUserId" = ANY($1)) AND name LIKE 'widget\\_%'`,
  `UPDATE "TelemetryEvent" SET "userId" = NULL, "originUserId" = NULL WHERE "userId" = ANY($1) OR "originUserId" = ANY($1)`,
  `UPDATE "UsageLog" SET "userId" = NULL, "originUserId" = NULL WHERE "userId" = ANY($1) OR "originUserId" = ANY($1)`,
  `UPDATE "ConversationSession" SET "userId" = NULL, "originUserId" = NULL WHERE "userId" = ANY($1) OR "originUserId" = ANY($1)`,
];

/**
 * The second half, at one commit, where nothing of the person's runs any more. The invitations are locked as whoever reserves
 * locks them, so nothing begins meanwhile, and afterwards `forgetWho` keeps it from beginning.
 * @returns the sessions whose words are gone, staff's replays among them; null where something still runs, and no word was touched
 */
export const forgetWords = (pool: Pool, persons: string[], pseudonyms: string[]): Promise<number[] | null> =>
  retryConflicts(() =>
    inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ id: number; invitationId: string | null }>(
        `SELECT s.id, s."invitationId" FROM "ConversationSession" s WHERE ${OF_PERSON} ORDER BY s.id`,
        [persons],
      );
      const invitations = [...new Set(rows.flatMap(({ invitationId }) => invitationId ?? []))].sort();
      await client.query(`SELECT FROM "Invitation" WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE`, [invitations]);
      const own = rows.map(({ id }) => id);
      const copies = (await closeCopies(client, own)).map(({ id }) => id);
      const sessions = [...new Set([...own, ...copies])];
      if (((await client.query(RUNNING, [persons])).rowCount ?? 0) > 0) return null;
      for (const statement of FORGET_SAID) await client.query(statement, [sessions]);
      for (const statement of FORGET_WHOSE) await client.query(statement, [persons]);
      // After the sessions: what was being recorded at this moment is seen here, or finds its session nobody's.
      await client.query(FORGET_SPOKEN, [sessions]);
      const finished = await client.query(
        `UPDATE "Erasure" SET "finishedAt" = now() WHERE pseudonym = ANY($1) AND "finishedAt" IS NULL`,
        [pseudonyms],
      );
      if ((finished.rowCount ?? 0) > 0)
        for (const invitation of invitations.length > 0 ? invitations : [null])
          await recordEvent(client, "person_erased", { userId: null, properties: { invitation } });
      return sessions;
    }),
  );

export const erasureRows = async (pool: Pool): Promise<ErasureRow[]> => {
  const { rows } = await pool.query<Omit<ErasureRow, "at"> & { at: Date }>(
    `SELECT pseudonym, kind, "createdAt" AS at, "finishedAt" IS NOT NULL AS finished FROM "Erasure"`,
  );
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
};
/** What a file told and the database did not know, once it has been done: nothing is left to do for it. */
export const noteErasures = async (pool: Pool, lines: readonly ErasureLine[]): Promise<void> => {
  await pool.query(
    `INSERT INTO "Erasure" (pseudonym, kind, "createdAt", "finishedAt")
     SELECT l.pseudonym, l.kind, l.at AT TIME ZONE 'UTC', now() FROM jsonb_to_recordset($1::jsonb) AS l(pseudonym text, kind text, at timestamptz)
     ON CONFLICT (pseudonym) DO UPDATE SET "createdAt" = greatest("Erasure"."createdAt", excluded."createdAt") WHERE "Erasure".kind = 'withdrawal'`,
    [JSON.stringify(lines)],
  );
};

export type UserMark = { id: string; erased: boolean };
/** All users in pages, by id. */
export async function* everyUser(pool: Pool): AsyncGenerator<UserMark[]> {
  for (let after = ""; ;) {
    const { rows } = await pool.query<UserMark>(
      `SELECT id, "erasedAt" IS NOT NULL AS erased FROM "User" WHERE id > $1 ORDER BY id LIMIT 5000`,
      [after],
    );
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = last.id;
  }
}
