import type { AppContext } from "../app-context.ts";
import type { Message } from "../protocol/conversation.ts";
import type { Reaped, ReapedAside, ReapedExchange, ReapedMessage } from "../quotas/reap-store.ts";
import { messageView } from "./message-row.ts";
import { asideProblemText, problemText } from "./problem-text.ts";
import { tellQuota } from "./tell-quota.ts";

const viewOf = (stored: ReapedMessage, exchange: ReapedExchange): Message =>
  messageView({
    ...stored,
    exchangeId: exchange.exchangeId,
    number: exchange.number,
    attempt: exchange.attempt,
    timestamp: new Date(stored.timestamp),
    deliveredAt: null,
    seenAt: null,
    helpful: null,
  });

/** Each lane's end, then the exchange's: a reader that had some of them already gets the same message again. */
const tellExchange = async (world: AppContext, reaped: ReapedExchange): Promise<void> => {
  const { sessionId, exchangeId, attempt, partner, coach } = reaped;
  const failed = reaped.status === "FAILED";
  const [spoken, comment] = [partner && viewOf(partner, reaped), coach && viewOf(coach, reaped)];
  await world.log.append(sessionId, {
    type: "partner-end",
    exchangeId,
    attempt,
    message: spoken,
    stopReason: partner?.stopReason ?? "error",
  });
  if (failed)
    await world.log.append(sessionId, {
      type: "problem",
      exchangeId,
      lane: "partner",
      code: "server-stopped",
      detail: problemText("server-stopped"),
      retryable: true,
    });
  const missing = reaped.coachMissing;
  await world.log.append(sessionId, {
    type: "coach-end",
    exchangeId,
    attempt,
    message: comment,
    ...(missing ? { missing } : {}),
  });
  await world.log.append(sessionId, {
    type: "exchange-end",
    exchangeId,
    attempt,
    status: failed ? "failed" : "completed",
    retryable: failed,
  });
};

const tellAside = async (world: AppContext, { sessionId, asideId }: ReapedAside): Promise<void> => {
  await world.log.append(sessionId, {
    type: "problem",
    asideId,
    code: "server-stopped",
    detail: asideProblemText("server-stopped"),
    retryable: true,
  });
  await world.log.append(sessionId, {
    type: "aside-end",
    asideId,
    status: "failed",
    message: null,
    problemCode: "server-stopped",
  });
};

/** What the reaper settled and closed, told to whoever still reads. */
export const tellReaped = async (world: AppContext, reaped: readonly Reaped[]): Promise<void> => {
  for (const one of reaped) {
    if (one.kind === "overrun") {
      world.metrics.overrunTokens.inc(one.tokens);
      world.logger.error(one, "a call of a stopped server used more than its hold");
      continue;
    }
    const { sessionId } = one;
    // Its server may have died between a commit and its telling: whoever reads begins again from the database.
    await world.log.forget(sessionId);
    if (one.kind === "exchange") {
      world.logger.warn({ exchangeId: one.exchangeId, sessionId }, "an exchange of a stopped server was closed");
      await tellExchange(world, one);
    } else {
      world.logger.warn({ asideId: one.asideId, sessionId }, "an aside of a stopped server was closed");
      await tellAside(world, one);
    }
    const session = await world.conversationStore.sessionById(sessionId);
    if (session) await tellQuota(world, session);
  }
};
