import type { Pool } from "pg";

/** One turn of what is done by the clock. `problem` null: it went well. */
export type JobTurn = { name: string; startedAt: Date; nextAt: Date; problem: string | null };
export type JobRow = JobTurn & { endedAt: Date | null };

/** The last turn of a job, whichever server had it. */
export const noteTurn = async (pool: Pool, { name, startedAt, nextAt, problem }: JobTurn): Promise<void> => {
  await pool.query(
    `INSERT INTO "JobRun" (name, "startedAt", "endedAt", "nextAt", problem) VALUES ($1, $2, now(), $3, $4)
     ON CONFLICT (name) DO UPDATE SET "startedAt" = excluded."startedAt", "endedAt" = excluded."endedAt", "nextAt" = excluded."nextAt",
       problem = excluded.problem WHERE "JobRun"."startedAt" <= excluded."startedAt"`,
    [name, startedAt, nextAt, problem],
  );
};
export const jobTurns = async (pool: Pool): Promise<JobRow[]> =>
  (
    await pool.query<JobRow>(
      `SELECT name, "startedAt", "endedAt", "nextAt", problem FROM "JobRun" ORDER BY name COLLATE "C"`,
    )
  ).rows;
