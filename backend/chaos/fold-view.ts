import type { AsideView, ExchangeView, Message, SessionView } from "../src/protocol/conversation.ts";

/** How a lane came to its end: told by an event (nothing of it may come after), or found ended in a snapshot. */
type Ended = "event" | "snapshot" | null;
export type Lane = { attempt: number; text: string; message: string | null; ended: Ended };
export type FoldedExchange = {
  id: string;
  branch: string | null;
  number: number;
  attempt: number;
  status: ExchangeView["status"];
  user: string | null;
  partner: Lane;
  coach: Lane;
  missing: string | null;
  ended: Ended;
};
export type FoldedAside = {
  id: string;
  number: number;
  status: AsideView["status"];
  question: string;
  answer: Lane;
};
export type Folded = {
  status: string;
  opening: string | null;
  exchanges: Map<string, FoldedExchange>;
  asides: Map<string, FoldedAside>;
  observers: number;
};

export const newLane = (attempt: number): Lane => ({ attempt, text: "", message: null, ended: null });
export const newExchange = (id: string, branch: string | null, number: number, attempt: number): FoldedExchange => ({
  id,
  branch,
  number,
  attempt,
  status: "running",
  user: null,
  partner: newLane(attempt),
  coach: newLane(attempt),
  missing: null,
  ended: null,
});

type Line = { branch: string | null; messages: readonly Message[]; exchanges: readonly ExchangeView[] };
type View = Pick<
  SessionView,
  "messages" | "exchanges" | "branches" | "asides" | "openExchanges" | "openAsides" | "observers"
> & { status: string };

/** A whole view: what a snapshot holds, or `GET /v1/sessions/:id` answers. */
export const foldView = (view: View): Folded => {
  const state: Folded = {
    status: view.status,
    opening: null,
    exchanges: new Map(),
    asides: new Map(),
    observers: view.observers,
  };
  const lines: Line[] = [
    { branch: null, messages: view.messages, exchanges: view.exchanges },
    ...view.branches.map(({ id, messages, exchanges }) => ({ branch: id, messages, exchanges })),
  ];
  for (const { branch, messages, exchanges } of lines) {
    for (const { id, number, attempt, status, coachMissing } of exchanges) {
      const ended: Ended = status === "running" ? null : "snapshot";
      const made = newExchange(id, branch, number, attempt);
      made.partner.ended = made.coach.ended = made.ended = ended;
      state.exchanges.set(id, { ...made, status, missing: coachMissing });
    }
    for (const { exchangeId, role, content } of messages) {
      if (exchangeId === null) {
        if (role === "partner") state.opening = content;
        continue;
      }
      const exchange = state.exchanges.get(exchangeId);
      if (!exchange) continue;
      if (role === "user") exchange.user = content;
      else Object.assign(exchange[role], { text: content, message: content, ended: "snapshot" satisfies Ended });
    }
  }
  for (const { exchangeId, attempt, partnerText, partnerEnded, coachText, coachAttempt } of view.openExchanges) {
    const exchange = state.exchanges.get(exchangeId);
    if (!exchange || exchange.ended || attempt < exchange.attempt) continue;
    exchange.attempt = attempt;
    if (exchange.partner.message === null)
      exchange.partner = { attempt, text: partnerText, message: null, ended: partnerEnded ? "snapshot" : null };
    // A stored comment bears its exchange's attempt; the try that it came from may be one ahead, and its end is still to be told.
    if (exchange.coach.message === null) exchange.coach = { ...newLane(coachAttempt), text: coachText };
    else exchange.coach.attempt = Math.max(exchange.coach.attempt, coachAttempt);
  }
  for (const { id, number, status, question, answer } of view.asides)
    state.asides.set(id, {
      id,
      number,
      status,
      question: question.content,
      answer: {
        attempt: 1,
        text: answer?.content ?? "",
        message: answer?.content ?? null,
        ended: status === "running" ? null : "snapshot",
      },
    });
  for (const { asideId, text } of view.openAsides) {
    const aside = state.asides.get(asideId);
    if (aside && !aside.answer.ended) aside.answer.text = text;
  }
  return state;
};

/** Of a session, in a form that compares: what a reader is shown, and what the database holds. */
export type Transcript = {
  status: string;
  opening: string | null;
  exchanges: {
    branch: string | null;
    number: number;
    attempt: number;
    status: string;
    user: string | null;
    partner: string | null;
    coach: string | null;
    missing: string | null;
  }[];
  asides: { number: number; status: string; question: string; answer: string | null }[];
};

export const transcriptOf = (state: Folded): Transcript => ({
  status: state.status,
  opening: state.opening,
  exchanges: [...state.exchanges.values()]
    .map(({ branch, number, attempt, status, user, partner, coach, missing }) => ({
      branch,
      number,
      attempt,
      status,
      user,
      partner: partner.message,
      coach: coach.message,
      missing,
    }))
    .toSorted((a, b) => (a.branch ?? "").localeCompare(b.branch ?? "") || a.number - b.number),
  asides: [...state.asides.values()]
    .map(({ number, status, question, answer }) => ({ number, status, question, answer: answer.message }))
    .toSorted((a, b) => a.number - b.number),
});
