import type { AppContext } from "../app-context.ts";
import { tellExpiry } from "../conversations/tell-expiry.ts";
import { tellQuota } from "../conversations/tell-quota.ts";

/** Sessions that are told at once beside each other: telling works the quota out anew, which asks the database. */
const AT_ONCE = 8;
/** The sessions of invitations (and of their children) that may still be open on somebody's screen. */
const forOpenSessions = async (
  world: AppContext,
  invitationIds: readonly string[],
  tell: (session: Awaited<ReturnType<AppContext["conversationStore"]["openSessionsOf"]>>[number]) => Promise<unknown>,
): Promise<void> => {
  const open = await world.conversationStore.openSessionsOf(invitationIds);
  for (let at = 0; at < open.length; at += AT_ONCE) await Promise.all(open.slice(at, at + AT_ONCE).map(tell));
};

/** What staff changed is seen at once, not at the next message: the quota anew. */
export const tellInviteeQuota = (world: AppContext, ...invitationIds: string[]): Promise<void> =>
  forOpenSessions(world, invitationIds, (session) => tellQuota(world, session));

/** Until when the invitation goes on now: one that had expired is open again on the screen where it closed. Where that is past, that it has expired. */
export const tellInviteeExpiry = (world: AppContext, ...invitationIds: string[]): Promise<void> =>
  forOpenSessions(world, invitationIds, ({ id, invitationId, expired, expiresAt }) =>
    expired
      ? tellExpiry(world, invitationId)
      : world.log.append(id, { type: "invitation", expiresAt: expiresAt.toISOString() }),
  );

/** Revoked: no new exchange; one that runs finishes. Open readers are told what happened. */
export const tellInviteeRevoked = (world: AppContext, ...invitationIds: string[]): Promise<void> =>
  forOpenSessions(world, invitationIds, (session) =>
    world.log.append(session.id, {
      type: "problem",
      code: "revoked",
      detail: "This invitation was revoked. What was said can still be read.",
      retryable: false,
    }),
  );
