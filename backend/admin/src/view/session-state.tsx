import type { SessionStatus } from "../state/types.ts";
import { text } from "../text/en.ts";
import { Icon, type IconName } from "./icon.tsx";

const LOOK: Record<SessionStatus, { icon: IconName; tone: string }> = {
  ACTIVE: { icon: "active", tone: "act" },
  PAUSED: { icon: "pause", tone: "soft" },
  COMPLETED: { icon: "completed", tone: "good" },
  ABANDONED: { icon: "expired", tone: "soft" },
};

export const SessionState = ({ status }: { status: SessionStatus }) => (
  <span class="state">
    <span class={LOOK[status].tone}>
      <Icon name={LOOK[status].icon} />
    </span>
    <b>{text.status[status]}</b>
  </span>
);
