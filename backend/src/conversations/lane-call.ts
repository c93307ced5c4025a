import type { AppContext } from "../app-context.ts";
import { ModelProblem } from "../model/language-model.ts";
import type { TokenCounts } from "../quotas/charge.ts";
import { beginCall, type CallFacts } from "../quotas/settle-store.ts";
import { type BoundHold, outputWithinHold } from "./clamp-to-hold.ts";
import { messageIdsOf, type ModelContext, promptHash } from "./model-context.ts";

export type LaneRun = {
  base: Pick<CallFacts, "userId" | "invitationId" | "sessionId" | "exchangeId" | "asideId" | "attempt" | "lane">;
  hold: BoundHold;
  context: ModelContext;
  signal: AbortSignal;
  write: (text: string) => Promise<void>;
};
export type LaneResult =
  | { outcome: "ended"; stopReason: string; call: CallFacts }
  | { outcome: "stopped"; call: CallFacts }
  | { outcome: "failed"; problem: ModelProblem; call: CallFacts };

export type LaneWorld = Pick<AppContext, "model" | "models" | "quotaStore" | "simulated" | "metrics" | "logger">;

const CHECKPOINT_MS = 1_000;

/** What has arrived of an output whose final count never came: about four characters a token, at least one. */
export const estimateOutput = (characters: number): number => Math.max(1, Math.ceil(characters / 4));

/** One call of a lane, as far as it has come. */
export type Try = {
  /** the model of the request, and the one that answers: it may be another */
  asked: string;
  model: string;
  /** upstream was asked; settles when what it was asked is written down */
  called: Promise<void> | null;
  saw: { messageIds: number[]; promptHash: string } | null;
  counts: TokenCounts;
  requestId: string | null;
  started: boolean;
  characters: number;
  startedAt: number;
  firstTokenMs: number | null;
};

export type Facts = (it: Try, more: Partial<CallFacts>) => CallFacts;

/** For the reaper alone. */
const checkpoint = (world: LaneWorld, run: LaneRun, { model }: Try, counts: TokenCounts): void =>
  world.quotaStore.checkpoints.note(run.hold.holdId, { model, counts }, (error) =>
    world.logger.warn({ err: error }, "checkpoints were not written"),
  );
const noteCall = (world: LaneWorld, run: LaneRun, it: Try): Promise<void> => {
  it.saw = { messageIds: messageIdsOf(run.context), promptHash: promptHash(it.asked, run.context) };
  return beginCall(world.quotaStore.pool, run.hold.holdId, { model: it.asked, ...it.saw }).catch((error: unknown) =>
    world.logger.warn({ err: error }, "the beginning of a call was not written"),
  );
};

/** Makes one call. @throws what upstream or our own writing threw; `it` says how far it came */
export const streamOnce = async (world: LaneWorld, run: LaneRun, it: Try, facts: Facts): Promise<LaneResult> => {
  let checkpointAt = Date.now() + CHECKPOINT_MS;
  run.signal.throwIfAborted();
  const { hold, context } = run;
  const maxOutputTokens = await outputWithinHold(world, { hold, context, model: it.asked, lane: run.base.lane });
  if (maxOutputTokens === null)
    throw new ModelProblem("model-not-found", "the fallback does not fit into what was held", { retryable: true });
  const request = { model: it.asked, system: context.system, turns: context.turns, maxOutputTokens };
  const stream = world.model.stream(request, run.signal);
  const events = stream[Symbol.asyncIterator]();
  try {
    let next = await world.models.breaker.begin(() => {
      // The request leaves first.
      const first = events.next();
      it.called = noteCall(world, run, it);
      return first;
    });
    for (; !next.done; next = await events.next()) {
      const event = next.value;
      if (event.type === "start") {
        it.started = true;
        // The model that answers may be another than the one asked for; the log names the one that answered.
        it.model = event.model;
        it.counts = event.counts;
        it.requestId = event.requestId;
        checkpoint(world, run, it, event.counts);
      } else if (event.type === "text") {
        it.firstTokenMs ??= Date.now() - it.startedAt;
        it.characters += event.text.length;
        await run.write(event.text);
        if (Date.now() >= checkpointAt) {
          checkpointAt = Date.now() + CHECKPOINT_MS;
          checkpoint(world, run, it, { ...it.counts, output: estimateOutput(it.characters) });
        }
      } else {
        it.counts = event.counts;
        return ended(event.stopReason, it, facts);
      }
    }
  } finally {
    world.quotaStore.checkpoints.drop(hold.holdId);
    await events.return?.(undefined);
  }
  throw new ModelProblem("upstream-unavailable", "the stream ended early", { retryable: true });
};

const ended = (stopReason: string, it: Try, facts: Facts): LaneResult => {
  if (stopReason !== "refusal") return { outcome: "ended", stopReason, call: facts(it, { stopReason }) };
  const problem = new ModelProblem("model-refused", "the model declined to answer", { retryable: false });
  return { outcome: "failed", problem, call: facts(it, { stopReason, problemCode: "model-refused" }) };
};
