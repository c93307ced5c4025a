import type { AsideView, Message, StaffExchange, StaffSessionDetail, StreamEvent } from "./types.ts";

/** What is being said by one lane; a higher attempt begins anew. `text` in UTF-16 units, as the wire counts them. */
export type LiveLane = { attempt: number; text: string };
export type LiveExchange = Pick<StaffExchange, "id" | "branchId" | "number" | "attempt"> & {
  /** null: it was running before this page looked; then the session as it was read has it */
  user: Message | null;
  partner: LiveLane;
  coach: LiveLane;
};
export type LiveAside = { aside: AsideView | null; text: string };
/** What a session's stream has told since it was opened, and not yet what was read of it. */
export type Live = {
  exchanges: ReadonlyMap<string, LiveExchange>;
  asides: ReadonlyMap<string, LiveAside>;
  /** how many of staff watch, as the invitee is told */
  observers: number;
};
export const NOTHING_LIVE: Live = { exchanges: new Map(), asides: new Map(), observers: 0 };

/** What has ended stays until the session was read again; no more than this many are kept. */
const KEPT = 8;
const TOLD = new Set([
  "snapshot",
  "exchange-start",
  "partner-delta",
  "partner-end",
  "coach-delta",
  "coach-end",
  "aside-start",
  "aside-delta",
  "aside-end",
  "presence",
]);
/** @returns null where the event says nothing of what is being said, or is none of ours */
export const parseLiveEvent = (type: string, data: string): StreamEvent | null => {
  if (!TOLD.has(type)) return null;
  try {
    return { ...(JSON.parse(data) as object), type } as StreamEvent;
  } catch {
    return null;
  }
};

const withEntry = <T>(map: ReadonlyMap<string, T>, id: string, value: T): Map<string, T> =>
  new Map([...[...map].filter(([key]) => key !== id).slice(1 - KEPT), [id, value]]);

type Piece = { text: string; offset: number };
/** Applying a piece twice changes nothing; one that leaves a gap is left out: the whole comes with the lane's end. */
const append = (text: string, piece: Piece): string =>
  piece.offset > text.length ? text : text.slice(0, piece.offset) + piece.text;
const grow = (lane: LiveLane, attempt: number, piece: Piece): LiveLane => {
  if (attempt < lane.attempt) return lane;
  return { attempt, text: append(attempt > lane.attempt ? "" : lane.text, piece) };
};

type Of<T extends StreamEvent["type"]> = Extract<StreamEvent, { type: T }>;
const fromSnapshot = ({ openExchanges, openAsides, observers }: Of<"snapshot">): Live => ({
  exchanges: new Map(
    openExchanges.map((open) => [
      open.exchangeId,
      {
        id: open.exchangeId,
        branchId: open.branchId,
        number: open.number,
        attempt: open.attempt,
        user: null,
        partner: { attempt: open.attempt, text: open.partnerText },
        coach: { attempt: open.coachAttempt, text: open.coachText },
      },
    ]),
  ),
  asides: new Map(openAsides.map((open) => [open.asideId, { aside: null, text: open.text }])),
  observers,
});

const changeLane = (live: Live, id: string, lane: "partner" | "coach", change: (lane: LiveLane) => LiveLane): Live => {
  const exchange = live.exchanges.get(id);
  if (exchange === undefined) return live;
  return { ...live, exchanges: withEntry(live.exchanges, id, { ...exchange, [lane]: change(exchange[lane]) }) };
};

export const applyLiveEvent = (live: Live, event: StreamEvent): Live => {
  switch (event.type) {
    case "snapshot":
      return fromSnapshot(event);
    case "presence":
      return { ...live, observers: event.observers };
    case "exchange-start": {
      const { exchangeId: id, branchId, number, attempt, userMessage: user } = event;
      const lane = { attempt, text: "" };
      return {
        ...live,
        exchanges: withEntry(live.exchanges, id, { id, branchId, number, attempt, user, partner: lane, coach: lane }),
      };
    }
    case "partner-delta":
    case "coach-delta":
      return changeLane(live, event.exchangeId, event.type === "partner-delta" ? "partner" : "coach", (lane) =>
        grow(lane, event.attempt, event),
      );
    case "partner-end":
    case "coach-end":
      return changeLane(live, event.exchangeId, event.type === "partner-end" ? "partner" : "coach", (lane) =>
        event.attempt < lane.attempt ? lane : { attempt: event.attempt, text: event.message?.content ?? "" },
      );
    case "aside-start":
      return { ...live, asides: withEntry(live.asides, event.aside.id, { aside: event.aside, text: "" }) };
    case "aside-delta": {
      const aside = live.asides.get(event.asideId) ?? { aside: null, text: "" };
      return {
        ...live,
        asides: withEntry(live.asides, event.asideId, { ...aside, text: append(aside.text, event) }),
      };
    }
    case "aside-end": {
      const aside = live.asides.get(event.asideId);
      if (aside === undefined) return live;
      const text = event.message?.content ?? "";
      return { ...live, asides: withEntry(live.asides, event.asideId, { ...aside, text }) };
    }
    default:
      return live;
  }
};

const missing = ({ id, branchId, number, attempt, user }: LiveExchange): StaffExchange => ({
  id,
  branchId,
  number,
  attempt,
  status: "running",
  coachMissing: null,
  problemCode: null,
  startedAt: user?.timestamp ?? "",
  endedAt: null,
});

/**
 * The session as it was read, with what has begun since: an exchange stands on the page with its first event, before the
 * session has been read again.
 */
export const withLive = <T extends Pick<StaffSessionDetail, "messages" | "exchanges" | "branches" | "asides">>(
  detail: T,
  live: Live,
): T => {
  const known = new Map(detail.exchanges.map((exchange) => [exchange.id, exchange]));
  const begun = [...live.exchanges.values()].filter(({ id, user }) => !known.has(id) && user !== null);
  const asides = [...live.asides.values()].flatMap(({ aside }) =>
    aside === null || detail.asides.some(({ id }) => id === aside.id) ? [] : aside,
  );
  const exchanges = detail.exchanges.map((exchange): StaffExchange => {
    const now = live.exchanges.get(exchange.id);
    return now !== undefined && now.attempt > exchange.attempt
      ? { ...exchange, attempt: now.attempt, status: "running" }
      : exchange;
  });
  const usersOf = (branchId: string | null): Message[] =>
    begun.flatMap((one) => (one.branchId === branchId && one.user !== null ? one.user : []));
  return {
    ...detail,
    exchanges: [...exchanges, ...begun.map(missing)],
    messages: [...detail.messages, ...usersOf(null)],
    branches: detail.branches.map((branch) => ({ ...branch, messages: [...branch.messages, ...usersOf(branch.id)] })),
    asides: [...detail.asides, ...asides],
  };
};
