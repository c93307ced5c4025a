import type { AppContext } from "../app-context.ts";
import { Problem } from "../problem.ts";
import { hashToken, isWellFormedToken } from "./invitation-token.ts";
import type { InvitationRow } from "./invitation-store.ts";

const noInvitation = () => new Problem("invitation-not-found", "No invitation has this token. Ask for a new link.");

/** Of a row that is locked: the link may have been issued anew since it was found. @throws Problem invitation-not-found */
export const assertStillItsToken = (invitation: InvitationRow, token: string): void => {
  if (invitation.token !== hashToken(token)) throw noInvitation();
};

/** @throws Problem mistyped-token (the checksum does not fit), invitation-not-found */
export const findInvitation = async (
  world: Pick<AppContext, "invitationStore">,
  token: string,
): Promise<InvitationRow> => {
  if (!isWellFormedToken(token))
    throw new Problem("mistyped-token", "This invitation is mistyped or cut off. Open the whole link again.");
  const invitation = await world.invitationStore.byTokenHash(hashToken(token));
  if (!invitation) throw noInvitation();
  return invitation;
};
