import { randomUUID } from "node:crypto";
import type { Database } from "../database/create-database.ts";
import { inTransaction } from "../database/in-transaction.ts";
import { recordEvent } from "../telemetry/telemetry-store.ts";
import type { AudioType } from "./read-audio.ts";

/** `tied`: a message has it. */
export type RecordingRow = { id: string; key: string; tied: boolean };
export type NewRecording = {
  sessionId: number;
  userId: string;
  key: string;
  type: AudioType;
  bytes: number;
  seconds: number;
};
export type UnwantedRecording = { id: string; key: string };

/** Of one session that wait to be sent; more make the oldest go. */
const MOST_WAITING = 10;
/** After it, what was never sent goes. */
const WAITING_MINUTES = 60;

export type RecordingStore = ReturnType<typeof createRecordingStore>;
export const createRecordingStore = ({ pool }: Database) => ({
  /** @returns its id; null where the session is not this person's any more */
  add: (recording: NewRecording): Promise<string | null> =>
    inTransaction(pool, async (client) => {
      const { sessionId, userId, key, type, bytes, seconds } = recording;
      // As who erases locks it: after this commit they see the row, or this sees that nobody is there any more.
      const { rowCount } = await client.query(
        `SELECT FROM "ConversationSession" WHERE id = $1 AND "userId" = $2 FOR NO KEY UPDATE`,
        [sessionId, userId],
      );
      if (rowCount !== 1) return null;
      const id = randomUUID();
      await client.query(
        `INSERT INTO "Recording" (id, "sessionId", key, type, bytes, seconds) VALUES ($1, $2, $3, $4, $5, $6)`,
        [id, sessionId, key, type, bytes, seconds],
      );
      await client.query(
        `UPDATE "Recording" SET "unwantedAt" = now() WHERE id IN (
           SELECT id FROM "Recording" WHERE "sessionId" = $1 AND "tiedAt" IS NULL AND "unwantedAt" IS NULL
           ORDER BY "createdAt" DESC, (id = $2) DESC OFFSET ${MOST_WAITING})`,
        [sessionId, id],
      );
      const properties = { seconds: Math.round(seconds), bytes };
      await recordEvent(client, "recording_made", { userId, sessionId, properties });
      return id;
    }),
  /** @returns null where this session has no such recording, or none any more */
  find: async (id: string, sessionId: number): Promise<RecordingRow | null> => {
    const { rows } = await pool.query<RecordingRow>(
      `SELECT id, key, "tiedAt" IS NOT NULL AS tied FROM "Recording" WHERE id = $1 AND "sessionId" = $2 AND "unwantedAt" IS NULL`,
      [id, sessionId],
    );
    return rows[0] ?? null;
  },
  /** Of one that waits to be sent. @returns false where there is none */
  discard: async (id: string, sessionId: number): Promise<boolean> =>
    ((
      await pool.query(
        `UPDATE "Recording" SET "unwantedAt" = now() WHERE id = $1 AND "sessionId" = $2 AND "tiedAt" IS NULL AND "unwantedAt" IS NULL`,
        [id, sessionId],
      )
    ).rowCount ?? 0) === 1,
  /** What a message's `audioUrl` leads to. */
  ofMessage: async (messageId: number): Promise<{ key: string; type: string } | null> => {
    const { rows } = await pool.query<{ key: string; type: string }>(
      `SELECT r.key, r.type FROM "Message" m JOIN "Recording" r ON r.key = m."audioUrl" WHERE m.id = $1 AND r."unwantedAt" IS NULL`,
      [messageId],
    );
    return rows[0] ?? null;
  },
  /** Marks what was never sent, and what no message has any more, whoever took it from there. */
  markUnwanted: async (): Promise<void> => {
    await pool.query(
      `UPDATE "Recording" r SET "unwantedAt" = now() WHERE r."unwantedAt" IS NULL AND (
         (r."tiedAt" IS NULL AND r."createdAt" < now() - make_interval(mins => $1))
         OR (r."tiedAt" IS NOT NULL AND NOT EXISTS (SELECT FROM "Message" m WHERE m."audioUrl" = r.key)))`,
      [WAITING_MINUTES],
    );
  },
  unwanted: async (limit: number): Promise<UnwantedRecording[]> =>
    (
      await pool.query<UnwantedRecording>(
        `SELECT id, key FROM "Recording" WHERE "unwantedAt" IS NOT NULL ORDER BY "unwantedAt", id LIMIT $1`,
        [limit],
      )
    ).rows,
  /** Their files are gone. */
  forget: async (ids: readonly string[]): Promise<void> => {
    await pool.query(`DELETE FROM "Recording" WHERE id = ANY($1) AND "unwantedAt" IS NOT NULL`, [ids]);
  },
  /** Those of `keys` that no row tells of. */
  unknownKeys: async (keys: readonly string[]): Promise<string[]> =>
    (
      await pool.query<{ key: string }>(
        `SELECT k.key FROM unnest($1::text[]) AS k(key) WHERE NOT EXISTS (SELECT FROM "Recording" r WHERE r.key = k.key)`,
        [keys],
      )
    ).rows.map(({ key }) => key),
});
