import type { AppContext } from "../app-context.ts";
import type { Invitee } from "../identity/authenticate.ts";
import { Problem } from "../problem.ts";
import type { Lane } from "../protocol/conversation.ts";

/**
 * Stops a lane, or both. Idempotent: stopping what has ended changes nothing.
 * @throws Problem not-found
 */
export const stopExchange = async (
  world: Pick<AppContext, "conversationStore" | "exchangeStore" | "running">,
  invitee: Invitee,
  exchangeId: string,
  lane?: Lane,
): Promise<void> => {
  const exchange = await world.exchangeStore.exchange(exchangeId);
  const session = exchange && (await world.conversationStore.session(exchange.sessionId, invitee));
  if (!session) throw new Problem("not-found", "There is no such exchange.");
  const running = world.running.get(exchangeId);
  if (lane !== "coach") running?.stopPartner.abort("stopped");
  if (lane !== "partner") running?.stopCoach.abort("stopped");
};
