import type { AppContext } from "../app-context.ts";
import { persistently } from "../database/persistently.ts";
import type { ModelProblem } from "../model/language-model.ts";
import type { MadeBranch, Message } from "../protocol/conversation.ts";
import type { StreamProblemCode } from "../protocol/problems.ts";
import type { StreamEvent } from "../protocol/stream-events.ts";
import type { LaneHold, ReservedHolds } from "../quotas/reserve-store.ts";
import { closeBroken } from "../quotas/reap-store.ts";
import { releaseHold } from "../quotas/settle-store.ts";
import { type CommentEnd, commentEvent, makeComment } from "./make-comment.ts";
import type { QuotaBasis } from "./forecast.ts";
import { partnerContext } from "./partner-context.ts";
import type { SessionRow, VersionRow } from "./conversation-store.ts";
import type { LaneStand, LastCall } from "./exchange-store.ts";
import { createLaneWriter } from "./lane-writer.ts";
import { problemText } from "./problem-text.ts";
import { type LaneResult, runLane } from "./run-lane.ts";
import type { RunningExchange } from "./running-exchanges.ts";
import { tellExpiry } from "./tell-expiry.ts";
import { tellQuota } from "./tell-quota.ts";
import { tellReaped } from "./tell-reaped.ts";
import { type Transcript, type TranscriptExchange, withExchange } from "./transcript.ts";

export type ExchangeRun = {
  session: SessionRow;
  version: VersionRow;
  /** the line before this exchange */
  transcript: Transcript;
  current: TranscriptExchange;
  /** the branch, where this exchange is its first */
  branch: MadeBranch | null;
  holds: ReservedHolds;
  /** ids of the messages that the coach's hold was worked out from */
  planned: number[];
  /** what the quota is worked out from, as the reservation left it */
  basis: QuotaBasis;
};

/**
 * Runs an exchange that is reserved and stored: the partner's lane, then the coach's, everything told through the
 * session's log. Returns at once; the work belongs to the exchange and outlives every connection.
 */
export const runExchange = (world: AppContext, run: ExchangeRun): RunningExchange => {
  const { session, current } = run;
  const append = (event: StreamEvent) => world.log.append(session.id, event);
  const running: RunningExchange = {
    exchangeId: current.id,
    sessionId: session.id,
    branchId: current.branchId,
    number: current.number,
    attempt: current.attempt,
    partner: createLaneWriter(append, "partner", current.id, current.attempt),
    coach: createLaneWriter(append, "coach", current.id, current.attempt),
    partnerEnded: false,
    stopPartner: new AbortController(),
    stopCoach: new AbortController(),
    done: Promise.resolve(),
  };
  running.done = drive(world, run, running).catch((error: unknown) => {
    world.logger.error({ err: error, exchangeId: current.id }, "an exchange broke");
    return giveUp(world, current);
  });
  world.running.add(running);
  return running;
};

const drive = async (world: AppContext, run: ExchangeRun, running: RunningExchange): Promise<void> => {
  const { session, version, transcript, current, holds } = run;
  const append = (event: StreamEvent) => world.log.append(session.id, event);
  await append({
    type: "exchange-start",
    exchangeId: current.id,
    number: current.number,
    attempt: current.attempt,
    branchId: current.branchId,
    ...(run.branch ? { branch: run.branch } : {}),
    userMessage: current.user,
  });
  // What is left is told beside the call, not before it.
  const told = tellQuota(world, session, run.basis);

  const base = {
    userId: session.userId,
    invitationId: session.invitationId,
    sessionId: session.id,
    exchangeId: current.id,
    attempt: current.attempt,
  };
  const result = await runLane(world, {
    base: { ...base, lane: "partner" },
    hold: holds.partner,
    context: partnerContext(version.partnerSystemPrompt, transcript, current),
    signal: running.stopPartner.signal,
    write: running.partner.write,
  });
  await running.partner.end();
  await told;
  const reply = await endPartner(world, run, running, result);
  const uncommented: CommentEnd = { attempt: current.attempt, message: null, missing: "policy" };

  if (result.outcome !== "ended" || !reply) {
    if (holds.coach) await persistently(() => releaseHold(world.quotaStore.pool, (holds.coach as LaneHold).holdId));
    const problem = result.outcome === "failed" ? result.problem : null;
    await finish(world, run, {
      status: result.outcome === "stopped" ? "STOPPED" : "FAILED",
      comment: uncommented,
      problem,
    });
    return;
  }
  await world.running.afterLastCoach(session.id, async () => {
    const comment = holds.coach ? await makeComment(world, run, running, reply, holds.coach) : uncommented;
    await finish(world, run, { status: "COMPLETED", comment, problem: null });
  });
};

