import type { OpenExchange } from "../protocol/conversation.ts";
import type { LaneWriter } from "./lane-writer.ts";

/** Why a lane was aborted: the invitee pressed Stop, or this server has to go. */
export type StopReason = "stopped" | "server-stopped";

export type RunningExchange = {
  exchangeId: string;
  sessionId: number;
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

export type RunningExchanges = ReturnType<typeof createRunningExchanges>;
/** What this server generates now. Generation belongs to the exchange, not to a connection. */
export const createRunningExchanges = () => {
  const running = new Map<string, RunningExchange>();
  const lastCoach = new Map<number, Promise<void>>();
  return {
    get: (exchangeId: string) => running.get(exchangeId),
    add: (exchange: RunningExchange) => {
      running.set(exchange.exchangeId, exchange);
      // A retry may have taken its place while the end was still being told.
      void exchange.done.finally(() => {
        if (running.get(exchange.exchangeId) === exchange) running.delete(exchange.exchangeId);
      });
    },
    count: () => running.size,
    ids: () => [...running.keys()],
    /** Comments of a session are made one after the other: each call's context is a prefix of the next. */
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
        .map(({ exchangeId, number, attempt, partner, coach, partnerEnded }) => ({
          exchangeId,
          number,
          attempt,
          partnerText: partner.written,
          partnerEnded,
          coachText: coach.written,
        })),
    stopAll: (reason: StopReason) => {
      for (const exchange of running.values()) {
        exchange.stopPartner.abort(reason);
        exchange.stopCoach.abort(reason);
      }
    },
    settled: () => Promise.allSettled([...running.values()].map((exchange) => exchange.done)),
  };
};
