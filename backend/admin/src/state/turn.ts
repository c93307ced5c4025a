import type { Try } from "./tries.ts";
import type { AsideView, Message, StaffExchange, StaffNote } from "./types.ts";

/** What was asked in private, with the notes on its question and answer. */
export type Asked = { aside: AsideView; notes: StaffNote[] };
/** Another go from before an exchange. */
export type Branch = {
  key: string;
  try: Try;
  fromNumber: number;
  /** its own */
  exchanges: number;
  turns: Turn[];
};
/** One exchange with its lanes; or, with `exchange` null, what stands before the first one of its line. */
export type Turn = {
  key: string;
  number: number;
  /** null: the main line */
  try: Try | null;
  exchange: StaffExchange | null;
  user: Message | null;
  partner: Message | null;
  coach: Message | null;
  /** what lanes of earlier attempts left, oldest first: not in any later context, but staff may read it */
  earlier: Message[];
  /** notes on one of its messages, oldest first */
  notes: StaffNote[];
  /** asked after it, before the next one */
  asides: Asked[];
  /** other tries of it */
  branches: Branch[];
};

const LANE: Record<Message["role"], number> = { user: 0, partner: 1, coach: 2 };
const byLane = (a: Message, b: Message): number => LANE[a.role] - LANE[b.role] || (a.attempt ?? 0) - (b.attempt ?? 0);

const newestOf = (messages: Message[], role: Message["role"], attempt: number): Message | null =>
  messages.find(
    (message) => message.role === role && (role === "user" || message.attempt === null || message.attempt === attempt),
  ) ?? null;

/** A turn in which nothing was said: where what was asked before the first exchange of a line stands. */
export const emptyTurn = (key: string, number: number): Turn => ({
  key,
  number,
  try: null,
  exchange: null,
  user: null,
  partner: null,
  coach: null,
  earlier: [],
  notes: [],
  asides: [],
  branches: [],
});

export const turnOf = (exchange: StaffExchange, messages: readonly Message[]): Turn => {
  const own = messages.filter((message) => message.exchangeId === exchange.id).toSorted(byLane);
  const user = newestOf(own, "user", exchange.attempt);
  const partner = newestOf(own, "partner", exchange.attempt);
  const coach = newestOf(own, "coach", exchange.attempt);
  const kept = [user, partner, coach];
  const earlier = own.filter((message) => !kept.includes(message));
  return { ...emptyTurn(exchange.id, exchange.number), exchange, user, partner, coach, earlier };
};

export const openingOf = (message: Message): Turn => ({
  ...emptyTurn(`message-${message.id}`, message.exchangeNumber),
  [message.role]: message,
});

export const messagesOf = (turn: Turn): Message[] =>
  [turn.user, turn.partner, turn.coach, ...turn.earlier].filter((message) => message !== null);
