import type { AppContext } from "../app-context.ts";
import type { SessionStatus } from "../protocol/conversation.ts";

/**
 * Tells a session's readers the state that it has come to. Two steps taken at once may be told in the other order, so
 * what stands after the telling is told, too, where it is another. A notice: where the database is away, what was told holds.
 */
export const tellStatus = async (
  world: Pick<AppContext, "conversationStore" | "log" | "logger">,
  sessionId: number,
  status: SessionStatus,
): Promise<void> => {
  let told = status;
  for (;;) {
    await world.log.append(sessionId, { type: "session", status: told });
    const now = await world.conversationStore.sessionById(sessionId).catch((error: unknown) => {
      world.logger.warn({ err: error, sessionId }, "a session's state could not be looked at");
      return null;
    });
    if (!now || now.status === told) return;
    told = now.status;
  }
};
