import type { Invitee } from "../protocol/administration.ts";
import type { InviteeRow } from "./invitee-store.ts";

export const inviteeView = ({ id, name, role, invitationId, claimedAt, consent }: InviteeRow): Invitee => ({
  id,
  name,
  role,
  invitationId,
  claimedAt: claimedAt?.toISOString() ?? null,
  consent: consent && {
    ...consent,
    serviceSince: consent.serviceSince.toISOString(),
    researchSince: consent.researchSince.toISOString(),
  },
});
