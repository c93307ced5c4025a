import type { AsideView, BranchView, ExchangeView } from "../protocol/conversation.ts";
import { type BranchLine, inOrder, messagesOf, type TranscriptAside, type TranscriptExchange } from "./transcript.ts";

const STATUS = { RUNNING: "running", COMPLETED: "completed", STOPPED: "stopped", FAILED: "failed" } as const;

/** @param own a line's own exchanges, in order: the last of them may be tried again where it did not complete */
export const exchangeViews = (own: TranscriptExchange[]): ExchangeView[] =>
  own.map(({ id, number, attempt, status, coachMissing, problemCode }, place) => ({
    id,
    number,
    attempt,
    status: STATUS[status],
    coachMissing,
    problemCode,
    retryable: (status === "FAILED" || status === "STOPPED") && place === own.length - 1,
  }));

export const branchView = ({
  id,
  parentId,
  fromNumber,
  exchangeCount,
  createdAt,
  exchanges,
}: BranchLine): BranchView => ({
  id,
  parentId,
  fromNumber,
  exchangeCount,
  createdAt,
  messages: inOrder(messagesOf({ opening: null, exchanges })),
  exchanges: exchangeViews(exchanges),
});

export const asideView = (aside: TranscriptAside): AsideView => ({
  id: aside.id,
  number: aside.number,
  branchId: aside.branchId,
  afterNumber: aside.afterNumber,
  status: STATUS[aside.status],
  question: aside.question,
  answer: aside.answer,
  problemCode: aside.problemCode,
});
