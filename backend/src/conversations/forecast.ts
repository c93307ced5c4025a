import type { AppContext } from "../app-context.ts";
import type { QuotaState } from "../protocol/quota.ts";
import { type LaneForecast, nextReservation } from "../quotas/predict-reservation.ts";
import { quotaState } from "../quotas/quota-state.ts";
import { coachContext } from "./coach-context.ts";
import { readCoachPolicy, commentsOn } from "./coach-policy.ts";
import type { LastCall, VersionRow } from "./conversation-store.ts";
import type { ModelContext } from "./model-context.ts";
import { partnerContext } from "./partner-context.ts";
import type { Transcript, TranscriptExchange } from "./transcript.ts";

const bytes = (text: string): number => Buffer.byteLength(text);

/**
 * What the ledger needs to know of a lane's next call. Where the lane was called before on this model, only the user
 * turns that call had not seen are new (its own answers were counted as its output); else the whole context is.
 */
const forecastLane = (context: ModelContext, last: LastCall | undefined, model: string, maxOutput: number): LaneForecast => {
  if (last?.model !== model) {
    const newBytes = context.turns.reduce((sum, turn) => sum + bytes(turn.text), bytes(context.system));
    return { lastInput: 0, lastOutput: 0, newBytes, maxOutput };
  }
  const seen = new Set(last.messageIds);
  const fresh = context.turns.filter((turn) => turn.role === "user" && turn.messageIds.some((id) => !seen.has(id)));
  return { lastInput: last.input, lastOutput: last.output, newBytes: fresh.reduce((sum, turn) => sum + bytes(turn.text), 0), maxOutput };
};

export type Contexts = { partner: ModelContext; coach: ModelContext | null };

/** The contexts an exchange would have; the coach's with the partner's reply still empty. */
export const contextsFor = (version: VersionRow, transcript: Transcript, current: TranscriptExchange): Contexts => {
  const policy = readCoachPolicy(version.coachPolicy);
  const imagined: TranscriptExchange = { ...current, partner: current.partner ?? { ...current.user, id: -1, role: "partner", content: "" } };
  const asIf: Transcript = { ...transcript, exchanges: [...transcript.exchanges.filter((exchange) => exchange.number < current.number), imagined] };
  return {
    partner: partnerContext(version.partnerSystemPrompt, transcript, current),
    coach: commentsOn(policy, current.number) ? coachContext({ ...version, policy }, asIf, imagined) : null,
  };
};

export type Forecasts = { partner: LaneForecast; coach: LaneForecast | null };
export const forecastExchange = (world: Pick<AppContext, "config" | "models">, version: VersionRow, contexts: Contexts, lastCalls: readonly LastCall[]): Forecasts => {
  const last = (lane: "partner" | "coach") => lastCalls.find((call) => call.lane === lane);
  const { partner, coach } = world.config.maxTokens;
  return {
    partner: forecastLane(contexts.partner, last("partner"), world.models.resolve(version.partnerModel), partner),
    coach: contexts.coach && forecastLane(contexts.coach, last("coach"), world.models.resolve(version.coachModel), coach),
  };
};

/** A message of ordinary length, for the reservation that people are shown before they write. */
const ORDINARY_MESSAGE = "x".repeat(280);

export const imaginedExchange = (number: number, content: string = ORDINARY_MESSAGE): TranscriptExchange => ({
  id: "", number, attempt: 1, status: "RUNNING", coachMissing: null, problemCode: null, partner: null, coach: null,
  user: { id: 0, role: "user", content, exchangeId: "", exchangeNumber: number, attempt: 1, stopReason: null, timestamp: "", deliveredAt: null, seenAt: null },
});

/** The quota as people are shown it, from the ledger as it stands and the next exchange of this session. */
export const quotaOf = async (
  world: Pick<AppContext, "config" | "models" | "quotaStore" | "conversationStore">,
  invitationId: string,
  line: { version: VersionRow; transcript: Transcript; sessionId: number | null },
): Promise<QuotaState> => {
  const [ledger, lastCalls] = await Promise.all([
    world.quotaStore.ledger(invitationId),
    line.sessionId === null ? [] : world.conversationStore.lastCalls(line.sessionId),
  ]);
  const next = imaginedExchange((line.transcript.exchanges.at(-1)?.number ?? 0) + 1);
  const forecasts = forecastExchange(world, line.version, contextsFor(line.version, line.transcript, next), lastCalls);
  return quotaState(ledger, nextReservation(forecasts.partner, forecasts.coach));
};
