import type { Database } from "../database/create-database.ts";
import { inTransaction } from "../database/in-transaction.ts";
import { prepared } from "../database/prepared.ts";
import type { SessionStatus } from "../protocol/conversation.ts";
import type { AudioLinks } from "../recordings/audio-link.ts";
import { recordEvent } from "../telemetry/telemetry-store.ts";
import { inLanguage } from "./language.ts";
import { createVersionStore } from "./version-store.ts";
import { EMPTY_SESSION, type SessionTranscript } from "./transcript.ts";
import { readStanding } from "./standing-store.ts";
import { readTranscripts } from "./transcript-store.ts";

export type VersionRow = {
  id: string;
  number: number;
  scenarioId: number;
  slug: string;
  name: string;
  description: string;
  partnerPersona: string;
  partnerSystemPrompt: string;
  coachSystemPrompt: string;
  partnerModel: string;
  coachModel: string;
  goal: string;
  coachPolicy: unknown;
  openingLine: string | null;
  languages: string[];
};
export type SessionRow = {
  id: number;
  userId: string;
  invitationId: string;
  scenarioVersionId: string;
  status: SessionStatus;
  exchangeCount: number;
  simulated: boolean;
  startedAt: Date;
  endedAt: Date | null;
  lastActivityAt: Date;
  totalMessages: number;
  /** one of its version's languages; null: as they are written to */
  locale: string | null;
  /** whole seconds, the span that runs now included */
  seconds: number;
  revoked: boolean;
  expired: boolean;
  /** of its invitation */
  expiresAt: Date;
  /** the exchange whose partner lane runs, if any */
  runningExchangeId: string | null;
};

const SECONDS = `(coalesce(s."durationSeconds", 0) + CASE WHEN s.status = 'ACTIVE' AND s."activeSince" IS NOT NULL
  THEN greatest(0, floor(extract(epoch FROM now() - s."activeSince"))) ELSE 0 END)::int`;
const SESSION_COLUMNS = `s.id, s."userId", s."invitationId", s."scenarioVersionId", s.status, s."exchangeCount", s.simulated, s."startedAt", s."endedAt",
  s."lastActivityAt", s."totalMessages", s.locale, ${SECONDS} AS seconds, i."revokedAt" IS NOT NULL AS revoked, i."expiresAt" <= now() AS expired, i."expiresAt",
  (SELECT e.id FROM "Exchange" e WHERE e."sessionId" = s.id AND e."partnerRunning") AS "runningExchangeId"`;

const SESSION = prepared(
  "session",
  `SELECT ${SESSION_COLUMNS} FROM "ConversationSession" s JOIN "Invitation" i ON i.id = s."invitationId" WHERE s.id = $1 AND s."userId" = $2 AND s."invitationId" = $3`,
);

/** Ends the ACTIVE span at `end` and adds it up. */
const closeSpan = (end: string) =>
  `"durationSeconds" = coalesce("durationSeconds", 0) + CASE WHEN "activeSince" IS NULL THEN 0 ELSE greatest(0, floor(extract(epoch FROM ${end} - "activeSince")))::int END, "activeSince" = NULL`;

