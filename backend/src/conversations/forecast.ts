import type { AppContext } from "../app-context.ts";
import type { QuotaState } from "../protocol/quota.ts";
import { cautiousCharge, predictExchanges } from "../quotas/predict-exchanges.ts";
import { type LaneForecast, nextReservation } from "../quotas/predict-reservation.ts";
import { quotaState } from "../quotas/quota-state.ts";
import { coachContext } from "./coach-context.ts";
import { commentsOn, readCoachPolicy } from "./coach-policy.ts";
import type { VersionRow } from "./conversation-store.ts";
import type { LastCall } from "./exchange-store.ts";
import type { ModelContext } from "./model-context.ts";
import { partnerContext } from "./partner-context.ts";
import type { Transcript, TranscriptExchange } from "./transcript.ts";

/** What working a quota out needs of the world. */
export type QuotaWorld = Pick<
  AppContext,
  "config" | "models" | "model" | "promptTokens" | "quotaStore" | "conversationStore" | "exchangeStore"
>;
export type Contexts = {
  partner: ModelContext;
  coach: ModelContext | null;
  /** comments that are still being made: each will stand in the coach's context by the time this one is asked for */
  pendingComments: number;
};
export type Forecasts = { partner: LaneForecast; coach: LaneForecast | null };
type Prompts = Omit<VersionRow, "id" | "number" | "scenarioId" | "slug" | "name" | "description">;
type World = Pick<AppContext, "config" | "models" | "model" | "promptTokens">;

const bytes = (text: string): number => Buffer.byteLength(text);
/**
 * Every message is reserved as at least this long. So what people are told before they write ("last", "none") holds for
 * whatever ordinary message they then send.
 */
const ORDINARY_MESSAGE_BYTES = 280;

/** An exchange that is only thought of: as far as the reservation goes, with nothing said yet. */
export const imaginedExchange = (number: number, content = ""): TranscriptExchange => ({
  id: "",
  number,
  attempt: 1,
  status: "RUNNING",
  coachMissing: null,
  problemCode: null,
  partner: null,
  coach: null,
  user: {
    id: 0,
    role: "user",
    content,
    exchangeId: "",
    exchangeNumber: number,
    attempt: 1,
    stopReason: null,
    timestamp: "",
    deliveredAt: null,
    seenAt: null,
  },
});

/** The contexts an exchange would have; the coach's with the partner's reply still empty. */
export const contextsFor = (version: Prompts, transcript: Transcript, current: TranscriptExchange): Contexts => {
  const policy = readCoachPolicy(version.coachPolicy);
  const imagined: TranscriptExchange = {
    ...current,
    partner: current.partner ?? { ...current.user, id: -1, role: "partner", content: "" },
  };
  const asIf: Transcript = {
    ...transcript,
    exchanges: [...transcript.exchanges.filter((exchange) => exchange.number < current.number), imagined],
  };
  return {
    partner: partnerContext(version.partnerSystemPrompt, transcript, current),
    coach: commentsOn(policy, current.number) ? coachContext({ ...version, policy }, asIf, imagined) : null,
    pendingComments: transcript.exchanges.filter(
      (exchange) =>
        exchange.number < current.number && exchange.status === "RUNNING" && commentsOn(policy, exchange.number),
    ).length,
  };
};

const turnBytes = (context: ModelContext): number => context.turns.reduce((sum, turn) => sum + bytes(turn.text), 0);
const missingToOrdinary = (content: string): number => Math.max(0, ORDINARY_MESSAGE_BYTES - bytes(content));

/**
 * What the ledger needs to know of a lane's next call. Where the lane was called before on this model, only the user turns
 * that call had not seen are new (its own answers were counted as its output). Else everything is: the prompt by its
 * tokens where upstream has counted it, else by its bytes.
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
  const fresh = context.turns.filter((turn) => turn.role === "user" && turn.messageIds.some((id) => !seen.has(id)));
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
  world: World,
  { name, context, wanted, lastCalls, shortBy }: LaneCall,
): Promise<LaneForecast> => {
  const model = world.models.resolve(wanted);
  const last = lastCalls.find((call) => call.lane === name);
  const promptTokens = last?.model === model ? null : await world.promptTokens.of(model, context.system);
  return forecastLane(context, last, { model, maxOutput: world.config.maxTokens[name], promptTokens, shortBy });
};

/** The bound of both lanes, without a call where the lanes or their prompts are known. */
export const forecastExchange = async (
  world: World,
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
  const pending = contexts.pendingComments * world.config.maxTokens.coach;
  return { partner, coach: coach && { ...coach, lastOutput: coach.lastOutput + pending } };
};

