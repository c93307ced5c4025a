import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Conversation } from "../state/conversation.ts";
import { LONGEST_MESSAGE } from "../state/delivery.ts";
import { en } from "../text/en.ts";
import { goToWords } from "./go-to-words.ts";
import { Lazy, voice } from "./lazy.tsx";
import { StopOrSend } from "./stop-or-send.tsx";
import { WordsField } from "./words-field.tsx";

type Props = { conversation: Conversation; partner: string; focus?: boolean };

/** The words to say to the partner. */
export const Composer = ({ conversation, partner, focus }: Props) => {
  const field = useRef<HTMLTextAreaElement>(null);
  const reason = useSignal("");
  const draft = conversation.draft.value;
  const tried = conversation.trying.value?.id;
  const before = useRef(tried);
  const retried = conversation.retrying.value;
  const toWords = (): void => field.current?.focus({ preventScroll: true });
  useEffect(() => {
    if (focus) toWords();
  }, []);
  useLayoutEffect(() => goToWords(field.current?.closest<HTMLElement>(".sc")), []);
  // where nothing more can be said, there is still the scene to be read
  useLayoutEffect(
    () => () => {
      const words = field.current;
      if (words?.matches(":focus"))
        words.closest(".sc")?.querySelector<HTMLElement>(".scene")?.focus({ preventScroll: true });
    },
    [],
  );
  useEffect(() => {
    // the button that asked for the answer again is gone with it
    if (retried !== null) toWords();
  }, [retried]);
  // at once: who goes on typing would have the caret moved away from behind what they typed
  useLayoutEffect(() => {
    // into the words of an exchange that is tried again, and back; a reload in the middle of it moves nothing
    if (before.current !== tried) toWords();
    before.current = tried;
    field.current?.setSelectionRange(draft.length, draft.length);
  }, [tried]);

  const send = (): void => {
    const outcome = conversation.send();
    if (outcome === "speaking") reason.value = en.composer.wait(partner);
    else if (outcome === "pending") reason.value = en.composer.unsent;
    else if (outcome === "too-long") reason.value = en.composer.tooLong(draft.length - LONGEST_MESSAGE);
    else reason.value = "";
  };
  return (
    <WordsField
      field={field}
      label={en.composer.label(partner)}
      describedBy={tried && "sc-try"}
      draft={draft}
      reason={reason.value}
      onWrite={(text) => {
        reason.value = "";
        conversation.write(text);
      }}
      onSend={send}
    >
      {conversation.invitation.value?.voice && (
        <Lazy from={voice} waiting={null}>
          {({ Speak }) => <Speak conversation={conversation} field={field} />}
        </Lazy>
      )}
      <StopOrSend
        running={conversation.speaking.value !== null}
        stopping={conversation.stopping.value !== null}
        send={en.composer.send}
        onStop={() => {
          void conversation.stop();
          toWords();
        }}
      />
    </WordsField>
  );
};
