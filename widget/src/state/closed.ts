import type { InvitationView } from "../api/protocol.ts";

type Coded = { readonly code: string };

/**
 * Why nothing more can be said in any session of the invitation: the code of what the log or a refusal told, else what the
 * invitation itself was when it was asked for, or has come to since; null where nothing stands in the way.
 */
export const whyClosed = (
  told: readonly (Coded | null | undefined)[],
  invitation: Pick<InvitationView, "state" | "expiresAt"> | null,
): string | null =>
  [...told.map((problem) => problem?.code), invitation?.state].find(
    (code) => code === "revoked" || code === "expired",
  ) ?? (Date.parse(invitation?.expiresAt ?? "") <= Date.now() ? "expired" : null);
