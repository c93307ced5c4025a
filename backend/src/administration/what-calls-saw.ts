import type { ModelCallView, WhyUnseen } from "../protocol/observation.ts";
import type { ModelCallRow, SaidRow } from "./model-call-store.ts";

/** The first reason that holds. */
const whyUnseen = (said: SaidRow, lane: "partner" | "coach", branchId: string | null): WhyUnseen => {
  if (said.asideNumber !== null) return "aside";
  if (lane === "partner" && said.role === "coach") return "comment";
  if (!said.answered) return "not-answered";
  return said.branchId === branchId ? "left-out" : "other-try";
};

/**
 * A call, with what had been said when it began and was not in it. What came while it ran it could not have read: that is no
 * secret, and is left out. What it answered with is its own.
 * @param branchId the line it was made in; null: the main line
 */
export const whatCallSaw = (call: ModelCallRow, said: readonly SaidRow[], branchId: string | null): ModelCallView => {
  const { createdAt, messageIds, ...facts } = call;
  const begun = createdAt.getTime() - call.durationMs;
  const read = new Set(messageIds);
  return {
    ...facts,
    at: createdAt.toISOString(),
    hadRead: messageIds,
    couldNotSee: said
      .filter((message) => !read.has(message.id) && message.timestamp.getTime() < begun)
      .map((message) => ({ id: message.id, why: whyUnseen(message, call.lane, branchId) })),
  };
};
