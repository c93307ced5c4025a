import type { Invitee } from "../protocol/administration.ts";
import type { InviteeRow } from "./invitee-store.ts";

export const inviteeView = ({ createdAt: _, consent, claimedAt, ...row }: InviteeRow): Invitee => ({
  ...row,
  claimedAt: claimedAt?.toISOString() ?? null,
  consent: consent && {
    ...consent,
    serviceSince: consent.serviceSince.toISOString(),
    researchSince: consent.researchSince.toISOString(),
  },
});