/** Stores the reply and gives the turn back to the invitee. @returns the stored message, null where there is none */
const endPartner = async (
  world: AppContext,
  run: ExchangeRun,
  running: RunningExchange,
  result: LaneResult,
): Promise<Message | null> => {
  const { session, current, holds } = run;
  const text = running.partner.text;
  const stopReason =
    result.outcome === "ended"
      ? result.stopReason
      : result.outcome === "stopped"
        ? "stopped"
        : (result.call.stopReason ?? "error");
  // A stopped reply stays as far as it came; a failed or refused one stays out of the transcript and of later contexts.
  const keep = result.outcome !== "failed" && text.trim() !== "";
  const { message, stand } = await persistently(() =>
    world.exchangeStore.endPartner(
      current.id,
      holds.partner.holdId,
      result.call,
      keep ? { content: text, stopReason } : null,
    ),
  );
  running.partnerEnded = true;
  world.metrics.outputTokens.inc({ lane: "partner", model: result.call.model }, result.call.counts.output);
  await world.log.append(session.id, {
    type: "partner-end",
    exchangeId: current.id,
    attempt: current.attempt,
    message,
    stopReason,
  });
  await tellQuota(world, session, stand ? (basisAfter(run, result, message, stand) ?? undefined) : undefined);
  return message;
};

/** What the quota is worked out from after the reply, as this server knows it; null where somebody else wrote to the session meanwhile. */
const basisAfter = (
  { basis, current }: ExchangeRun,
  { call }: LaneResult,
  message: Message | null,
  { ledger, newestMessageId, branches }: LaneStand,
): QuotaBasis | null => {
  if (newestMessageId !== current.user.id || branches !== basis.session.branches.length || !message) return null;
  const { input, cacheWrite, cacheRead, output } = call.counts;
  const last: LastCall = {
    lane: "partner",
    model: call.model,
    input: input + cacheWrite + cacheRead,
    output,
    messageIds: call.messageIds,
    answerId: call.estimated || call.problemCode !== null ? null : message.id,
  };
  return {
    ...basis,
    session: withExchange(basis.session, { ...current, partner: message }),
    ledger,
    lastCalls: [last, ...basis.lastCalls.filter(({ lane }) => lane !== "partner")],
  };
};

type End = {
  status: "COMPLETED" | "STOPPED" | "FAILED";
  comment: CommentEnd;
  problem: ModelProblem | null;
};

const finish = async (world: AppContext, run: ExchangeRun, end: End): Promise<void> => {
  const { session, current, holds } = run;
  const append = (event: StreamEvent) => world.log.append(session.id, event);
  const stored = await persistently(() =>
    world.exchangeStore.endExchange(current.id, {
      status: end.status,
      coachMissing: end.comment.missing,
      problemCode: end.problem?.code ?? (end.status === "FAILED" ? "upstream-failed" : null),
      userId: session.userId,
      attempt: current.attempt,
    }),
  );
  // Its readers were told by the reaper, and listen to the next attempt.
  if (!stored) return;
  world.metrics.exchanges.inc({ status: stored.status.toLowerCase() });
  const code = stored.problemCode as StreamProblemCode | null;
  if (code !== null)
    await append({
      type: "problem",
      exchangeId: current.id,
      lane: "partner",
      code,
      detail: problemText(code),
      retryable: end.problem?.retryable ?? true,
    });
  await append(commentEvent(current.id, { ...end.comment, missing: stored.coachMissing }));
  // With nothing held for a comment, it stands as the partner's end has told it.
  if (holds.coach) await tellQuota(world, session);
  if (stored.expiryDue !== false)
    await tellExpiry(world, session.invitationId).catch((error: unknown) =>
      world.logger.warn({ err: error, sessionId: session.id }, "the expiry could not be told"),
    );
  await append({
    type: "exchange-end",
    exchangeId: current.id,
    attempt: current.attempt,
    status: ENDS[stored.status],
    retryable: stored.status !== "COMPLETED",
  });
};
const ENDS = { COMPLETED: "completed", STOPPED: "stopped", FAILED: "failed" } as const;

/** Something of our own broke: what it had is charged and kept, the exchange ends, and the person may try again. */
const giveUp = async (
  world: AppContext,
  { id: exchangeId, attempt }: Pick<TranscriptExchange, "id" | "attempt">,
): Promise<void> => {
  try {
    await tellReaped(
      world,
      await persistently(() => closeBroken(world.database.pool, { exchangeId, attempt }, world.simulated)),
    );
  } catch (error) {
    world.logger.error({ err: error, exchangeId }, "it could not be closed either; the reaper will");
  }
};
