import { parseCoachComment, type CoachComment } from "../../../backend/src/protocol/coach-comment.ts";
import { listLines } from "./list-lines.ts";
import type { ExchangeState, SessionState } from "./session-state.ts";

/** `line`: 1 is the main line, then the tries in their order. */
export type KeptNote = CoachComment & { readonly exchange: ExchangeState; readonly line: number };

/**
 * The coach's notes that are worth keeping, line after line. The first one of a session orients; where it offers no other
 * line it says nothing of what was said, so it is left out, unless it is all there is.
 */
export const notesToKeep = ({ exchanges, branches }: Pick<SessionState, "exchanges" | "branches">): KeptNote[] => {
  const notes = listLines(branches).flatMap(({ id, number }) =>
    exchanges.flatMap((exchange) =>
      exchange.branchId === id && exchange.coach.message
        ? [{ ...parseCoachComment(exchange.coach.message.content), exchange, line: number }]
        : [],
    ),
  );
  return notes.length > 1 && notes[0]?.suggestion === null ? notes.slice(1) : notes;
};
