import type { AppContext } from "../app-context.ts";
import { Problem } from "../problem.ts";
import type { RateComment } from "../protocol/conversation.ts";

/**
 * What the invitee thinks of one of the coach's comments; told to the session's readers, so that every tab shows the same.
 * The same again changes nothing.
 * @throws Problem not-found
 */
export const rateComment = async (
  world: Pick<AppContext, "exchangeStore" | "log">,
  sessionId: number,
  { messageId, helpful }: RateComment,
): Promise<void> => {
  const { found, changed } = await world.exchangeStore.rateComment(sessionId, messageId, helpful);
  if (!found) throw new Problem("not-found", "There is no such comment.");
  if (changed) await world.log.append(sessionId, { type: "comment-rated", messageId, helpful });
};
