import type { StreamEvent } from "../protocol/stream-events.ts";
import type { RunningExchanges } from "./running-exchanges.ts";

/** What runs on this server in a session, from its beginning to what readers were told: for a log that begins again. */
export const retellRunning =
  (running: RunningExchanges) =>
  (sessionId: number): StreamEvent[] => [
    ...running
      .openOf(sessionId)
      .flatMap(({ exchangeId, attempt, partnerText, coachText, coachAttempt }): StreamEvent[] => [
        ...(partnerText === ""
          ? []
          : [{ type: "partner-delta" as const, exchangeId, attempt, offset: 0, text: partnerText }]),
        ...(coachText === ""
          ? []
          : [{ type: "coach-delta" as const, exchangeId, attempt: coachAttempt, offset: 0, text: coachText }]),
      ]),
    ...running
      .openAsidesOf(sessionId)
      .flatMap(({ asideId, text }): StreamEvent[] =>
        text === "" ? [] : [{ type: "aside-delta", asideId, text, offset: 0 }],
      ),
  ];
