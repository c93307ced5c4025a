import type { AsideView, CoachMissing, ExchangeView, Message, SessionView } from "../protocol/conversation.ts";
import type { StreamProblemCode } from "../protocol/problems.ts";
import type { StreamEvent } from "../protocol/stream-events.ts";
import { asideProblemText, problemText } from "./problem-text.ts";

type Told = { branch: SessionView["branches"][number] | null; exchange: ExchangeView; messages: Message[] };

/** An exchange of any line of the session, with its line's messages. */
const findExchange = (view: SessionView, exchangeId: string): Told | null => {
  for (const line of [view, ...view.branches]) {
    const exchange = line.exchanges.find(({ id }) => id === exchangeId);
    if (exchange) return { branch: "fromNumber" in line ? line : null, exchange, messages: line.messages };
  }
  return null;
};

/** One exchange's events as the database has it, in the order and with the texts that the log had. Pure. */
export const retoldExchange = (view: SessionView, exchangeId: string): StreamEvent[] => {
  const found = findExchange(view, exchangeId);
  if (!found) return [];
  const { branch, exchange, messages } = found;
  const said = (role: string) =>
    messages.find((message) => message.exchangeId === exchangeId && message.role === role) ?? null;
  const [user, partner, coach] = [said("user"), said("partner"), said("coach")];
  if (!user) return [];
  const { number, attempt, retryable } = exchange;
  const events: StreamEvent[] = [
    {
      type: "exchange-start",
      exchangeId,
      number,
      attempt,
      branchId: branch?.id ?? null,
      ...(branch?.fromNumber === number
        ? { branch: { id: branch.id, parentId: branch.parentId, fromNumber: number, exchangeCount: number } }
        : {}),
      userMessage: user,
    },
  ];
  const ended = exchange.status !== "running";
  if (partner) events.push({ type: "partner-delta", exchangeId, attempt, text: partner.content, offset: 0 });
  if (ended || partner) {
    const stopReason = partner?.stopReason ?? "error";
    events.push({ type: "partner-end", exchangeId, attempt, message: partner, stopReason });
  }
  if (coach) events.push({ type: "coach-delta", exchangeId, attempt, text: coach.content, offset: 0 });
  if (exchange.status === "running") return events;
  const missing: CoachMissing | null = exchange.coachMissing;
  events.push({ type: "coach-end", exchangeId, attempt, message: coach, ...(missing ? { missing } : {}) });
  if (exchange.problemCode) {
    const code = exchange.problemCode as StreamProblemCode;
    events.push({ type: "problem", exchangeId, lane: "partner", code, detail: problemText(code), retryable });
  }
  events.push({ type: "quota", ...view.quota });
  events.push({ type: "exchange-end", exchangeId, attempt, status: exchange.status, retryable });
  return events;
};

/** One aside's events, likewise. */
export const retoldAside = (view: SessionView, asideId: string): StreamEvent[] => {
  const aside = view.asides.find(({ id }) => id === asideId);
  if (!aside) return [];
  const { status, answer } = aside;
  const asked: AsideView = { ...aside, status: "running", answer: null, problemCode: null };
  const events: StreamEvent[] = [{ type: "aside-start", aside: asked }];
  if (answer) events.push({ type: "aside-delta", asideId, text: answer.content, offset: 0 });
  if (status === "running") return events;
  const code = aside.problemCode as StreamProblemCode | null;
  if (code)
    events.push({
      type: "problem",
      asideId,
      lane: "coach",
      code,
      detail: asideProblemText(code),
      retryable: code !== "exhausted",
    });
  events.push({ type: "quota", ...view.quota });
  events.push({ type: "aside-end", asideId, status, message: answer, problemCode: code });
  return events;
};
