import type { AppContext } from "../app-context.ts";
import { inTransaction } from "../database/in-transaction.ts";
import { sha256 } from "../identity/derive-key.ts";
import { findInvitation } from "../invitations/find-invitation.ts";
import type { InvitationRow } from "../invitations/invitation-store.ts";
import { Problem } from "../problem.ts";
import type { RightsByLink, RightsPreview } from "../protocol/rights.ts";
import { readConsent } from "./change-consent.ts";
import { countSaid, type Holder } from "./transcript-store.ts";

type World = Pick<AppContext, "database" | "invitationStore" | "identityStore">;
type Subject = { invitation: InvitationRow } & (
  | { state: "yours"; holder: Holder; name: string | null }
  | { state: "signed-in" | "shared" | "nothing" }
);

/**
 * Whom a link speaks for: the one guest of it. Of a SHARED one it takes the device that claimed it, or the child's own link.
 * Who has signed in since is not spoken for by a link. Expiry and revocation take nobody's rights away.
 * @throws Problem mistyped-token, invitation-not-found
 */
export const findSubject = async (world: World, { token, deviceId }: RightsByLink): Promise<Subject> => {
  const found = await findInvitation(world, token);
  const invitation = found.claimMode === "SHARED" ? await childOf(world, found, deviceId) : found;
  if (!invitation) return { invitation: found, state: "shared" };
  if (invitation.linkedUserId === null) return { invitation, state: "nothing" };
  const user = await world.identityStore.user(invitation.linkedUserId);
  if (user.role !== "GUEST") return { invitation, state: "signed-in" };
  const holder = { userId: user.id, invitationId: invitation.id, siteId: invitation.siteId };
  return { invitation, state: "yours", holder, name: user.name };
};

const childOf = async (
  world: World,
  parent: InvitationRow,
  deviceId: string | undefined,
): Promise<InvitationRow | null> => {
  if (deviceId === undefined) return null;
  const id = await inTransaction(world.database.pool, (client) =>
    world.invitationStore.childOfDevice(client, parent.id, sha256(deviceId)),
  );
  return id === null ? null : world.invitationStore.byId(id);
};

/** @throws Problem invitation-used (they have signed in since), wrong-step (shared, or nothing is there), and those of `findSubject` */
export const theirs = async (world: World, link: RightsByLink): Promise<Holder> => {
  const subject = await findSubject(world, link);
  if (subject.state === "yours") return subject.holder;
  if (subject.state === "signed-in")
    throw new Problem("invitation-used", "Whoever this link belongs to has signed in since. Sign in to do this.");
  throw new Problem(
    "wrong-step",
    subject.state === "shared"
      ? "This link was given to many. Do this where you practised: on the same device, in the same browser."
      : "Nothing of anybody's hangs on this link.",
  );
};

/** What hangs on a link, for whoever is about to decide; of somebody who has signed in it says that alone. */
export const previewRights = async (world: World, link: RightsByLink): Promise<RightsPreview> => {
  const subject = await findSubject(world, link);
  const { siteId } = subject.invitation;
  const site = siteId === null ? null : await world.invitationStore.site(siteId);
  const where = { siteName: site?.name ?? null, pageUrl: site?.pageUrl ?? null };
  if (subject.state !== "yours")
    return { ...where, state: subject.state, name: null, sessions: 0, messages: 0, consent: null };
  const [said, consent] = await Promise.all([
    countSaid(world.database.pool, subject.holder.userId),
    readConsent(world, subject.holder),
  ]);
  return { ...where, state: "yours", name: subject.name, ...said, consent };
};
