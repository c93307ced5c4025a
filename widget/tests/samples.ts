import type { AsideView, ExchangeView, Message, QuotaState, SessionSummary, StreamEvent } from "../src/api/protocol.ts";
import { applyStreamEvent } from "../src/state/apply-stream-event.ts";
import type { SessionState } from "../src/state/session-state.ts";

const AT = "2026-11-23T10:00:00.000Z";

export const quota = (exchangesLeft: number, level: QuotaState["level"] = "ok"): QuotaState => ({
  tokens: 50_000,
  used: 0,
  reserved: 0,
  remaining: exchangesLeft * 5_000,
  exchangesLeft,
  aboutExchanges: exchangesLeft,
  level,
});

export const session = (changes: Partial<SessionSummary> = {}): SessionSummary => ({
  id: 7,
  status: "ACTIVE",
  scenario: {
    slug: "heating",
    name: "The heating is off",
    description: "Nine days now.",
    partnerPersona: "Mr. Halloran",
    goal: "A day, in writing.",
    opener: "partner",
  },
  startedAt: AT,
  endedAt: null,
  lastActivityAt: AT,
  totalMessages: 0,
  durationSeconds: 60,
  simulated: false,
  locale: null,
  ...changes,
});

export const message = (role: Message["role"], content: string, changes: Partial<Message> = {}): Message => ({
  id: 1,
  role,
  content,
  exchangeId: "e1",
  exchangeNumber: 1,
  attempt: 1,
  stopReason: null,
  timestamp: AT,
  deliveredAt: null,
  seenAt: null,
  helpful: null,
  ...changes,
});

export const snapshot = (changes: Partial<Extract<StreamEvent, { type: "snapshot" }>> = {}): StreamEvent => ({
  type: "snapshot",
  session: session(),
  messages: [],
  exchanges: [],
  branches: [],
  asides: [],
  openExchanges: [],
  openAsides: [],
  quota: quota(5),
  observers: 0,
  ...changes,
});

export const start = (
  exchangeId = "e1",
  number = 1,
  attempt = 1,
  content = "it is 14 degrees in here",
  branchId: string | null = null,
): Extract<StreamEvent, { type: "exchange-start" }> => ({
  type: "exchange-start",
  exchangeId,
  number,
  attempt,
  branchId,
  userMessage: message("user", content, { id: number * 10, exchangeId, exchangeNumber: number }),
});

/** The first exchange of a new line, as its log tells it. */
export const startBranch = (
  branchId: string,
  fromNumber: number,
  content = "you are right to be tired",
  parentId: string | null = null,
  exchangeId = `${branchId}-e${fromNumber}`,
): StreamEvent => ({
  ...start(exchangeId, fromNumber, 1, content, branchId),
  branch: { id: branchId, parentId, fromNumber, exchangeCount: fromNumber },
});

export const exchangeView = (id: string, number: number, changes: Partial<ExchangeView> = {}): ExchangeView => ({
  id,
  number,
  attempt: 1,
  status: "completed",
  coachMissing: null,
  problemCode: null,
  retryable: false,
  ...changes,
});

export const aside = (number = 1, changes: Partial<AsideView> = {}): AsideView => ({
  id: `a${number}`,
  number,
  branchId: null,
  afterNumber: 1,
  status: "running",
  question: message("user", "How did that land?", { exchangeId: null, exchangeNumber: 0, attempt: null }),
  answer: null,
  problemCode: null,
  ...changes,
});

export const asideEnd = (
  number = 1,
  changes: Partial<Extract<StreamEvent, { type: "aside-end" }>> = {},
): StreamEvent => ({
  type: "aside-end",
  asideId: `a${number}`,
  status: "completed",
  message: message("coach", "He felt accused.", { exchangeId: null, exchangeNumber: 0, attempt: null }),
  problemCode: null,
  ...changes,
});

export const delta = (
  lane: "partner" | "coach",
  text: string,
  offset: number,
  attempt = 1,
  exchangeId = "e1",
): StreamEvent => ({ type: `${lane}-delta`, exchangeId, attempt, text, offset });

/** One whole exchange as the log tells it. */
export const wholeExchange = (
  exchangeId = "e1",
  number = 1,
  comment = "“14 degrees” He heard a number. Try: “Which day?”",
): StreamEvent[] => [
  start(exchangeId, number),
  delta("partner", "Put a ", 0, 1, exchangeId),
  delta("partner", "jumper on.", 6, 1, exchangeId),
  {
    type: "partner-end",
    exchangeId,
    attempt: 1,
    message: message("partner", "Put a jumper on.", { id: number * 10 + 1, exchangeId, exchangeNumber: number }),
    stopReason: "end_turn",
  },
  delta("coach", comment, 0, 1, exchangeId),
  {
    type: "coach-end",
    exchangeId,
    attempt: 1,
    message: message("coach", comment, { id: number * 10 + 2, exchangeId, exchangeNumber: number }),
  },
  { type: "quota", ...quota(4) },
  { type: "exchange-end", exchangeId, attempt: 1, status: "completed", retryable: false },
];

export const stateAfter = (...events: StreamEvent[]): SessionState => {
  const state = events.reduce(applyStreamEvent, null);
  if (!state) throw new Error("no snapshot among the events");
  return state;
};

export const memoryStorage = (): Storage => {
  const kept = new Map<string, string>();
  return new Proxy({} as Storage, {
    get: (_, name) => {
      if (name === "getItem") return (key: string) => kept.get(key) ?? null;
      if (name === "setItem") return (key: string, value: string) => void kept.set(key, value);
      if (name === "removeItem") return (key: string) => void kept.delete(key);
      return kept.get(String(name));
    },
    ownKeys: () => [...kept.keys()],
    getOwnPropertyDescriptor: (_, name) =>
      kept.has(String(name)) ? { enumerable: true, configurable: true, value: kept.get(String(name)) } : undefined,
  });
};

/** Lets all that is already settled run on. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};
