import type { ComponentChildren } from "preact";
import type { InvitationState, StaffInvitation } from "../state/types.ts";
import { whoCameIn } from "../state/who-came-in.ts";
import { text } from "../text/en.ts";
import { Icon } from "./icon.tsx";

type NoticeState = keyof typeof text.invitation.notice;
export const needsWords = (state: InvitationState): state is NoticeState => state in text.invitation.notice;

type Props = { invitation: StaffInvitation; state: NoticeState; children: ComponentChildren };

/** Why nothing more is said just now, and what can be done about it. */
export const StateNotice = ({ invitation, state, children }: Props) => {
  const { title, detail } = text.invitation.notice[state];
  const tone = state === "stuck" || state === "revoked" ? "bad" : "warn";
  return (
    <div class={`notice state-notice ${tone}-edge`}>
      <span class={tone}>
        <Icon name={state} />
      </span>
      <div>
        <p class="strong">{title}</p>
        <p class="soft">{typeof detail === "string" ? detail : detail[whoCameIn(invitation)]}</p>
      </div>
      {children}
    </div>
  );
};
