import type { Database } from "../database/create-database.ts";
import { prepared } from "../database/prepared.ts";
import type { QuotaLevel } from "../protocol/quota.ts";
import { RESERVED, USED } from "./ledger-columns.ts";
import { type Ledger, readLedger } from "./quota-state.ts";

import { createCheckpointBook } from "./checkpoint-store.ts";
import { createSpendBook } from "./spend-store.ts";

/** What is told of the quota, and recorded: each once for an invitation and the quota it has then. */
const LEVEL_EVENTS: Partial<Record<QuotaLevel, "quota_warned" | "quota_last_announced">> = {
  warning: "quota_warned",
  last: "quota_last_announced",
};

const LEDGER = prepared(
  "ledger",
  `SELECT quota, usage, "exhaustedAt" IS NOT NULL AS marked FROM "Invitation" WHERE id = $1`,
);
const MARK_EXHAUSTED = prepared(
  "mark-exhausted",
  `WITH i AS (UPDATE "Invitation" SET "exhaustedAt" = now()
     WHERE id = $1 AND "exhaustedAt" IS NULL AND (quota ->> 'tokens')::bigint = $2::bigint RETURNING id)
   INSERT INTO "TelemetryEvent" (id, name, properties, "userId", "sessionId")
   SELECT gen_random_uuid()::text, 'quota_exhausted', jsonb_build_object('invitation', i.id, 'tokens', $2::bigint), $3, $4 FROM i`,
);
const UNMARK_EXHAUSTED = prepared(
  "unmark-exhausted",
  `UPDATE "Invitation" SET "exhaustedAt" = NULL WHERE id = $1 AND "exhaustedAt" IS NOT NULL`,
);

export type QuotaStore = ReturnType<typeof createQuotaStore>;
export const createQuotaStore = ({ pool }: Database) => {
  /** level events that this process has seen stored: they are told anew at every message, and asked for once */
  const noted = new Set<string>();
  const noteOnce = async (
    name: string,
    about: { invitationId: string; tokens: number; sessionId: number; userId: string | null },
  ) => {
    const id = `${name}:${about.invitationId}:${about.tokens}`;
    if (noted.has(id)) return;
    // The id says what it tells: a second one of the same, from whichever server, is none.
    await pool.query(
      `INSERT INTO "TelemetryEvent" (id, name, properties, "userId", "sessionId") VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING`,
      [
        id,
        name,
        JSON.stringify({ invitation: about.invitationId, tokens: about.tokens }),
        about.userId,
        about.sessionId,
      ],
    );
    if (noted.size > 10_000) noted.clear();
    noted.add(id);
  };
  return {
    pool,
    checkpoints: createCheckpointBook(pool),
    /** the daily ceilings */
    spend: createSpendBook(pool),
    ledger: async (invitationId: string): Promise<Ledger> => {
      const { rows } = await pool.query<{ quota: unknown; usage: unknown; marked: boolean }>(LEDGER(invitationId));
      if (!rows[0]) throw new Error(`invitation ${invitationId} vanished`);
      return { ...readLedger(rows[0]), marked: rows[0].marked };
    },
    /** An absolute quota; @returns false where it would fall below what is used and reserved */
    topUp: async (invitationId: string, tokens: number): Promise<boolean> => {
      const { rowCount } = await pool.query(
        `UPDATE "Invitation" i SET quota = i.quota || jsonb_build_object('tokens', $2::bigint), "exhaustedAt" = NULL
       WHERE i.id = $1 AND ${USED} + ${RESERVED} <= $2::bigint`,
        [invitationId, tokens],
      );
      return rowCount === 1;
    },
    /**
     * Keeps the mark of exhaustion and the telemetry true to the level that people are shown. Only a quiet ledger (nothing
     * reserved) has a level: while something is reserved the rest may come back. A quota that was
     * changed since it was read is left alone: its own telling comes.
     */
    noteLevel: async (
      invitationId: string,
      told: { sessionId: number; userId: string | null },
      quota: { tokens: number; reserved: number; level: QuotaLevel; marked?: boolean | undefined },
    ): Promise<void> => {
      // What is held mostly comes back: while an answer streams nobody is shown a level that is worked out without it.
      if (quota.reserved > 0) return;
      const name = LEVEL_EVENTS[quota.level];
      if (name) await noteOnce(name, { invitationId, tokens: quota.tokens, ...told });
      if (quota.marked === false && quota.level !== "exhausted") return;
      await pool.query(
        quota.level === "exhausted"
          ? MARK_EXHAUSTED(invitationId, quota.tokens, told.userId, told.sessionId)
          : UNMARK_EXHAUSTED(invitationId),
      );
    },
  };
};
