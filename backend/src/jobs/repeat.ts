import type { AppContext } from "../app-context.ts";
import { noteTurn } from "./job-store.ts";

/** A job that goes well is written down no more often than this: some have a turn each second. */
const NOTE_MS = 30_000;

/** Repeats `work` until stopped; a failure is logged and the next turn tries again. The last turn can be read (`jobTurns`). */
export const repeat = (
  world: Pick<AppContext, "logger" | "database">,
  name: string,
  everyMs: number,
  work: () => Promise<void>,
): (() => void) => {
  let running = false;
  let noted = { at: 0, problem: null as string | null };
  const note = async (startedAt: Date, problem: string | null): Promise<void> => {
    if (problem === noted.problem && startedAt.getTime() - noted.at < NOTE_MS) return;
    noted = { at: startedAt.getTime(), problem };
    const nextAt = new Date(startedAt.getTime() + everyMs);
    // Where the database is away the log has it.
    await noteTurn(world.database.pool, { name, startedAt, nextAt, problem }).catch(() => undefined);
  };
  const turn = async (): Promise<void> => {
    const startedAt = new Date();
    try {
      await work();
      await note(startedAt, null);
    } catch (error) {
      world.logger.error({ err: error }, `${name} failed`);
      await note(startedAt, error instanceof Error ? error.message : String(error));
    }
  };
  const timer = setInterval(() => {
    if (running) return;
    running = true;
    void turn().finally(() => {
      running = false;
    });
  }, everyMs);
  return () => clearInterval(timer);
};
