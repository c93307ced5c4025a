import { parseCoachComment, type CoachComment } from "../../../backend/src/protocol/coach-comment.ts";
import type { ExchangeState } from "./session-state.ts";

export type KeptNote = CoachComment & { readonly exchange: ExchangeState };

/**
 * The coach's notes that are worth keeping, in their order. The first one of a session orients; where it offers no other
 * line it says nothing of what was said, so it is left out, unless it is all there is.
 */
export const notesToKeep = (exchanges: readonly ExchangeState[]): KeptNote[] => {
  const notes = exchanges.flatMap((exchange) =>
    exchange.coach.message ? [{ ...parseCoachComment(exchange.coach.message.content), exchange }] : [],
  );
  return notes.length > 1 && notes[0]?.suggestion === null ? notes.slice(1) : notes;
};
