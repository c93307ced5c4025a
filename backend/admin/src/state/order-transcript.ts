import type { Message, StaffExchange, StaffNote, StaffSessionDetail } from "./types.ts";

/** One exchange with its lanes, or the opening line (`exchange` null, `number` 0). */
export type Turn = {
  key: string;
  number: number;
  exchange: StaffExchange | null;
  user: Message | null;
  partner: Message | null;
  coach: Message | null;
  /** what lanes of earlier attempts left, oldest first: not in any later context, but staff may read it */
  earlier: Message[];
  /** notes on one of its messages, oldest first */
  notes: StaffNote[];
};
export type Transcript = { turns: Turn[]; sessionNotes: StaffNote[] };

const LANE: Record<Message["role"], number> = { user: 0, partner: 1, coach: 2 };
const byLane = (a: Message, b: Message): number => LANE[a.role] - LANE[b.role] || (a.attempt ?? 0) - (b.attempt ?? 0);
const byTime = (a: StaffNote, b: StaffNote): number => a.timestamp.localeCompare(b.timestamp) || (a.id < b.id ? -1 : 1);

const newestOf = (messages: Message[], role: Message["role"], attempt: number): Message | null =>
  messages.find(
    (message) => message.role === role && (role === "user" || message.attempt === null || message.attempt === attempt),
  ) ?? null;

const turnOf = (exchange: StaffExchange, messages: Message[]): Turn => {
  const own = messages.filter((message) => message.exchangeId === exchange.id).toSorted(byLane);
  const [user, partner, coach] = (["user", "partner", "coach"] as const).map((role) =>
    newestOf(own, role, exchange.attempt),
  );
  const kept = [user, partner, coach];
  return {
    key: exchange.id,
    number: exchange.number,
    exchange,
    user: user ?? null,
    partner: partner ?? null,
    coach: coach ?? null,
    earlier: own.filter((message) => !kept.includes(message)),
    notes: [],
  };
};

const openingOf = (message: Message): Turn => ({
  key: `message-${message.id}`,
  number: message.exchangeNumber,
  exchange: null,
  user: message.role === "user" ? message : null,
  partner: message.role === "partner" ? message : null,
  coach: message.role === "coach" ? message : null,
  earlier: [],
  notes: [],
});

export const messagesOf = (turn: Turn): Message[] =>
  [turn.user, turn.partner, turn.coach, ...turn.earlier].filter((message) => message !== null);

/**
 * The session as it was talked: by (exchange number, lane), never by message id, since a coach's comment is often
 * stored after the next exchange has begun. Each note stands with the exchange of its message.
 */
export const orderTranscript = (detail: Pick<StaffSessionDetail, "messages" | "exchanges" | "notes">): Transcript => {
  const known = new Set(detail.exchanges.map((exchange) => exchange.id));
  const openings = detail.messages
    .filter((message) => message.exchangeId === null || !known.has(message.exchangeId))
    .map(openingOf);
  const turns = [...openings, ...detail.exchanges.map((exchange) => turnOf(exchange, detail.messages))].toSorted(
    (a, b) => a.number - b.number || (a.exchange?.startedAt ?? "").localeCompare(b.exchange?.startedAt ?? ""),
  );
  const notes = detail.notes.toSorted(byTime);
  const placed = turns.map((turn) => {
    const ids = new Set(messagesOf(turn).map((message) => message.id));
    return { ...turn, notes: notes.filter((note) => note.messageId !== null && ids.has(note.messageId)) };
  });
  const shown = new Set(placed.flatMap((turn) => turn.notes));
  return { turns: placed, sessionNotes: notes.filter((note) => !shown.has(note)) };
};
