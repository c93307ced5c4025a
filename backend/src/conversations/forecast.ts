import type { AppContext } from "../app-context.ts";
import type { QuotaState } from "../protocol/quota.ts";
import { cautiousCharge, predictExchanges } from "../quotas/predict-exchanges.ts";
import { type LaneForecast, nextReservation } from "../quotas/predict-reservation.ts";
import { type Ledger, quotaState, restForAnother } from "../quotas/quota-state.ts";
import { coachContext } from "./coach-context.ts";
import { commentsOn, readCoachPolicy } from "./coach-policy.ts";
import type { VersionRow } from "./conversation-store.ts";
import type { LastCall } from "./exchange-store.ts";
import { countExactly } from "./count-exactly.ts";
import type { ModelContext } from "./model-context.ts";
import { partnerContext } from "./partner-context.ts";
import {
  type Contexts,
  type Forecasts,
  imaginedAnswered,
  imaginedExchange,
  missingToOrdinary,
  NOTHING_PENDING,
  onceAnswered,
  ORDINARY_MESSAGE_BYTES,
  type Pending,
  pendingTokens,
  type Prompts,
} from "./planned-session.ts";
import {
  EMPTY_SESSION,
  everyExchange,
  lineInUse,
  lineOf,
  nextNumber,
  type SessionTranscript,
  type Transcript,
  type TranscriptAside,
  type TranscriptExchange,
} from "./transcript.ts";

/** What working a quota out needs of the world. */
export type QuotaWorld = Pick<
  AppContext,
  | "config"
  | "models"
  | "model"
  | "promptTokens"
  | "simulated"
  | "simulation"
  | "quotaStore"
  | "conversationStore"
  | "exchangeStore"
>;
export type ModelWorld = Pick<AppContext, "config" | "models" | "model" | "promptTokens">;

/**
 * The contexts an exchange would have; the coach's with the partner's reply still empty.
 * @param whatever it comes after everything that runs now
 */
export const contextsFor = (
  version: Prompts,
  session: SessionTranscript,
  current: TranscriptExchange,
  whatever = false,
): Contexts => {
  const policy = readCoachPolicy(version.coachPolicy);
  const soon = onceAnswered(session, current, policy, whatever);
  return {
    partner: partnerContext(version.partnerSystemPrompt, lineOf(soon.session, current.branchId), current),
    coach: commentsOn(policy, current.number)
      ? coachContext({ ...version, policy }, soon.session, imaginedAnswered(current))
      : null,
    pending: soon.pending,
  };
};

/** The coach's context for an aside, and the comments that will stand in it by the time it is asked. */
export const asideContext = (
  version: Prompts,
  session: SessionTranscript,
  aside: TranscriptAside,
): { context: ModelContext; pending: Pending } => {
  const policy = readCoachPolicy(version.coachPolicy);
  const soon = onceAnswered(session, aside, policy, false);
  const due = everyExchange(session).filter(
    ({ status, partner, number }) => status === "RUNNING" && partner !== null && commentsOn(policy, number),
  );
  return {
    context: coachContext({ ...version, policy }, soon.session, aside),
    pending: { replies: 0, comments: due.length },
  };
};

const bytes = (text: string): number => Buffer.byteLength(text);
const turnBytes = (context: ModelContext): number => context.turns.reduce((sum, turn) => sum + bytes(turn.text), 0);
/**
 * What the ledger needs to know of a lane's next call. Where the lane was called before on this model, only what that
 * call had not seen is new: user turns, and answers of other calls (its own was counted as its output). Else everything
 * is: the prompt by its tokens where upstream has counted it, else by its bytes.
 */
const forecastLane = (
  context: ModelContext,
  last: LastCall | undefined,
  lane: { model: string; maxOutput: number; promptTokens: number | null; shortBy: number },
): LaneForecast => {
  const { maxOutput, shortBy } = lane;
  if (last?.model !== lane.model) {
    const prompt =
      lane.promptTokens === null
        ? { lastInput: 0, newBytes: bytes(context.system) }
        : { lastInput: lane.promptTokens, newBytes: 0 };
    return { ...prompt, lastOutput: 0, newBytes: prompt.newBytes + turnBytes(context) + shortBy, maxOutput };
  }
  const seen = new Set(last.messageIds);
  if (last.answerId !== null) seen.add(last.answerId);
  const fresh = context.turns.filter((turn) => turn.messageIds.some((id) => !seen.has(id)));
  return {
    lastInput: last.input,
    lastOutput: last.output,
    newBytes: fresh.reduce((sum, turn) => sum + bytes(turn.text), shortBy),
    maxOutput,
  };
};

type LaneCall = {
  name: "partner" | "coach";
  context: ModelContext;
  wanted: string;
  lastCalls: readonly LastCall[];
  shortBy: number;
};
const boundOf = async (
  world: ModelWorld,
  { name, context, wanted, lastCalls, shortBy }: LaneCall,
): Promise<LaneForecast> => {
  const model = world.models.resolve(wanted);
  const last = lastCalls.find((call) => call.lane === name);
  const promptTokens = last?.model === model ? null : await world.promptTokens.of(model, context.system);
  return forecastLane(context, last, { model, maxOutput: world.config.maxTokens[name], promptTokens, shortBy });
};

