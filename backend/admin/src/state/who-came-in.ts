import type { StaffInvitation } from "./types.ts";

/** Whom a link has let in so far, which says what the link still opens once no more can be said. */
export type CameIn = "nobody" | "one" | "group";

export const whoCameIn = ({
  claimMode,
  claimCount,
  claimedAt,
}: Pick<StaffInvitation, "claimMode" | "claimCount" | "claimedAt">): CameIn => {
  if (claimedAt === null && claimCount === 0) return "nobody";
  return claimMode === "SHARED" ? "group" : "one";
};
