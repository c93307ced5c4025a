import type { OpenAside, OpenExchange } from "../protocol/conversation.ts";
import type { LaneWriter } from "./lane-writer.ts";

/** Why a lane was aborted: the invitee pressed Stop, or this server has to go. */
export type StopReason = "stopped" | "server-stopped";

export type RunningExchange = {
  exchangeId: string;
  sessionId: number;
  branchId: string | null;
  number: number;
  attempt: number;
  partner: LaneWriter;
  coach: LaneWriter;
  partnerEnded: boolean;
  stopPartner: AbortController;
  stopCoach: AbortController;
  /** settles when everything of the exchange is stored and told */
  done: Promise<void>;
};
export type RunningAside = {
  asideId: string;
  sessionId: number;
  writer: LaneWriter;
  stop: AbortController;
  /** settles when its end is stored and told */
  done: Promise<void>;
};

export type RunningExchanges = ReturnType<typeof createRunningExchanges>;
/** What this server generates now. Generation belongs to the exchange or aside, not to a connection. */
export const createRunningExchanges = () => {
  const running = new Map<string, RunningExchange>();
  const asides = new Map<string, RunningAside>();
  const lastCoach = new Map<number, Promise<void>>();
  const starts = new Set<Promise<unknown>>();
  const everything = () => [...running.values(), ...asides.values()];
  return {
    get: (exchangeId: string) => running.get(exchangeId),
    aside: (asideId: string) => asides.get(asideId),
    add: (exchange: RunningExchange) => {
      running.set(exchange.exchangeId, exchange);
      // A retry may have taken its place while the end was still being told.
      void exchange.done.finally(() => {
        if (running.get(exchange.exchangeId) === exchange) running.delete(exchange.exchangeId);
      });
    },
    addAside: (aside: RunningAside) => {
      asides.set(aside.asideId, aside);
      void aside.done.finally(() => asides.delete(aside.asideId));
    },
    count: () => running.size + asides.size,
    /** of exchanges and of asides */
    ids: () => [...running.keys(), ...asides.keys()],
    /**
     * The coach says one thing at a time in a session, comments and answers to asides alike: each call's context is a
     * prefix of the next.
     */
    afterLastCoach: async (sessionId: number, work: () => Promise<void>): Promise<void> => {
      const before = lastCoach.get(sessionId) ?? Promise.resolve();
      const mine = before.then(work, work);
      lastCoach.set(sessionId, mine);
      try {
        await mine;
      } finally {
        if (lastCoach.get(sessionId) === mine) lastCoach.delete(sessionId);
      }
    },
    openOf: (sessionId: number): OpenExchange[] =>
      [...running.values()]
        .filter((exchange) => exchange.sessionId === sessionId)
        .map(({ exchangeId, branchId, number, attempt, partner, coach, partnerEnded }) => ({
          exchangeId,
          branchId,
          number,
          attempt,
          partnerText: partner.written,
          partnerEnded,
          coachText: coach.written,
          coachAttempt: coach.attempt,
        })),
    openAsidesOf: (sessionId: number): OpenAside[] =>
      [...asides.values()]
        .filter((aside) => aside.sessionId === sessionId)
        .map(({ asideId, writer }) => ({ asideId, text: writer.written })),
    stopAll: (reason: StopReason) => {
      for (const exchange of running.values()) {
        exchange.stopPartner.abort(reason);
        exchange.stopCoach.abort(reason);
      }
      for (const aside of asides.values()) aside.stop.abort(reason);
    },
    /** Work that may add an exchange or aside: whoever waits for all to settle waits for what comes of it, too. */
    starting: <T>(work: () => Promise<T>): Promise<T> => {
      const start = work();
      starts.add(start);
      const forget = () => void starts.delete(start);
      start.then(forget, forget);
      return start;
    },
    settled: async (): Promise<void> => {
      while (starts.size + running.size + asides.size > 0)
        await Promise.allSettled([...starts, ...everything().map(({ done }) => done)]);
    },
  };
};
