import type { AppContext } from "../app-context.ts";
import type { Invitee } from "../identity/authenticate.ts";
import { Problem } from "../problem.ts";
import type { Lane } from "../protocol/conversation.ts";
import type { RunningExchanges } from "./running-exchanges.ts";
import type { StopSignal } from "./stop-signals.ts";

/** @returns false where it does not run on this server, or in another attempt */
export const stopHere = (running: RunningExchanges, { id, attempt, lane }: StopSignal): boolean => {
  const aside = running.aside(id);
  if (aside) {
    aside.stop.abort("stopped");
    return true;
  }
  const exchange = running.get(id);
  if (!exchange || exchange.attempt !== attempt) return false;
  if (lane !== "coach") exchange.stopPartner.abort("stopped");
  if (lane !== "partner") exchange.stopCoach.abort("stopped");
  return true;
};

/**
 * Stops a lane, or both, on whichever server runs it. Idempotent: stopping what has ended changes nothing.
 * @throws Problem not-found
 */
export const stopExchange = async (
  world: Pick<AppContext, "conversationStore" | "exchangeStore" | "stops">,
  invitee: Invitee,
  exchangeId: string,
  lane?: Lane,
): Promise<void> => {
  const exchange = await world.exchangeStore.exchange(exchangeId);
  const session = exchange && (await world.conversationStore.session(exchange.sessionId, invitee));
  if (!session) throw new Problem("not-found", "There is no such exchange.");
  if (exchange.status !== "RUNNING") return;
  await world.stops.stop({ id: exchangeId, attempt: exchange.attempt, ...(lane ? { lane } : {}) });
};
