import type { AppContext } from "../app-context.ts";
import type { Invitee } from "../identity/authenticate.ts";
import { Problem } from "../problem.ts";
import { asideById } from "./aside-store.ts";

/**
 * Stops an aside's answer, on whichever server gives it. Idempotent: stopping what has ended changes nothing.
 * @throws Problem not-found
 */
export const stopAside = async (
  world: Pick<AppContext, "database" | "conversationStore" | "running" | "stops">,
  invitee: Invitee,
  asideId: string,
): Promise<void> => {
  const aside = await asideById(world.database.pool, asideId);
  const session = aside && (await world.conversationStore.session(aside.sessionId, invitee));
  if (!aside || !session) throw new Problem("not-found", "There is no such aside.");
  if (aside.status !== "RUNNING") return;
  const here = world.running.aside(asideId);
  if (here) here.stop.abort("stopped");
  else await world.stops.stop({ id: asideId, attempt: 1 });
};
