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
  for (let told: SessionStatus | null = status; told !== null;) {
    await world.log.append(sessionId, { type: "session", status: told });
    const now: SessionStatus | undefined = await world.conversationStore.sessionById(sessionId).then(
      (session) => session?.status,
      (error: unknown) => void world.logger.warn({ err: error, sessionId }, "a session's state could not be looked at"),
    );
    told = now === undefined || now === told ? null : now;
  }
};
