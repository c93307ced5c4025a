import type { AppContext } from "../app-context.ts";
import { Problem } from "../problem.ts";
import type { SessionStatus } from "../protocol/conversation.ts";
import type { SessionRow } from "./conversation-store.ts";
import { tellStatus } from "./tell-status.ts";

/** From where a step may be taken (rule 7). COMPLETED is final; ABANDONED is the sweeper's alone. */
const MAY_BECOME: Record<"ACTIVE" | "PAUSED" | "COMPLETED", SessionStatus[]> = {
  ACTIVE: ["PAUSED", "ABANDONED"],
  PAUSED: ["ACTIVE"],
  COMPLETED: ["ACTIVE", "PAUSED", "ABANDONED"],
};

/**
 * The same status again is no step and no error.
 * @throws Problem wrong-step, exchange-running (a session is not completed under a partner who speaks)
 * @returns whether this call took the step
 */
export const changeSession = async (
  world: Pick<AppContext, "conversationStore" | "exchangeStore" | "log" | "logger">,
  session: SessionRow,
  to: "ACTIVE" | "PAUSED" | "COMPLETED",
): Promise<boolean> => {
  if (session.status === to) return false;
  if (!(await world.conversationStore.changeStatus(session, to, MAY_BECOME[to]))) {
    const now = await world.conversationStore.sessionById(session.id);
    if (now?.status === to) return false;
    const exchangeId =
      to === "COMPLETED" && now?.status !== "COMPLETED" ? await world.exchangeStore.runningPartner(session.id) : null;
    if (exchangeId)
      throw new Problem("exchange-running", "The partner is still answering. Wait for it, or stop it.", {
        extension: { exchangeId },
      });
    throw new Problem("wrong-step", `A session cannot go from ${now?.status ?? session.status} to ${to}.`);
  }
  await tellStatus(world, session.id, to);
  return true;
};
