import { randomUUID } from "node:crypto";
import type { AppContext } from "../app-context.ts";
import { Problem } from "../problem.ts";
import type { CreateInvitation, StaffInvitationWithLink } from "../protocol/administration.ts";
import { deriveInvitationToken, hashToken } from "../invitations/invitation-token.ts";
import { chooseTerms, readOffer } from "./choose-terms.ts";
import { withLink } from "./staff-invitation.ts";

/**
 * One invitation.
 * @param staffId whose it is
 * @param actorId who the audit says made it; null: the command line
 * @throws Problem invalid (an unknown scenario, preset or site)
 */
export const createInvitation = async (
  world: AppContext,
  staffId: string,
  request: CreateInvitation,
  actorId: string | null = staffId,
): Promise<StaffInvitationWithLink> => {
  const chosen = chooseTerms(await readOffer(world), request);
  if ("wrong" in chosen)
    throw new Problem("invalid", chosen.wrong[0]?.detail ?? "", {
      errors: chosen.wrong.map(({ field, detail }) => ({ pointer: `/${field}`, detail })),
    });
  const id = randomUUID();
  await world.staffInvitationStore.createInvitation({
    ...chosen.terms,
    id,
    tokenHash: hashToken(deriveInvitationToken(world.keys.invitation, id, 1)),
    createdById: staffId,
    actorId,
  });
  const row = await world.staffInvitationStore.invitation(id);
  if (!row) throw new Error("the invitation was not stored");
  return withLink(world, row);
};
