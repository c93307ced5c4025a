import type { StaffInvitation } from "./types.ts";

export type InvitationGroup = { key: "needs-you" | "live-now" | "by-last-activity"; items: StaffInvitation[] };

/** "Talking now" is said while the last activity is at most this old: of a page that was closed nobody is told. */
export const LIVE_MS = 60_000;

/** ms since the epoch of the last thing that happened to it, its making at least */
const lastSignOf = (invitation: StaffInvitation): number =>
  Date.parse(invitation.lastActivityAt ?? invitation.claimedAt ?? invitation.openedAt ?? invitation.createdAt);

const groupOf = (invitation: StaffInvitation, now: number): InvitationGroup["key"] => {
  if (invitation.state === "stuck" || invitation.state === "exhausted") return "needs-you";
  return isLive(invitation, now) ? "live-now" : "by-last-activity";
};

export const isLive = (invitation: StaffInvitation, now: number): boolean =>
  invitation.state === "active" &&
  invitation.lastActivityAt !== null &&
  now - Date.parse(invitation.lastActivityAt) <= LIVE_MS;

// Stuck before exhausted: somebody waits. Then the newest first; the id decides between equals, so that rows never swap.
const compare = (a: StaffInvitation, b: StaffInvitation): number =>
  Number(b.state === "stuck") - Number(a.state === "stuck") || lastSignOf(b) - lastSignOf(a) || (a.id < b.id ? -1 : 1);

/** The list as staff read it: who needs them, who is here, everybody else. Empty groups are left out. */
export const groupInvitations = (invitations: StaffInvitation[], now: number): InvitationGroup[] => {
  const sorted = invitations.toSorted(compare);
  return (["needs-you", "live-now", "by-last-activity"] as const)
    .map((key) => ({ key, items: sorted.filter((invitation) => groupOf(invitation, now) === key) }))
    .filter((group) => group.items.length > 0);
};
