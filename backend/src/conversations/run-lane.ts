import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { persistently } from "../database/persistently.ts";
import { ModelProblem } from "../model/language-model.ts";
import { chargeOf, NO_TOKENS } from "../quotas/charge.ts";
import { type CallFacts, recordFreeCall } from "../quotas/settle-store.ts";
import {
  estimateOutput,
  type Facts,
  type LaneResult,
  type LaneRun,
  type LaneWorld,
  streamOnce,
  type Try,
} from "./lane-call.ts";
import type { StopReason } from "./running-exchanges.ts";

export type { LaneResult, LaneRun };

const MAX_TRIES = 3;
const BACK_OFF_MS = 250;
/** A longer wait than this is no wait but a failure: the person is told, and may try again. */
const MAX_WAIT_MS = 8_000;

const waitBefore = (tries: number, problem: ModelProblem): number =>
  Math.max(problem.retryAfterMs ?? 0, BACK_OFF_MS * 2 ** tries * (0.5 + Math.random()));

/**
 * Runs one lane to its end: retries before the first event (same hold, each try metered), falls back where upstream does
 * not know the model, counts what arrived where the final count is missing. Never throws for what upstream does.
 */
export const runLane = async (world: LaneWorld, run: LaneRun): Promise<LaneResult> => {
  const result = await tryUntilEnded(world, run);
  const tokens = chargeOf(result.call.counts) - run.hold.amount;
  // It cannot be: the bound was wrong, or upstream bills more than it may. The charge is capped, and somebody has to look.
  if (tokens > 0) {
    world.metrics.overrunTokens.inc(tokens);
    const { invitationId, sessionId, exchangeId, asideId, lane } = run.base;
    const ids = { invitationId, sessionId, exchangeId, asideId, lane, holdId: run.hold.holdId };
    world.logger.error({ ...ids, requestId: result.call.requestId, tokens }, "a call used more than its hold");
  }
  return result;
};

const tryUntilEnded = async (world: LaneWorld, run: LaneRun): Promise<LaneResult> => {
  const requested = run.hold.model;
  const facts = (it: Try, more: Partial<CallFacts>): CallFacts => ({
    ...run.base,
    requestedModel: requested,
    model: it.model,
    counts: it.counts,
    estimated: false,
    simulated: world.simulated,
    // What was never asked saw nothing.
    messageIds: it.saw?.messageIds ?? [],
    promptHash: it.saw?.promptHash ?? "",
    stopReason: null,
    requestId: it.requestId,
    problemCode: null,
    firstTokenMs: it.firstTokenMs,
    durationMs: Date.now() - it.startedAt,
    ...more,
  });
  let model = world.models.resolve(requested);

  for (let tries = 0; ; tries++) {
    const it: Try = {
      asked: model,
      model,
      called: null,
      saw: null,
      counts: NO_TOKENS,
      requestId: null,
      started: false,
      characters: 0,
      startedAt: Date.now(),
      firstTokenMs: null,
    };
    try {
      return await streamOnce(world, run, it, facts);
    } catch (error) {
      // What arrived is charged, never nothing and never everything: exact input, output by length.
      if (it.started) it.counts = { ...it.counts, output: Math.max(it.counts.output, estimateOutput(it.characters)) };
      if (run.signal.aborted) return aborted(run, it, facts);
      // Something of our own broke while upstream answered: what it billed is charged all the same.
      const problem =
        error instanceof ModelProblem ? error : new ModelProblem("internal", String(error), { retryable: false });
      it.requestId ??= problem.requestId;
      report(world, run, it, problem, error);
      const call = facts(it, { estimated: it.started, problemCode: problem.code });
      const fallBack = it.called !== null && problem.code === "model-not-found" && model !== world.models.fallback;
      const wait = waitBefore(tries, problem);
      const again = problem.retryable && tries + 1 < MAX_TRIES && wait <= MAX_WAIT_MS && !world.models.breaker.isOpen();
      if (it.started || !it.called || (!fallBack && !again)) return { outcome: "failed", problem, call };
      await it.called;
      const usageId = randomUUID();
      await persistently(() => recordFreeCall(world.quotaStore.pool, run.hold.holdId, call, usageId));
      if (fallBack) {
        world.models.markUnknown(model);
        model = world.models.fallback;
      } else await sleep(wait, undefined, { signal: run.signal }).catch(() => undefined);
    } finally {
      // Before the settlement, never before the first token.
      await it.called;
    }
  }
};

const aborted = (run: LaneRun, it: Try, facts: Facts): LaneResult => {
  const reason = run.signal.reason as StopReason;
  const problemCode = reason === "stopped" ? null : reason;
  const call = facts(it, { estimated: it.started, stopReason: "stopped", problemCode });
  if (reason === "stopped") return { outcome: "stopped", call };
  const problem = new ModelProblem("server-stopped", "the server stopped", { retryable: true });
  return { outcome: "failed", problem, call };
};

const report = (world: LaneWorld, run: LaneRun, it: Try, problem: ModelProblem, error: unknown): void => {
  const { exchangeId, asideId } = run.base;
  if (problem !== error) world.logger.error({ err: error, exchangeId, asideId }, "a lane broke");
  if (it.called) world.metrics.upstreamProblems.inc({ code: problem.code });
  world.logger.warn(
    { code: problem.code, model: it.asked, requestId: it.requestId, exchangeId, asideId },
    it.called ? "the model call failed" : "the model was not asked",
  );
};
