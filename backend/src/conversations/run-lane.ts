import { setTimeout as sleep } from "node:timers/promises";
import type { AppContext } from "../app-context.ts";
import { persistently } from "../database/persistently.ts";
import { ModelProblem } from "../model/language-model.ts";
import { NO_TOKENS, type TokenCounts } from "../quotas/charge.ts";
import { type CallFacts, checkpointHold, type LaneHold, recordFreeCall } from "../quotas/quota-store.ts";
import { messageIdsOf, type ModelContext, promptHash } from "./model-context.ts";
import type { StopReason } from "./running-exchanges.ts";

export type LaneRun = {
  base: Pick<CallFacts, "userId" | "invitationId" | "sessionId" | "exchangeId" | "attempt" | "lane">;
  hold: LaneHold;
  context: ModelContext;
  signal: AbortSignal;
  write: (text: string) => Promise<void>;
};
export type LaneResult =
  | { outcome: "ended"; stopReason: string; call: CallFacts }
  | { outcome: "stopped"; call: CallFacts }
  | { outcome: "failed"; problem: ModelProblem; call: CallFacts };

type World = Pick<AppContext, "model" | "models" | "quotaStore" | "simulated" | "metrics" | "logger">;

const MAX_TRIES = 3;
const BACK_OFF_MS = 250;
/** A longer wait than this is no wait but a failure: the person is told, and may try again. */
const MAX_WAIT_MS = 8_000;
const CHECKPOINT_MS = 1_000;

/** What has arrived of an output whose final count never came: about four characters a token, at least one. */
const estimateOutput = (characters: number): number => Math.max(1, Math.ceil(characters / 4));

const waitBefore = (tries: number, problem: ModelProblem): number =>
  Math.max(problem.retryAfterMs ?? 0, BACK_OFF_MS * 2 ** tries * (0.5 + Math.random()));

type Try = {
  model: string;
  counts: TokenCounts;
  requestId: string | null;
  started: boolean;
  characters: number;
  startedAt: number;
  firstTokenMs: number | null;
};

/**
 * Runs one lane to its end: retries before the first event (same hold, each try metered), falls back where upstream does
 * not know the model, counts what arrived where the final count is missing. Never throws for what upstream does.
 */
export const runLane = async (world: World, run: LaneRun): Promise<LaneResult> => {
  const requested = run.hold.model;
  const facts = (it: Try, more: Partial<CallFacts>): CallFacts => ({
    ...run.base,
    requestedModel: requested,
    model: it.model,
    counts: it.counts,
    estimated: false,
    simulated: world.simulated,
    messageIds: messageIdsOf(run.context),
    promptHash: promptHash(it.model, run.context),
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
      model,
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
      if (run.signal.aborted) {
        const reason = run.signal.reason as StopReason;
        const call = facts(it, {
          estimated: it.started,
          stopReason: "stopped",
          problemCode: reason === "stopped" ? null : reason,
        });
        if (reason === "stopped") return { outcome: "stopped", call };
        return {
          outcome: "failed",
          problem: new ModelProblem("server-stopped", "the server stopped", { retryable: true }),
          call,
        };
      }
      // Something of our own broke while upstream answered: what it billed is charged all the same.
      const problem =
        error instanceof ModelProblem ? error : new ModelProblem("internal", String(error), { retryable: false });
      if (problem !== error) world.logger.error({ err: error, exchangeId: run.base.exchangeId }, "a lane broke");
      it.requestId ??= problem.requestId;
      world.metrics.upstreamProblems.inc({ code: problem.code });
      world.logger.warn(
        { code: problem.code, model, requestId: it.requestId, exchangeId: run.base.exchangeId, tries },
        "the model call failed",
      );
      const call = facts(it, { estimated: it.started, problemCode: problem.code });
      const fallBack = problem.code === "model-not-found" && model !== world.models.fallback;
      const wait = waitBefore(tries, problem);
      if (it.started || (!fallBack && (!problem.retryable || tries + 1 >= MAX_TRIES || wait > MAX_WAIT_MS)))
        return { outcome: "failed", problem, call };
      await persistently(() => recordFreeCall(world.quotaStore.pool, run.hold.holdId, call));
      if (fallBack) {
        world.models.markUnknown(model);
        model = world.models.fallback;
      } else await sleep(wait, undefined, { signal: run.signal }).catch(() => undefined);
    }
  }
};

/** For the reaper alone: one that cannot be written costs an estimate, never the answer. */
const checkpoint = (world: World, run: LaneRun, counts: TokenCounts): void => {
  void checkpointHold(world.quotaStore.pool, run.hold.holdId, counts).catch((error: unknown) =>
    world.logger.warn({ err: error }, "a checkpoint was not written"),
  );
};

const streamOnce = async (
  world: World,
  run: LaneRun,
  it: Try,
  facts: (it: Try, more: Partial<CallFacts>) => CallFacts,
): Promise<LaneResult> => {
  let checkpointAt = Date.now() + CHECKPOINT_MS;
  run.signal.throwIfAborted();
  const request = {
    model: it.model,
    system: run.context.system,
    turns: run.context.turns,
    maxOutputTokens: run.hold.maxOutput,
  };
  for await (const event of world.model.stream(request, run.signal)) {
    if (event.type === "start") {
      it.started = true;
      // The model that answers may be another than the one asked for; the log names the one that answered.
      it.model = event.model;
      it.counts = event.counts;
      it.requestId = event.requestId;
      checkpoint(world, run, event.counts);
    } else if (event.type === "text") {
      it.firstTokenMs ??= Date.now() - it.startedAt;
      it.characters += event.text.length;
      await run.write(event.text);
      if (Date.now() >= checkpointAt) {
        checkpointAt = Date.now() + CHECKPOINT_MS;
        checkpoint(world, run, { ...it.counts, output: estimateOutput(it.characters) });
      }
    } else {
      it.counts = event.counts;
      if (event.stopReason === "refusal") {
        const problem = new ModelProblem("model-refused", "the model declined to answer", { retryable: false });
        return { outcome: "failed", problem, call: facts(it, { stopReason: "refusal", problemCode: "model-refused" }) };
      }
      return { outcome: "ended", stopReason: event.stopReason, call: facts(it, { stopReason: event.stopReason }) };
    }
  }
  throw new ModelProblem("upstream-unavailable", "the stream ended early", { retryable: true });
};
