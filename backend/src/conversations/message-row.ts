import type { Message } from "../protocol/conversation.ts";

/** A row of Message with the number of its exchange. */
export type MessageRow = {
  id: number;
  role: "user" | "partner" | "coach";
  content: string;
  exchangeId: string | null;
  number: number | null;
  attempt: number | null;
  stopReason: string | null;
  timestamp: Date;
  deliveredAt: Date | null;
  seenAt: Date | null;
};
export const messageView = (row: MessageRow): Message => ({
  id: row.id,
  role: row.role,
  content: row.content,
  exchangeId: row.exchangeId,
  exchangeNumber: row.number ?? 0,
  attempt: row.attempt,
  stopReason: row.stopReason,
  timestamp: row.timestamp.toISOString(),
  deliveredAt: row.deliveredAt?.toISOString() ?? null,
  seenAt: row.seenAt?.toISOString() ?? null,
});
