import type { AppContext } from "../app-context.ts";
import { Problem } from "../problem.ts";
import { hashToken, isWellFormedToken } from "./invitation-token.ts";
import type { InvitationRow } from "./invitation-store.ts";

const replaced = () =>
  new Problem("invitation-not-found", "This link was replaced by a new one. Ask for the new link.", {
    extension: { replaced: true },
  });
const noInvitation = () => new Problem("invitation-not-found", "No invitation has this token. Ask for a new link.");

/** Of a row that is locked: the link may have been issued anew since it was found. @throws Problem invitation-not-found, `replaced` */
export const assertStillItsToken = (invitation: InvitationRow, token: string): void => {
  if (invitation.token !== hashToken(token)) throw replaced();
};

/** @throws Problem mistyped-token (the checksum does not fit), invitation-not-found (with `replaced`: staff have given out a newer link) */
export const findInvitation = async (
  world: Pick<AppContext, "invitationStore">,
  token: string,
): Promise<InvitationRow> => {
  if (!isWellFormedToken(token))
    throw new Problem("mistyped-token", "This invitation is mistyped or cut off. Open the whole link again.");
  const hash = hashToken(token);
  const invitation = await world.invitationStore.byTokenHash(hash);
  if (!invitation) throw (await world.invitationStore.wasReplaced(hash)) ? replaced() : noInvitation();
  return invitation;
};
