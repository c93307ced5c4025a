import type { AppContext } from "../app-context.ts";
import { Problem } from "../problem.ts";
import type { SessionStatus } from "../protocol/conversation.ts";
import type { SessionRow } from "./conversation-store.ts";

/** From where a step may be taken (rule 7). COMPLETED is final; ABANDONED is the sweeper's alone. */
const MAY_BECOME: Record<"ACTIVE" | "PAUSED" | "COMPLETED", SessionStatus[]> = {
  ACTIVE: ["PAUSED", "ABANDONED"],
  PAUSED: ["ACTIVE"],
  COMPLETED: ["ACTIVE", "PAUSED", "ABANDONED"],
};

/**
 * The same status again is no step and no error.
 * @throws Problem wrong-step, exchange-running (a session is not completed under a partner who speaks)
 */
export const changeSession = async (
  world: Pick<AppContext, "conversationStore" | "exchangeStore" | "log">,
  session: SessionRow,
  to: "ACTIVE" | "PAUSED" | "COMPLETED",
): Promise<void> => {
  if (session.status === to) return;
  if (to === "COMPLETED") {
    const exchangeId = await world.exchangeStore.runningPartner(session.id);
    if (exchangeId)
      throw new Problem("exchange-running", "The partner is still answering. Wait for it, or stop it.", {
        extension: { exchangeId },
      });
  }
  if (!(await world.conversationStore.changeStatus(session, to, MAY_BECOME[to]))) {
    const now = await world.conversationStore.sessionById(session.id);
    if (now?.status === to) return;
    throw new Problem("wrong-step", `A session cannot go from ${now?.status ?? session.status} to ${to}.`);
  }
  await world.log.append(session.id, { type: "session", status: to });
};
