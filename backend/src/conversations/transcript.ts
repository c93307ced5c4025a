import type { CoachMissing, Message } from "../protocol/conversation.ts";

/** One exchange of a line as the contexts need it; texts of the latest attempt only. */
export type TranscriptExchange = {
  id: string;
  number: number;
  attempt: number;
  status: "RUNNING" | "COMPLETED" | "STOPPED" | "FAILED";
  coachMissing: CoachMissing | null;
  problemCode: string | null;
  user: Message;
  partner: Message | null;
  coach: Message | null;
};
/** A line of a session in order: what was said before exchange 1, then the exchanges by number. */
export type Transcript = { opening: Message | null; exchanges: TranscriptExchange[] };

const LANE_ORDER = { user: 0, partner: 1, coach: 2 } as const;

/** The order of a transcript is (exchange number, lane), never the message id. */
export const inOrder = (messages: readonly Message[]): Message[] =>
  messages.toSorted(
    (a, b) => a.exchangeNumber - b.exchangeNumber || LANE_ORDER[a.role] - LANE_ORDER[b.role] || a.id - b.id,
  );

/** The messages that a reader is shown. */
export const messagesOf = (transcript: Transcript): Message[] => [
  ...(transcript.opening ? [transcript.opening] : []),
  ...transcript.exchanges.flatMap(({ user, partner, coach }) =>
    [user, partner, coach].filter((message) => message !== null),
  ),
];
