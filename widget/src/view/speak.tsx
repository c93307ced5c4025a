import { useEffect, useMemo, useRef } from "preact/hooks";
import type { RefObject } from "preact";
import { canSpeak } from "../state/browser-voice.ts";
import type { Conversation } from "../state/conversation.ts";
import { spokenIn } from "../state/spoken-in.ts";
import { createRecorder } from "../state/recorder.ts";
import { enVoice } from "../text/en-voice.ts";
import { useSheets } from "./frame.ts";
import { RecorderBox } from "./recorder-box.tsx";
import { SpokenLine } from "./spoken-line.tsx";
import css from "./voice.css?inline";
import { VoiceIcon } from "./voice-icon.tsx";

type Props = { conversation: Conversation; field: RefObject<HTMLTextAreaElement | null> };

/** The words of a recording go after those that are there. */
const joined = (draft: string, words: string): string =>
  draft.trim() === "" ? words : words === "" ? draft : `${draft.trimEnd()} ${words}`;

/** The way to speak instead of typing: a button, and above the words what it opens. */
export const Speak = ({ conversation, field }: Props) => {
  useSheets(css);
  const button = useRef<HTMLButtonElement>(null);
  const terms = conversation.invitation.value?.voice ?? null;
  const recorder = useMemo(
    () =>
      terms &&
      createRecorder({
        api: conversation.api,
        sessionId: conversation.sessionId,
        terms,
        lang: () => spokenIn(conversation),
        onKept: (recordingId, words) => {
          conversation.attach(recordingId);
          conversation.write(joined(conversation.draft.peek(), words));
          field.current?.focus({ preventScroll: true });
        },
      }),
    [terms?.maxSeconds, terms?.maxBytes, terms?.writtenDown],
  );
  // who leaves the conversation is not recorded any more
  useEffect(() => () => recorder?.discard(), [recorder]);
  const can = useMemo(() => recorder !== null && canSpeak(recorder.terms.writtenDown), [recorder]);
  if (!recorder || !can) return null;
  const isOpen = recorder.step.value !== "off";
  const close = (): void => {
    recorder.discard();
    button.current?.focus({ preventScroll: true });
  };
  const partner = conversation.outline.value?.session.scenario.partnerPersona ?? "";
  return (
    <>
      {isOpen && <RecorderBox recorder={recorder} partner={partner} onClose={close} />}
      {!isOpen && conversation.spoken.value !== null && <SpokenLine conversation={conversation} />}
      <button
        type="button"
        class="btn square mic"
        ref={button}
        aria-label={enVoice.speak}
        title={enVoice.speak}
        aria-expanded={isOpen}
        onClick={() => (isOpen ? close() : recorder.open())}
      >
        <VoiceIcon name="microphone" />
      </button>
    </>
  );
};