/** The bound of both lanes, without a call where the lanes or their prompts are known. */
export const forecastExchange = async (
  world: ModelWorld,
  version: Prompts,
  contexts: Contexts,
  lastCalls: readonly LastCall[],
  content: string,
): Promise<Forecasts> => {
  const lane = (name: "partner" | "coach", context: ModelContext, wanted: string) =>
    boundOf(world, { name, context, wanted, lastCalls, shortBy: missingToOrdinary(content) });
  const [partner, coach] = await Promise.all([
    lane("partner", contexts.partner, version.partnerModel),
    contexts.coach && lane("coach", contexts.coach, version.coachModel),
  ]);
  const more = pendingTokens(world, contexts.pending);
  return {
    partner: { ...partner, lastOutput: partner.lastOutput + more.partner },
    coach: coach && { ...coach, lastOutput: coach.lastOutput + more.coach },
  };
};

/** The coach's lane alone, for a comment or an aside. */
export const forecastComment = async (
  world: ModelWorld,
  version: Prompts,
  context: ModelContext,
  lastCalls: readonly LastCall[],
  pending = NOTHING_PENDING,
): Promise<LaneForecast> => {
  const lane = await boundOf(world, { name: "coach", context, wanted: version.coachModel, lastCalls, shortBy: 0 });
  return { ...lane, lastOutput: lane.lastOutput + pendingTokens(world, pending).coach };
};

/** Both lanes of the first exchange of a scenario, from bytes alone. What presets are computed from. */
export const forecastFirst = (scenario: Prompts, maxTokens: { partner: number; coach: number }): Forecasts => {
  const contexts = contextsFor(scenario, EMPTY_SESSION, imaginedExchange(1));
  const lane = (context: ModelContext, maxOutput: number) =>
    forecastLane(context, undefined, { model: "", maxOutput, promptTokens: null, shortBy: ORDINARY_MESSAGE_BYTES });
  return {
    partner: lane(contexts.partner, maxTokens.partner),
    coach: contexts.coach && lane(contexts.coach, maxTokens.coach),
  };
};

/**
 * What the exchange after everything that runs now needs at least, in tokens: it is kept for it. By the bound, and once
 * more exactly for where that does not fit.
 */
export const leastOfNext = async (
  world: ModelWorld,
  version: Prompts,
  session: SessionTranscript,
  branchId: string | null,
  lastCalls: readonly LastCall[],
): Promise<{ bound: number; exact: () => Promise<number> }> => {
  const next = imaginedExchange(nextNumber(lineOf(session, branchId)), "", branchId);
  const contexts = contextsFor(version, session, next, true);
  const bound = await forecastExchange(world, version, contexts, lastCalls, "");
  const least = ({ partner, coach }: Forecasts): number => nextReservation(partner, coach).least;
  return {
    bound: least(bound),
    exact: async () => least(await countExactly(world, version, contexts, bound, "")),
  };
};

/** The quota as people are shown it, from the ledger as it stands and the next exchange of the line in use. */
export const quotaOf = async (world: QuotaWorld, invitationId: string, shown: Shown): Promise<QuotaState> =>
  quotaFrom(world, await quotaBasis(world, invitationId, shown));

type Shown = {
  version: VersionRow;
  transcript: Transcript & Partial<SessionTranscript>;
  sessionId: number | null;
};
/** All that the quota is worked out from, as one moment has it. */
export type QuotaBasis = { version: Prompts; session: SessionTranscript; ledger: Ledger; lastCalls: LastCall[] };
export const quotaBasis = async (world: QuotaWorld, invitationId: string, shown: Shown): Promise<QuotaBasis> => {
  const [ledger, lastCalls] = await Promise.all([
    world.quotaStore.ledger(invitationId),
    shown.sessionId === null ? [] : world.exchangeStore.lastCalls(shown.sessionId),
  ]);
  return { version: shown.version, session: { ...EMPTY_SESSION, ...shown.transcript }, ledger, lastCalls };
};
/** Both lanes of the next exchange of the line in use: by the bound, and exactly where it is asked for. */
const forecastNext = async (world: ModelWorld, { version, session, lastCalls }: QuotaBasis) => {
  const branchId = lineInUse(session);
  const next = imaginedExchange(nextNumber(lineOf(session, branchId)), "", branchId);
  const contexts = contextsFor(version, session, next);
  const bound = await forecastExchange(world, version, contexts, lastCalls, "");
  return { bound, exact: () => countExactly(world, version, contexts, bound, "") };
};

export const quotaFrom = async (world: ModelWorld, basis: QuotaBasis): Promise<QuotaState> => {
  const { bound, exact } = await forecastNext(world, basis);
  const state = ({ partner, coach }: Forecasts) =>
    quotaState(basis.ledger, nextReservation(partner, coach), {
      ordinary: (remaining) => predictExchanges(remaining, partner, coach),
      cautious: cautiousCharge(partner, coach),
    });
  const roughly = state(bound);
  // Near the end the bound may say "none" where the exact count says "one": an exchange is admitted by the latter.
  if (roughly.exchangesLeft > 1 || roughly.remaining === 0) return roughly;
  return state(await exact());
};

/**
 * Tokens that have to be free for people to be told that more than one exchange is left. What must not take the last one is refused
 * by this, so that "about nine more" and "what is left is kept" are never said of one moment.
 * @param headroom what is free: counted exactly only where the bound is more
 */
export const restToldAsMore = async (world: ModelWorld, basis: QuotaBasis, headroom: number): Promise<number> => {
  const { bound, exact } = await forecastNext(world, basis);
  const rest = ({ partner, coach }: Forecasts): number =>
    restForAnother(nextReservation(partner, coach), cautiousCharge(partner, coach));
  const roughly = rest(bound);
  return roughly <= headroom ? roughly : rest(await exact());
};
