import { now } from "../state/clock.ts";
import { isLive } from "../state/group-invitations.ts";
import type { InvitationState as State, StaffInvitation } from "../state/types.ts";
import { text } from "../text/en.ts";
import { formatMoment } from "../text/time.ts";
import { Icon, type IconName } from "./icon.tsx";

const TONE: Record<State, string> = {
  stuck: "bad",
  exhausted: "warn",
  active: "act",
  completed: "good",
  claimed: "soft",
  opened: "soft",
  unopened: "soft",
  expired: "soft",
  revoked: "soft",
};

/** Their words say when, or for how long, themselves. */
const SAYS_WHEN: State[] = ["revoked", "unopened", "active"];

const whyOf = (invitation: StaffInvitation, at: number): string => {
  switch (invitation.state) {
    case "revoked":
      return text.why.revoked(invitation.revokedAt, at);
    case "expired":
      return text.why.expired(invitation.exchangesUsed, invitation.openedAt !== null);
    case "active":
      return isLive(invitation, at)
        ? text.why.live(invitation.exchangesUsed)
        : text.why.active(invitation.lastActivityAt, at);
    case "unopened":
      return text.why.unopened(invitation.createdAt, at);
    case "stuck":
      return text.why.stuck(invitation.lastProblemCode);
    case "exhausted":
    case "completed":
    case "claimed":
    case "opened":
      return text.why[invitation.state];
  }
};

/** A word, an icon and why: never colour alone. */
export const InvitationState = ({ invitation }: { invitation: StaffInvitation }) => {
  const live = isLive(invitation, now.value);
  const icon: IconName = live ? "live" : invitation.state;
  return (
    <span class="state">
      <span class={TONE[invitation.state]}>
        <Icon name={icon} />
      </span>
      <b class={TONE[invitation.state] === "bad" || TONE[invitation.state] === "warn" ? TONE[invitation.state] : ""}>
        {text.state[invitation.state]}
      </b>
      <span class="why" title={formatMoment(invitation.stateSince)}>
        {whyOf(invitation, now.value)}
        {SAYS_WHEN.includes(invitation.state) ? "" : `, ${text.chosen.since(invitation.stateSince, now.value)}`}
      </span>
    </span>
  );
};
