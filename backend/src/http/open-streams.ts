import { Problem } from "../problem.ts";

/** Event streams a user holds open, bounded; more are refused rather than queued. */
export const createOpenStreams = (perUser: number, onChange: (open: number) => void) => {
  const held = new Map<string, number>();
  let open = 0;
  return {
    /** @returns what has to be called when the stream ends @throws Problem too-many */
    enter: (userId: string): (() => void) => {
      const mine = held.get(userId) ?? 0;
      if (mine >= perUser)
        throw new Problem("too-many", `More than ${perUser} open streams. Close some of your tabs.`, { retryAfter: 5 });
      held.set(userId, mine + 1);
      onChange(++open);
      return () => {
        const left = (held.get(userId) ?? 1) - 1;
        if (left <= 0) held.delete(userId);
        else held.set(userId, left);
        onChange(--open);
      };
    },
  };
};
export type OpenStreams = ReturnType<typeof createOpenStreams>;