/** The coach's lane alone, on a context that is whole. */
export const forecastComment = (
  world: World,
  version: Prompts,
  context: ModelContext,
  lastCalls: readonly LastCall[],
): Promise<LaneForecast> =>
  boundOf(world, { name: "coach", context, wanted: version.coachModel, lastCalls, shortBy: 0 });

/** Both lanes of the first exchange of a scenario, from bytes alone. What presets are computed from. */
export const forecastFirst = (scenario: Prompts, maxTokens: { partner: number; coach: number }): Forecasts => {
  const contexts = contextsFor(scenario, { opening: null, exchanges: [] }, imaginedExchange(1));
  const lane = (context: ModelContext, maxOutput: number) =>
    forecastLane(context, undefined, { model: "", maxOutput, promptTokens: null, shortBy: ORDINARY_MESSAGE_BYTES });
  return {
    partner: lane(contexts.partner, maxTokens.partner),
    coach: contexts.coach && lane(contexts.coach, maxTokens.coach),
  };
};

/** The same with the exact input, asked of upstream: where the bound would refuse. A lane that cannot be asked keeps its bound. */
export const countExactly = async (
  world: World,
  version: Prompts,
  contexts: Contexts,
  bound: Forecasts,
  content: string,
): Promise<Forecasts> => {
  const exactly = async (
    lane: LaneForecast,
    context: ModelContext,
    model: string,
    pending = 0,
  ): Promise<LaneForecast> => {
    // A turn has to say something to be counted.
    const turns = context.turns.map((turn) => (turn.text.trim() === "" ? { ...turn, text: "." } : turn));
    const input = await world.model
      .countTokens({
        model: world.models.resolve(model),
        system: context.system,
        turns,
        maxOutputTokens: lane.maxOutput,
      })
      .catch(() => null);
    if (input === null) return lane;
    return { ...lane, lastInput: input, lastOutput: pending, newBytes: missingToOrdinary(content) };
  };
  const [partner, coach] = await Promise.all([
    exactly(bound.partner, contexts.partner, version.partnerModel),
    bound.coach &&
      contexts.coach &&
      exactly(bound.coach, contexts.coach, version.coachModel, contexts.pendingComments * world.config.maxTokens.coach),
  ]);
  return { partner, coach };
};

/** The quota as people are shown it, from the ledger as it stands and the next exchange of this session. */
export const quotaOf = async (
  world: QuotaWorld,
  invitationId: string,
  line: { version: VersionRow; transcript: Transcript; sessionId: number | null },
): Promise<QuotaState> => {
  const [ledger, lastCalls] = await Promise.all([
    world.quotaStore.ledger(invitationId),
    line.sessionId === null ? [] : world.exchangeStore.lastCalls(line.sessionId),
  ]);
  const contexts = contextsFor(
    line.version,
    line.transcript,
    imaginedExchange((line.transcript.exchanges.at(-1)?.number ?? 0) + 1),
  );
  const bound = await forecastExchange(world, line.version, contexts, lastCalls, "");
  const state = ({ partner, coach }: Forecasts) =>
    quotaState(ledger, nextReservation(partner, coach), {
      ordinary: (remaining) => predictExchanges(remaining, partner, coach),
      cautious: cautiousCharge(partner, coach),
    });
  const shown = state(bound);
  // Near the end the bound may say "none" where the exact count says "one": an exchange is admitted by the latter.
  if (shown.exchangesLeft > 1 || shown.remaining === 0) return shown;
  return state(await countExactly(world, line.version, contexts, bound, ""));
};
