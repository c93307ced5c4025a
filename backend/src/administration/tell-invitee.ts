import type { AppContext } from "../app-context.ts";
import { tellQuota } from "../conversations/tell-quota.ts";

/** The sessions of an invitation (and of its children) that may still be open on somebody's screen. */
const openSessions = async (world: AppContext, invitationId: string) =>
  (await world.conversationStore.sessionsOfInvitation(invitationId)).filter(
    (session) => session.status !== "COMPLETED",
  );

/** What staff changed is seen at once, not at the next message: the quota anew. */
export const tellInviteeQuota = async (world: AppContext, invitationId: string): Promise<void> => {
  for (const session of await openSessions(world, invitationId)) await tellQuota(world, session);
};

/** Revoked: no new exchange; one that runs finishes. Open readers are told what happened. */
export const tellInviteeRevoked = async (world: AppContext, invitationId: string): Promise<void> => {
  for (const session of await openSessions(world, invitationId))
    await world.log.append(session.id, {
      type: "problem",
      code: "revoked",
      detail: "This invitation was revoked. What was said can still be read.",
      retryable: false,
    });
};
