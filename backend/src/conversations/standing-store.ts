import type { Pool } from "pg";
import { prepared } from "../database/prepared.ts";
import { type Ledger, readLedger } from "../quotas/quota-state.ts";
import type { AudioLinks } from "../recordings/audio-link.ts";
import { type LastCall, lastCallsOf } from "./exchange-store.ts";
import type { SessionTranscript } from "./transcript.ts";
import { TRANSCRIPT_COLUMNS, type TranscriptColumns, transcriptFrom } from "./transcript-store.ts";

/** How a session stands at one moment: what was said, what its last calls were, and what is left to spend. */
export type Standing = { transcript: SessionTranscript; lastCalls: LastCall[]; ledger: Ledger };

type Row = TranscriptColumns & { lastCalls: LastCall[] | null; quota: unknown; usage: unknown; marked: boolean };
const STANDING = prepared(
  "standing",
  `SELECT ${TRANSCRIPT_COLUMNS}, (SELECT json_agg(c) FROM (${lastCallsOf("= s.id")}) c) AS "lastCalls",
     i.quota, i.usage, i."exhaustedAt" IS NOT NULL AS marked
   FROM "ConversationSession" s JOIN "Invitation" i ON i.id = s."invitationId" WHERE s.id = $1`,
);

/** One statement: what it says belongs together, and a message asks for it once (docs/benchmarks.md). */
export const readStanding = async (
  pool: Pool,
  links: Pick<AudioLinks, "sign">,
  sessionId: number,
): Promise<Standing> => {
  const { rows } = await pool.query<Row>(STANDING(sessionId));
  const row = rows[0];
  if (!row) throw new Error(`session ${sessionId} vanished`);
  return {
    transcript: transcriptFrom(row, links),
    lastCalls: row.lastCalls ?? [],
    ledger: { ...readLedger(row), marked: row.marked },
  };
};
