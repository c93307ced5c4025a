import type { InvitationState } from "../state/types.ts";
import { text } from "../text/en.ts";
import { Icon } from "./icon.tsx";

type NoticeState = keyof typeof text.invitation.notice;
export const needsWords = (state: InvitationState): state is NoticeState => state in text.invitation.notice;

export const StateNotice = ({ state }: { state: NoticeState }) => {
  const words = text.invitation.notice[state];
  const tone = state === "stuck" || state === "revoked" ? "bad" : "warn";
  return (
    <div class={`notice ${tone}-edge`}>
      <span class={tone}>
        <Icon name={state} />
      </span>
      <div>
        <p class="strong">{words.title}</p>
        <p class="soft">{words.detail}</p>
      </div>
    </div>
  );
};
