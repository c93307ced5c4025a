import type { Pool } from "pg";
import { prepared } from "../database/prepared.ts";

const TAKE_EXPIRED = prepared(
  "take-expired",
  `WITH due AS (
    SELECT i.id FROM "Invitation" i WHERE i."expiresAt" <= now() AND i."expiryToldAt" IS NULL AND i."revokedAt" IS NULL
      AND ($1::text IS NULL OR i.id = $1) ORDER BY i."expiresAt" LIMIT 200 FOR NO KEY UPDATE SKIP LOCKED),
     told AS (UPDATE "Invitation" i SET "expiryToldAt" = now() FROM due WHERE i.id = due.id RETURNING i.id, i."linkedUserId"),
     event AS (
    INSERT INTO "TelemetryEvent" (id, name, properties, "userId")
    SELECT gen_random_uuid()::text, 'invitation_expired', jsonb_build_object('invitation', id), "linkedUserId" FROM told)
     SELECT id FROM told`,
);

/**
 * Takes invitations that have expired and whose readers were not told yet, and marks them as told: each is handed out
 * once, however many servers ask at the same time. A revoked one was told of that.
 * @param invitationId only this one; left out: any, at most 200
 */
export const takeExpired = async (pool: Pool, invitationId: string | null = null): Promise<string[]> => {
  const { rows } = await pool.query<{ id: string }>(TAKE_EXPIRED(invitationId));
  return rows.map(({ id }) => id);
};
