import type { Message } from "../protocol/conversation.ts";

/** As a column of its own is read, or ISO 8601 where it came in JSON. */
type Moment = Date | string;
/** A row of Message with the number of its exchange. */
export type MessageRow = {
  id: number;
  role: "user" | "partner" | "coach";
  content: string;
  exchangeId: string | null;
  number: number | null;
  attempt: number | null;
  stopReason: string | null;
  timestamp: Moment;
  deliveredAt: Moment | null;
  seenAt: Moment | null;
  helpful: boolean | null;
};
const iso = (moment: Moment): string => (typeof moment === "string" ? moment : moment.toISOString());

/** @param audioUrl where it was spoken: the signed address of the recording */
export const messageView = (row: MessageRow, audioUrl?: string): Message => ({
  id: row.id,
  role: row.role,
  content: row.content,
  exchangeId: row.exchangeId,
  exchangeNumber: row.number ?? 0,
  attempt: row.attempt,
  stopReason: row.stopReason,
  timestamp: iso(row.timestamp),
  deliveredAt: row.deliveredAt && iso(row.deliveredAt),
  seenAt: row.seenAt && iso(row.seenAt),
  helpful: row.helpful,
  ...(audioUrl === undefined ? {} : { audioUrl }),
});
