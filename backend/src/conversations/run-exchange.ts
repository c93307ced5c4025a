import type { AppContext } from "../app-context.ts";
import { persistently } from "../database/persistently.ts";
import type { ModelProblem } from "../model/language-model.ts";
import type { CoachMissing, MadeBranch, Message } from "../protocol/conversation.ts";
import type { StreamProblemCode } from "../protocol/problems.ts";
import type { StreamEvent } from "../protocol/stream-events.ts";
import type { LaneHold, ReservedHolds } from "../quotas/reserve-store.ts";
import { releaseHold } from "../quotas/settle-store.ts";
import { makeComment } from "./make-comment.ts";
import { partnerContext } from "./partner-context.ts";
import type { SessionRow, VersionRow } from "./conversation-store.ts";
import { createLaneWriter } from "./lane-writer.ts";
import { type LaneResult, runLane } from "./run-lane.ts";
import type { RunningExchange } from "./running-exchanges.ts";
import { tellExpiry } from "./tell-expiry.ts";
import { tellQuota } from "./tell-quota.ts";
import type { Transcript, TranscriptExchange } from "./transcript.ts";

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
};

/** What people read in a `problem` event; details of upstream stay in the log. */
const PROBLEM_TEXT: Partial<Record<StreamProblemCode, string>> = {
  "upstream-overloaded": "The service that answers is overloaded. Your words are kept; try again in a moment.",
  "upstream-unavailable": "The service that answers could not be reached. Your words are kept; try again in a moment.",
  "upstream-stalled": "The answer stopped coming. Your words are kept; try again.",
  "upstream-refused-key":
    "The service that answers refused this site's key. Your words are kept; staff have to mend this.",
  "model-not-found": "The model this scenario asks for is not available. Your words are kept; staff have to mend this.",
  "model-refused": "The partner declined to answer that. Your words are kept; say it another way.",
  "server-stopped": "The server stopped in the middle of the answer. Your words are kept; try again.",
};
export const problemText = (code: StreamProblemCode): string =>
  PROBLEM_TEXT[code] ?? "Something went wrong with the answer. Your words are kept; try again.";

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
    return giveUp(world, run, running).catch((failure: unknown) =>
      world.logger.error({ err: failure, exchangeId: current.id }, "it could not be closed either"),
    );
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
  const told = tellQuota(world, session);

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

  if (result.outcome !== "ended" || !reply) {
    if (holds.coach) await persistently(() => releaseHold(world.quotaStore.pool, (holds.coach as LaneHold).holdId));
    const problem = result.outcome === "failed" ? result.problem : null;
    await finish(world, run, {
      status: result.outcome === "stopped" ? "STOPPED" : "FAILED",
      coachMissing: "policy",
      problem,
    });
    return;
  }
  await world.running.afterLastCoach(session.id, async () => {
    const missing = holds.coach ? await makeComment(world, run, running, reply, holds.coach) : "policy";
    if (!holds.coach)
      await append({
        type: "coach-end",
        exchangeId: current.id,
        attempt: current.attempt,
        message: null,
        missing: "policy",
      });
    await finish(world, run, { status: "COMPLETED", coachMissing: missing, problem: null });
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
  const message = await persistently(() =>
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
  await tellQuota(world, session);
  return message;
};

type End = {
  status: "COMPLETED" | "STOPPED" | "FAILED";
  coachMissing: CoachMissing | null;
  problem: ModelProblem | { code: StreamProblemCode; retryable: boolean } | null;
};

const finish = async (world: AppContext, run: ExchangeRun, end: End): Promise<void> => {
  const { session, current } = run;
  const append = (event: StreamEvent) => world.log.append(session.id, event);
  const problemCode = end.problem?.code ?? (end.status === "FAILED" ? "upstream-failed" : null);
  await persistently(() =>
    world.exchangeStore.endExchange(current.id, { ...end, problemCode, userId: session.userId }),
  );
  world.metrics.exchanges.inc({ status: end.status.toLowerCase() });
  if (problemCode !== null)
    await append({
      type: "problem",
      exchangeId: current.id,
      lane: "partner",
      code: problemCode,
      detail: problemText(problemCode),
      retryable: end.problem?.retryable ?? true,
    });
  if (end.status !== "COMPLETED")
    await append({
      type: "coach-end",
      exchangeId: current.id,
      attempt: current.attempt,
      message: null,
      missing: "policy",
    });
  await tellQuota(world, session);
  await tellExpiry(world, session.invitationId).catch((error: unknown) =>
    world.logger.warn({ err: error, sessionId: session.id }, "the expiry could not be told"),
  );
  await append({
    type: "exchange-end",
    exchangeId: current.id,
    attempt: current.attempt,
    status: end.status === "COMPLETED" ? "completed" : end.status === "STOPPED" ? "stopped" : "failed",
    retryable: end.status !== "COMPLETED",
  });
};

/** Something of our own broke: the exchange ends as failed, its holds go back, and the person may try again. */
const giveUp = async (world: AppContext, run: ExchangeRun, running: RunningExchange): Promise<void> => {
  for (const hold of [run.holds.partner, run.holds.coach])
    if (hold) await persistently(() => releaseHold(world.quotaStore.pool, hold.holdId));
  await running.partner.end();
  await finish(world, run, {
    status: running.partnerEnded ? "COMPLETED" : "FAILED",
    coachMissing: running.partnerEnded ? "failed" : "policy",
    problem: { code: "internal", retryable: true },
  });
};
