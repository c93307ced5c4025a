import type { Config } from "../config.ts";
import type { Message } from "../protocol/conversation.ts";
import type { LaneForecast } from "../quotas/predict-reservation.ts";
import { type CoachPolicy, commentsOn } from "./coach-policy.ts";
import type { VersionRow } from "./conversation-store.ts";
import type { ModelContext } from "./model-context.ts";
import { everyExchange, type SessionTranscript, type TranscriptAside, type TranscriptExchange } from "./transcript.ts";

export type Contexts = {
  partner: ModelContext;
  coach: ModelContext | null;
  /** what is still being said and will stand in these contexts by the time they are sent, each of unknown length */
  pending: Pending;
};
export type Forecasts = { partner: LaneForecast; coach: LaneForecast | null };
export type Prompts = Omit<VersionRow, "id" | "number" | "scenarioId" | "slug" | "name" | "description" | "languages">;
/** `replies`: of the partner, in both lanes. `comments`: of the coach, answers to asides too, in its own lane */
export type Pending = { replies: number; comments: number };
export const NOTHING_PENDING: Pending = { replies: 0, comments: 0 };

/** The most that what is still being said may come to, in each lane's context. */
export const pendingTokens = ({ config }: { config: Config }, { replies, comments }: Pending) => ({
  partner: replies * config.maxTokens.partner,
  coach: replies * config.maxTokens.partner + comments * config.maxTokens.coach,
});

/**
 * Every message is reserved as at least this long. So what people are told before they write ("last", "none") holds for
 * whatever ordinary message they then send.
 */
export const ORDINARY_MESSAGE_BYTES = 280;
export const missingToOrdinary = (content: string): number =>
  Math.max(0, ORDINARY_MESSAGE_BYTES - Buffer.byteLength(content));

/** Ids of messages that are only thought of: later than any that is stored. */
const [THOUGHT_OF_REPLY, THOUGHT_OF_PENDING, THOUGHT_OF_QUESTION] = [
  Number.MAX_SAFE_INTEGER,
  Number.MAX_SAFE_INTEGER - 1,
  Number.MAX_SAFE_INTEGER - 2,
];
const thoughtOf = (id: number, role: Message["role"], content: string): Message => ({
  id,
  role,
  content,
  exchangeId: null,
  exchangeNumber: 0,
  attempt: null,
  stopReason: null,
  timestamp: "",
  deliveredAt: null,
  seenAt: null,
  helpful: null,
});

/** An exchange that is only thought of: as far as the reservation goes, with nothing said yet. */
export const imaginedExchange = (number: number, content = "", branchId: string | null = null): TranscriptExchange => ({
  id: "",
  branchId,
  number,
  attempt: 1,
  status: "RUNNING",
  coachMissing: null,
  problemCode: null,
  partner: null,
  coach: null,
  user: { ...thoughtOf(0, "user", content), exchangeId: "", exchangeNumber: number, attempt: 1 },
});
/** An aside that is only thought of, with its question. */
export const imaginedAside = (content: string, branchId: string | null, afterNumber: number): TranscriptAside => ({
  id: "(aside)",
  number: 0,
  branchId,
  afterNumber,
  status: "RUNNING",
  problemCode: null,
  question: thoughtOf(THOUGHT_OF_QUESTION, "user", content),
  answer: null,
});

const withExchanges = (
  session: SessionTranscript,
  change: (exchange: TranscriptExchange) => TranscriptExchange,
): SessionTranscript => ({
  ...session,
  exchanges: session.exchanges.map(change),
  branches: session.branches.map((branch) => ({ ...branch, exchanges: branch.exchanges.map(change) })),
});

/** An exchange that is being made as the coach would be asked about it, with the reply still to come. */
export const imaginedAnswered = (current: TranscriptExchange): TranscriptExchange => ({
  ...current,
  partner: current.partner ?? thoughtOf(THOUGHT_OF_REPLY, "partner", ""),
});

/**
 * The session as it will stand when `current` is sent: what still runs is answered, with words that are not known yet.
 * @param whatever a reply that is being made counts as well: for an exchange that can only come after it
 */
export const onceAnswered = (
  session: SessionTranscript,
  current: { id: string },
  policy: CoachPolicy,
  whatever: boolean,
): { session: SessionTranscript; pending: Pending } => {
  const running = everyExchange(session).filter(({ id, status }) => id !== current.id && status === "RUNNING");
  const unanswered = new Set(running.filter(({ partner }) => whatever && partner === null).map(({ id }) => id));
  const asides = session.asides.filter(({ id, status }) => id !== current.id && status === "RUNNING");
  return {
    session: {
      ...withExchanges(session, (exchange) =>
        unanswered.has(exchange.id) ? { ...exchange, partner: thoughtOf(THOUGHT_OF_PENDING, "partner", "") } : exchange,
      ),
      asides: session.asides.map((aside) =>
        asides.includes(aside) ? { ...aside, answer: thoughtOf(THOUGHT_OF_PENDING, "coach", "") } : aside,
      ),
    },
    pending: {
      replies: unanswered.size,
      comments: asides.length + running.filter(({ number }) => commentsOn(policy, number)).length,
    },
  };
};