export type ConversationStore = ReturnType<typeof createConversationStore>;
export const createConversationStore = (
  { pool }: Database,
  links: Pick<AudioLinks, "sign">,
  version = createVersionStore(pool),
) => ({
  pool,

  /** Of this user and invitation only: a foreign session is as unknown as none. */
  session: async (id: number, owner: { userId: string; invitationId: string }): Promise<SessionRow | null> => {
    const { rows } = await pool.query<SessionRow>(SESSION(id, owner.userId, owner.invitationId));
    return rows[0] ?? null;
  },
  sessionById: async (id: number): Promise<SessionRow | null> => {
    const { rows } = await pool.query<SessionRow>(
      `SELECT ${SESSION_COLUMNS} FROM "ConversationSession" s JOIN "Invitation" i ON i.id = s."invitationId" WHERE s.id = $1`,
      [id],
    );
    return rows[0] ?? null;
  },
  sessionsOf: async (owner: { userId: string; invitationId: string }): Promise<SessionRow[]> => {
    const { rows } = await pool.query<SessionRow>(
      `SELECT ${SESSION_COLUMNS} FROM "ConversationSession" s JOIN "Invitation" i ON i.id = s."invitationId"
       WHERE s."userId" = $1 AND s."invitationId" = $2 ORDER BY s.id DESC LIMIT 200`,
      [owner.userId, owner.invitationId],
    );
    return rows;
  },
  /** A page of them, newest first. @param before the id of the last one of the page before */
  sessionsPage: async (
    owner: { userId: string; invitationId: string },
    before: number | null,
    limit: number,
  ): Promise<SessionRow[]> => {
    const { rows } = await pool.query<SessionRow>(
      `SELECT ${SESSION_COLUMNS} FROM "ConversationSession" s JOIN "Invitation" i ON i.id = s."invitationId"
       WHERE s."userId" = $1 AND s."invitationId" = $2 AND ($3::int IS NULL OR s.id < $3) ORDER BY s.id DESC LIMIT $4`,
      [owner.userId, owner.invitationId, before, limit],
    );
    return rows;
  },
  /** Of an invitation and its children, whoever they belong to. */
  sessionsOfInvitation: async (invitationId: string): Promise<SessionRow[]> => {
    const { rows } = await pool.query<SessionRow>(
      `SELECT ${SESSION_COLUMNS} FROM "ConversationSession" s JOIN "Invitation" i ON i.id = s."invitationId"
       WHERE i.id = $1 OR i."parentId" = $1 ORDER BY s.id`,
      [invitationId],
    );
    return rows;
  },
  /** Of many invitations, and of their children: the sessions that may still be open on somebody's screen. */
  openSessionsOf: async (invitationIds: readonly string[]): Promise<SessionRow[]> => {
    const { rows } = await pool.query<SessionRow>(
      `SELECT ${SESSION_COLUMNS} FROM "ConversationSession" s JOIN "Invitation" i ON i.id = s."invitationId"
       WHERE i.id IN (SELECT unnest($1::text[]) UNION SELECT c.id FROM "Invitation" c WHERE c."parentId" = ANY($1))
         AND s.status <> 'COMPLETED' ORDER BY s.id`,
      [invitationIds],
    );
    return rows;
  },
  version,
  /** A session's version, with prompts that say which language to write in. */
  versionOf: async (session: { scenarioVersionId: string; locale: string | null }): Promise<VersionRow> =>
    inLanguage(await version(session.scenarioVersionId), session.locale),
  /** The newest published version of each scenario that may be started: one scenario's, or all active ones'. */
  newestVersions: async (scenarioId: number | null): Promise<VersionRow[]> => {
    const { rows } = await pool.query<VersionRow>(
      `SELECT DISTINCT ON (c.id) v.*, c.slug FROM "Scenario" c JOIN "ScenarioVersion" v ON v."scenarioId" = c.id
       WHERE NOT v.trial AND (($1::int IS NULL AND c."isActive") OR c.id = $1) ORDER BY c.id, v.number DESC`,
      [scenarioId],
    );
    return rows;
  },

  /**
   * The unfinished session of a scenario, or a new one on the given version with its opening line. The invitation's row
   * lock makes two starts at once one session.
   */
  startSession: (start: {
    userId: string;
    invitationId: string;
    version: VersionRow;
    locale: string | null;
    simulated: boolean;
    always: boolean;
  }): Promise<{ id: number; created: boolean }> =>
    inTransaction(pool, async (client) => {
      await client.query(`SELECT id FROM "Invitation" WHERE id = $1 FOR NO KEY UPDATE`, [start.invitationId]);
      // Who was merged while this waited has their sessions where they are now.
      const user = await client.query<{ id: string }>(`SELECT user_after_merges($1) AS id`, [start.userId]);
      const userId = user.rows[0]?.id ?? start.userId;
      if (!start.always) {
        const open = await client.query<{ id: number }>(
          `SELECT id FROM "ConversationSession" WHERE "userId" = $1 AND "invitationId" = $2 AND "scenarioId" = $3 AND status <> 'COMPLETED' ORDER BY id DESC LIMIT 1`,
          [userId, start.invitationId, start.version.scenarioId],
        );
        if (open.rows[0]) return { id: open.rows[0].id, created: false };
      }
      const made = await client.query<{ id: number }>(
        `INSERT INTO "ConversationSession" ("userId", "invitationId", "scenarioId", "scenarioVersionId", simulated, "totalMessages", locale, trial)
         SELECT $1, $2, $3, $4, $5, $6, $7, i."trialVersionId" IS NOT NULL FROM "Invitation" i WHERE i.id = $2 RETURNING id`,
        [
          start.userId,
          start.invitationId,
          start.version.scenarioId,
          start.version.id,
          start.simulated,
          start.version.openingLine === null ? 0 : 1,
          start.locale,
        ],
      );
      const id = made.rows[0]?.id as number;
      if (start.version.openingLine !== null)
        await client.query(`INSERT INTO "Message" ("sessionId", role, content) VALUES ($1, 'partner', $2)`, [
          id,
          start.version.openingLine,
        ]);
      await recordEvent(client, "conversation_started", {
        userId: start.userId,
        sessionId: id,
        properties: { scenario: start.version.slug, version: start.version.number },
      });
      return { id, created: true };
    }),

  /** All of a session, latest attempts only; `exchanges` are those of the main line. */
  transcript: async (sessionId: number): Promise<SessionTranscript> =>
    (await readTranscripts(pool, links, [sessionId])).get(sessionId) ?? EMPTY_SESSION,
  /** The transcript with what the next reservation starts from. */
  standing: (sessionId: number) => readStanding(pool, links, sessionId),
  /** Of each session, by its id. */
  transcripts: (sessionIds: readonly number[]) => readTranscripts(pool, links, sessionIds),
  /**
   * Takes the step if the session is in one of `from`, and never to COMPLETED under a partner who speaks. The row is
   * locked first, so that the statement after it sees whatever exchange was being started.
   * @returns false where that is not so
   */
  changeStatus: (
    session: { id: number; userId: string },
    to: "ACTIVE" | "PAUSED" | "COMPLETED",
    from: SessionStatus[],
  ): Promise<boolean> =>
    inTransaction(pool, async (client) => {
      const set = {
        ACTIVE: `"activeSince" = now(), "endedAt" = NULL, "lastActivityAt" = now()`,
        PAUSED: `${closeSpan("now()")}, "lastActivityAt" = now()`,
        COMPLETED: `${closeSpan("now()")}, "endedAt" = now(), "lastActivityAt" = now()`,
      }[to];
      await client.query(`SELECT id FROM "ConversationSession" WHERE id = $1 FOR NO KEY UPDATE`, [session.id]);
      const { rowCount } = await client.query(
        `UPDATE "ConversationSession" SET status = $2::"SessionStatus", ${set} WHERE id = $1 AND status = ANY($3::"SessionStatus"[])
           AND ($2 <> 'COMPLETED' OR NOT EXISTS (SELECT FROM "Exchange" WHERE "sessionId" = $1 AND "partnerRunning"))`,
        [session.id, to, from],
      );
      if (rowCount !== 1) return false;
      const name = (
        { ACTIVE: "conversation_resumed", PAUSED: "conversation_paused", COMPLETED: "conversation_completed" } as const
      )[to];
      await recordEvent(client, name, { userId: session.userId, sessionId: session.id });
      return true;
    }),
  /** ABANDONED after `minutes` without activity; the span ends with the last activity. */
  abandonIdle: (minutes: number): Promise<number[]> =>
    inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ id: number; userId: string | null }>(
        `UPDATE "ConversationSession" SET status = 'ABANDONED', ${closeSpan(`"lastActivityAt"`)}, "endedAt" = "lastActivityAt" WHERE id IN (
           SELECT s.id FROM "ConversationSession" s WHERE s.status = 'ACTIVE' AND s."lastActivityAt" < now() - make_interval(mins => $1)
             AND NOT EXISTS (SELECT FROM "Exchange" e WHERE e."sessionId" = s.id AND e.status = 'RUNNING')
           ORDER BY s."lastActivityAt" LIMIT 500 FOR UPDATE SKIP LOCKED) RETURNING id, "userId"`,
        [minutes],
      );
      for (const row of rows)
        await recordEvent(client, "conversation_abandoned", { userId: row.userId, sessionId: row.id });
      return rows.map((row) => row.id);
    }),
});
