import type { Pool } from "pg";
import { prepared } from "../database/prepared.ts";
import type { TokenCounts } from "./charge.ts";

/** What has arrived so far on a hold, for the reaper: the model that answers, the exact input, and the output tokens at least. */
export type Checkpoint = { model: string; counts: TokenCounts };

// Who settles or reaps one of them has its row: it needs no checkpoint any more, and nobody waits for anybody.
const CHECKPOINTS = prepared(
  "checkpoint-holds",
  `WITH noted AS (
     SELECT * FROM unnest($1::text[], $2::int[], $3::int[], $4::int[], $5::int[], $6::text[]) AS n(id, input, written, read, output, model)),
   live AS (
     SELECT h.id FROM "Hold" h JOIN noted USING (id) WHERE h.state = 'LIVE' FOR NO KEY UPDATE OF h SKIP LOCKED)
   UPDATE "Hold" h SET "inputTokens" = n.input, "cacheWriteTokens" = n.written, "cacheReadTokens" = n.read, "outputTokens" = n.output, model = n.model
   FROM live JOIN noted n USING (id) WHERE h.id = live.id`,
);
export const checkpointHolds = async (pool: Pool, noted: ReadonlyMap<string, Checkpoint>): Promise<void> => {
  const all = [...noted.values()];
  const count = (of: keyof TokenCounts): number[] => all.map(({ counts }) => counts[of]);
  await pool.query(
    CHECKPOINTS(
      [...noted.keys()],
      count("input"),
      count("cacheWrite"),
      count("cacheRead"),
      count("output"),
      all.map(({ model }) => model),
    ),
  );
};

const GATHER_MS = 200;

/**
 * Checkpoints of all the lanes that run here, written together, at most five times a second: however many stream, it is one statement.
 * One that cannot be written costs an estimate, never the answer.
 */
export const createCheckpointBook = (pool: Pool) => {
  let noted = new Map<string, Checkpoint>();
  let timer: NodeJS.Timeout | undefined;
  return {
    /** The newest of each hold is written soon. @param failed is told where that could not be */
    note: (holdId: string, checkpoint: Checkpoint, failed: (error: unknown) => void): void => {
      noted.set(holdId, checkpoint);
      timer ??= setTimeout(() => {
        const batch = noted;
        [noted, timer] = [new Map(), undefined];
        if (batch.size > 0) checkpointHolds(pool, batch).catch(failed);
      }, GATHER_MS).unref();
    },
    /** Its call is over: what it used is about to be settled. */
    drop: (holdId: string): void => {
      noted.delete(holdId);
    },
  };
};
