import type { InvitationView } from "../api/protocol.ts";

/** Told a day before: time enough to come back once more. */
const SOON_MS = 24 * 3_600_000;

/** When the invitation runs out, where that is soon; null where there is time, or none left, or it is a trial of an afternoon. */
export const endingSoon = (invitation: Pick<InvitationView, "expiresAt" | "trial"> | null): string | null => {
  const left = Date.parse(invitation?.expiresAt ?? "") - Date.now();
  return invitation && !invitation.trial && left > 0 && left < SOON_MS ? invitation.expiresAt : null;
};

type Coded = { readonly code: string };

/**
 * Why nothing more can be said in any session of the invitation: the code of what the log or a refusal told, else what the
 * invitation itself was when it was asked for; null where nothing stands in the way. Never by this device's clock: one that is wrong
 * would shut somebody out whom the server lets in.
 */
export const whyClosed = (
  told: readonly (Coded | null | undefined)[],
  invitation: Pick<InvitationView, "state"> | null,
): string | null =>
  [...told.map((problem) => problem?.code), invitation?.state].find(
    (code) => code === "revoked" || code === "expired",
  ) ?? null;
