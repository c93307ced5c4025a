import type { AppContext } from "../app-context.ts";
import { persistently } from "../database/persistently.ts";
import type { CoachMissing, Message } from "../protocol/conversation.ts";
import type { StreamEvent } from "../protocol/stream-events.ts";
import type { LaneHold } from "../quotas/reserve-store.ts";
import { coachContext, NOTHING_TO_ADD } from "./coach-context.ts";
import { readCoachPolicy } from "./coach-policy.ts";
import type { SessionRow, VersionRow } from "./conversation-store.ts";
import { fitHold, holdCall } from "./fit-hold.ts";
import { createLaneWriter, type LaneWriter } from "./lane-writer.ts";
import type { ModelContext } from "./model-context.ts";
import { runLane } from "./run-lane.ts";
import type { RunningExchange } from "./running-exchanges.ts";
import type { TranscriptExchange } from "./transcript.ts";

/** `planned`: ids of the messages that the first hold was worked out from */
type Commented = { session: SessionRow; version: VersionRow; current: TranscriptExchange; planned: number[] };

/** A coach that fails is tried once more. */
const TRIES = 2;

/** "(nothing to add)" is not for the reader: the stream is held back while it may become that. */
const writeComment =
  (writer: LaneWriter) =>
  (piece: string): Promise<void> => {
    writer.hold(NOTHING_TO_ADD.startsWith((writer.text + piece).trim()));
    return writer.write(piece);
  };

/** How the coach's lane of an exchange ended. `missing`: why there is no comment, null where there is one */
export type CommentEnd = { attempt: number; message: Message | null; missing: CoachMissing | null };

/** Told once it is stored: who looks at the database after the event finds no less than it told. */
export const commentEvent = (exchangeId: string, { attempt, message, missing }: CommentEnd): StreamEvent => ({
  type: "coach-end",
  exchangeId,
  attempt,
  message,
  ...(missing ? { missing } : {}),
});

/**
 * The coach's lane of one exchange, up to the settled call and the stored message. Its failure never fails the exchange:
 * the comment is then missing. The caller stores why, and tells the end.
 */
export const makeComment = async (
  world: AppContext,
  run: Commented,
  running: RunningExchange,
  reply: Message,
  firstHold: LaneHold,
): Promise<CommentEnd> => {
  const { session, version, current } = run;
  const append = (event: StreamEvent) => world.log.append(session.id, event);
  const transcript = await persistently(() => world.conversationStore.transcript(session.id));
  const answered: TranscriptExchange = { ...current, status: "COMPLETED", partner: reply };
  const policy = readCoachPolicy(version.coachPolicy);
  // At the end the whole session is behind it; else what came after this exchange is for the next call.
  const context = coachContext({ ...version, policy }, transcript, answered, policy.when === "end");

  const of = { exchangeId: current.id, asideId: null };
  let hold: LaneHold | null = await fitHold(world, run, of, context, firstHold);
  for (let tries = 1; hold; tries++) {
    const attempt = current.attempt + tries - 1;
    // Another try clears what readers have of the lane: its deltas carry a higher attempt.
    if (tries > 1) running.coach = createLaneWriter(append, "coach", current.id, attempt);
    const result = await runLane(world, {
      base: {
        userId: session.userId,
        invitationId: session.invitationId,
        sessionId: session.id,
        exchangeId: current.id,
        attempt,
        lane: "coach",
      },
      hold,
      context,
      signal: running.stopCoach.signal,
      write: writeComment(running.coach),
    });
    const text = running.coach.text.trim();
    const nothing = result.outcome === "ended" && (text === "" || text === NOTHING_TO_ADD);
    const keep = result.outcome === "ended" && !nothing;
    if (keep) await running.coach.end();
    else running.coach.drop();
    const { holdId } = hold;
    const content = running.coach.text;
    const { message, settled } = await persistently(() =>
      world.exchangeStore.endCoach(
        current.id,
        holdId,
        result.call,
        keep ? { content, stopReason: result.stopReason } : null,
      ),
    );
    world.metrics.outputTokens.inc({ lane: "coach", model: result.call.model }, result.call.counts.output);
    // Where another has settled the hold, the exchange is not this server's any more.
    if (message || nothing || !settled || result.outcome === "stopped" || tries >= TRIES) {
      const missing: CoachMissing | null = message
        ? null
        : nothing
          ? "nothing-to-add"
          : result.outcome === "stopped"
            ? "policy"
            : "failed";
      return { attempt, message, missing };
    }
    // What cannot be held is not tried: the comment is recorded as missing. A hold whose answer was lost goes to the reaper.
    hold = await holdComment(world, run, context).catch((error: unknown) => {
      world.logger.warn({ err: error, exchangeId: current.id }, "a comment's second try could not be held");
      return null;
    });
  }
  return { attempt: current.attempt + 1, message: null, missing: "failed" };
};

/** Reserves a call of the coach on a context that is whole; null where that does not fit. */
export const holdComment = async (
  world: AppContext,
  { session, version, current }: Omit<Commented, "planned">,
  context: ModelContext,
): Promise<LaneHold | null> =>
  holdCall(world, { session, version }, { exchangeId: current.id, asideId: null }, context);
