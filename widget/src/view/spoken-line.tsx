import { useEffect } from "preact/hooks";
import type { Conversation } from "../state/conversation.ts";
import { enVoice } from "../text/en-voice.ts";
import { VoiceIcon } from "./voice-icon.tsx";

/** Codes that say that this recording goes with no message any more. */
const GONE = ["not-found", "recording-used"];

/** What was recorded waits for its message, and can still be taken back. */
export const SpokenLine = ({ conversation }: { conversation: Conversation }) => {
  const code = conversation.notice.value?.code;
  const isGone = code !== undefined && GONE.includes(code);
  useEffect(() => {
    if (isGone) conversation.attach(null);
  }, [isGone]);
  const discard = (): void => {
    const id = conversation.spoken.peek();
    conversation.attach(null);
    // the server lets go of it by itself within the hour, should this not arrive
    const path = `/v1/sessions/${conversation.sessionId}/recordings/${id ?? ""}`;
    void conversation.api.call("DELETE", path).catch(() => {});
  };
  return (
    <div class="recorder kept">
      <VoiceIcon name="microphone" />
      <p class="small soft" role="status">
        {enVoice.state.kept} {conversation.draft.value.trim() === "" ? enVoice.type : enVoice.check}
      </p>
      <button type="button" class="btn bare" onClick={discard}>
        <VoiceIcon name="bin" />
        {enVoice.discard}
      </button>
    </div>
  );
};
