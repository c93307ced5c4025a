import type { AppContext } from "../app-context.ts";
import { sha256 } from "../identity/derive-key.ts";
import { findInvitation } from "../invitations/find-invitation.ts";
import { inTransaction } from "../database/in-transaction.ts";
import { Problem } from "../problem.ts";
import type { StartedSignIn, StartSignIn } from "../protocol/sign-in.ts";
import { intentOf } from "./sign-in-keys.ts";

/** Our own page of rights: whoever signs in for it comes back there, whatever the site has registered. */
export const isRightsPage = (world: Pick<AppContext, "ownOrigins">, url: string | null | undefined): boolean =>
  world.ownOrigins().some((origin) => url === `${origin}/me`);

/** Who begins: a guest by their login, or the owner of an invitation, who has signed in before, by its token. */
export type Beginner = { userId: string; loginId: string | null; siteId: string | null };

const invalid = (pointer: string, detail: string) =>
  new Problem("invalid", "Something in the request is not valid; `errors` says what.", {
    errors: [{ pointer, detail }],
  });

/**
 * The owner of an invitation that has been claimed by somebody who has signed in since. Of a SHARED one: of this device's child.
 * @throws Problem mistyped-token, invitation-not-found, wrong-step where a plain claim is the way in
 */
export const ownerOfInvitation = async (
  world: AppContext,
  { invitationToken, deviceId }: { invitationToken: string; deviceId?: string | undefined },
): Promise<{ userId: string; invitationId: string; siteId: string | null }> => {
  const found = await findInvitation(world, invitationToken);
  const childId =
    found.claimMode === "SHARED" && deviceId !== undefined
      ? await inTransaction(world.invitationStore.transactionPool, (client) =>
          world.invitationStore.childOfDevice(client, found.id, sha256(deviceId)),
        )
      : null;
  const invitation = childId === null ? found : await world.invitationStore.byId(childId);
  const owner = invitation?.linkedUserId ? await world.identityStore.user(invitation.linkedUserId) : null;
  if (!invitation || !owner || owner.role === "GUEST")
    throw new Problem("wrong-step", "Nobody has signed in to this invitation yet: claim it.");
  return { userId: owner.id, invitationId: invitation.id, siteId: invitation.siteId };
};

/**
 * @param origin of the page that asks: the only one the popup will listen to
 * @throws Problem invalid: a provider that is not set up, no origin, a return address that is not registered
 */
export const startSignIn = async (
  world: AppContext,
  beginner: Beginner,
  request: StartSignIn,
  origin: string | undefined,
): Promise<StartedSignIn> => {
  if (!world.providers.find(request.provider)) throw invalid("/provider", "is not set up here");
  const isPopup = request.mode === "popup";
  if (isPopup && origin === undefined)
    throw invalid("/headers/origin", "a popup is opened by a page: it has an origin");
  if (isPopup && request.returnUrl !== undefined) throw invalid("/returnUrl", "is of mode redirect");
  const registered = beginner.siteId === null ? [] : await world.signInStore.returnUrls(beginner.siteId);
  if (!isPopup && !registered.includes(request.returnUrl ?? "") && !isRightsPage(world, request.returnUrl))
    throw invalid("/returnUrl", "is not one of the site's registered return addresses");
  const row = await world.signInStore.add({
    purpose: isPopup ? "link-popup" : "link-redirect",
    provider: request.provider,
    challenge: request.challenge,
    origin: origin ?? null,
    returnUrl: request.returnUrl ?? null,
    userId: beginner.userId,
    loginSessionId: beginner.loginId,
  });
  return {
    id: row.id,
    url: `${world.publicUrl()}/sign-in/${row.id}`,
    intent: isPopup ? intentOf(world, row.id) : null,
    expiresAt: row.expiresAt.toISOString(),
  };
};
