import type { AppContext } from "../app-context.ts";
import { persistently } from "../database/persistently.ts";
import type { StreamProblemCode } from "../protocol/problems.ts";
import type { StreamEvent } from "../protocol/stream-events.ts";
import { closeBroken } from "../quotas/reap-store.ts";
import type { LaneHold } from "../quotas/reserve-store.ts";
import { type AsideEnd, endAside } from "./aside-store.ts";
import { coachContext } from "./coach-context.ts";
import { readCoachPolicy } from "./coach-policy.ts";
import type { SessionRow, VersionRow } from "./conversation-store.ts";
import { fitHold } from "./fit-hold.ts";
import { createLaneWriter } from "./lane-writer.ts";
import { asideProblemText } from "./problem-text.ts";
import { type LaneResult, runLane } from "./run-lane.ts";
import type { RunningAside, StopReason } from "./running-exchanges.ts";
import { asideView } from "./session-parts.ts";
import { tellQuota } from "./tell-quota.ts";
import { tellReaped } from "./tell-reaped.ts";
import type { TranscriptAside } from "./transcript.ts";

export type AsideRun = {
  session: SessionRow;
  version: VersionRow;
  aside: TranscriptAside;
  hold: LaneHold;
  /** ids of the messages that the hold was worked out from */
  planned: number[];
};

type Problem = { code: StreamProblemCode; retryable: boolean };
type Ending = Omit<AsideEnd, "problemCode"> & { holdId: string; problem: Problem | null };
/** How one ends that was never called: its hold goes back. */
const uncalled = ({ hold }: AsideRun, status: "STOPPED" | "FAILED", problem: Problem | null): Ending => ({
  status,
  holdId: hold.holdId,
  answer: null,
  call: null,
  problem,
});

/**
 * Answers an aside that is reserved and stored, after what the coach is saying now, and tells it through the session's
 * log. Returns at once; the work belongs to the aside and outlives every connection. It is tried once: who asks may ask again.
 */
export const runAside = (world: AppContext, run: AsideRun): RunningAside => {
  const { session, aside } = run;
  const append = (event: StreamEvent) => world.log.append(session.id, event);
  const asAside = (event: StreamEvent): StreamEvent =>
    event.type === "coach-delta"
      ? { type: "aside-delta", asideId: aside.id, text: event.text, offset: event.offset }
      : event;
  const running: RunningAside = {
    asideId: aside.id,
    sessionId: session.id,
    writer: createLaneWriter((event) => append(asAside(event)), "coach", aside.id, 1),
    stop: new AbortController(),
    done: Promise.resolve(),
  };
  running.done = drive(world, run, running)
    .catch(async (error: unknown) => {
      world.logger.error({ err: error, asideId: aside.id }, "an aside broke");
      const { pool } = world.database;
      await tellReaped(world, await persistently(() => closeBroken(pool, { asideId: aside.id }, world.simulated)));
    })
    .catch((error: unknown) =>
      world.logger.error({ err: error, asideId: aside.id }, "it could not be closed either; the reaper will"),
    );
  world.running.addAside(running);
  return running;
};

const drive = async (world: AppContext, run: AsideRun, running: RunningAside): Promise<void> => {
  const { session, aside } = run;
  const { signal } = running.stop;
  await world.log.append(session.id, { type: "aside-start", aside: asideView(aside) });
  let isCalled = false;
  const turn = world.running.afterLastCoach(session.id, async () => {
    if (signal.aborted) return;
    isCalled = true;
    await finish(world, run, await answer(world, run, running));
  });
  const stopped = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  // Stopped while the coach still says something else, it does not wait for its turn.
  await Promise.race([turn, stopped]);
  if (isCalled) return turn;
  const byServer = (signal.reason as StopReason) === "server-stopped";
  await finish(
    world,
    run,
    uncalled(run, byServer ? "FAILED" : "STOPPED", byServer ? { code: "server-stopped", retryable: true } : null),
  );
};

const answer = async (world: AppContext, run: AsideRun, running: RunningAside): Promise<Ending> => {
  const { session, version, aside } = run;
  const transcript = await persistently(() => world.conversationStore.transcript(session.id));
  const policy = readCoachPolicy(version.coachPolicy);
  const context = coachContext({ ...version, policy }, transcript, aside);
  const hold = await fitHold(world, run, { exchangeId: null, asideId: aside.id }, context, run.hold);
  if (!hold) return uncalled(run, "FAILED", { code: "exhausted", retryable: false });
  const result = await runLane(world, {
    base: {
      userId: session.userId,
      invitationId: session.invitationId,
      sessionId: session.id,
      exchangeId: null,
      asideId: aside.id,
      attempt: 1,
      lane: "coach",
    },
    hold,
    context,
    signal: running.stop.signal,
    write: running.writer.write,
  });
  await running.writer.end();
  return { ...outcomeOf(result, running.writer.text), call: result.call, holdId: hold.holdId };
};

/** A stopped answer stays as far as it came; a failed one is not kept. */
const outcomeOf = (result: LaneResult, text: string): Pick<Ending, "status" | "answer" | "problem"> => {
  const words = text.trim() === "" ? null : text;
  if (result.outcome === "failed") return { status: "FAILED", answer: null, problem: result.problem };
  if (result.outcome === "stopped")
    return { status: "STOPPED", answer: words ? { content: words, stopReason: "stopped" } : null, problem: null };
  return words
    ? { status: "COMPLETED", answer: { content: words, stopReason: result.stopReason }, problem: null }
    : { status: "FAILED", answer: null, problem: { code: "upstream-failed", retryable: true } };
};

const finish = async (world: AppContext, { session, aside }: AsideRun, end: Ending): Promise<void> => {
  const append = (event: StreamEvent) => world.log.append(session.id, event);
  const { problem, call } = end;
  const stored = await persistently(() =>
    endAside(world.database.pool, aside.id, end.holdId, {
      status: end.status,
      answer: end.answer,
      call,
      problemCode: problem?.code ?? null,
    }),
  );
  if (call) world.metrics.outputTokens.inc({ lane: "coach", model: call.model }, call.counts.output);
  const code = stored.problemCode as StreamProblemCode | null;
  if (code)
    await append({
      type: "problem",
      asideId: aside.id,
      lane: "coach",
      code,
      detail: asideProblemText(code),
      retryable: problem?.retryable ?? true,
    });
  await tellQuota(world, session);
  const message = stored.answer;
  await append({ type: "aside-end", asideId: aside.id, status: ENDS[stored.status], message, problemCode: code });
};
const ENDS = { COMPLETED: "completed", STOPPED: "stopped", FAILED: "failed" } as const;
