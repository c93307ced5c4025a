import type { AppContext } from "../app-context.ts";
import { takeExpired } from "../quotas/expiry-store.ts";
import type { QuotaWorld } from "./forecast.ts";
import { tellQuota } from "./tell-quota.ts";

/**
 * Tells the open sessions of invitations that have expired, once: the notice, and the quota as it stands. An exchange
 * that runs finishes. Any number of servers may call it, for one invitation (at the end of an exchange) or for all.
 * @returns how many invitations were told
 */
export const tellExpiry = async (
  world: QuotaWorld & Pick<AppContext, "database" | "log" | "logger">,
  invitationId?: string,
): Promise<number> => {
  const expired = await takeExpired(world.database.pool, invitationId);
  for (const id of expired)
    for (const session of await world.conversationStore.sessionsOfInvitation(id)) {
      // A child of a SHARED one is told under its own id. Staff may have extended it this very moment, and told so.
      if (session.status === "COMPLETED" || session.invitationId !== id || !session.expired) continue;
      await world.log.append(session.id, {
        type: "problem",
        code: "expired",
        detail: "This invitation has expired. What was said can still be read.",
        retryable: false,
      });
      await tellQuota(world, session);
    }
  return expired.length;
};
