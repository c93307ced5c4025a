import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { BrowserStore } from "../state/browser-store.ts";
import { draftOf } from "../state/drafts.ts";
import { en } from "../text/en.ts";
import { goToWords, leaveWords } from "./go-to-words.ts";
import { Opening } from "./waiting.tsx";
import { WordsField } from "./words-field.tsx";

type Props = { draft: string; onWrite: (text: string) => void; trouble?: boolean };

/** Until what was said is there one can already write: it is the same draft, and is sent from there. */
export const WordsBefore = ({ draft, onWrite, trouble = false }: Props) => {
  const field = useRef<HTMLTextAreaElement>(null);
  const early = useSignal(false);
  useLayoutEffect(() => {
    const { current } = field;
    current?.setSelectionRange(current.value.length, current.value.length);
    goToWords(current?.closest<HTMLElement>(".sc"));
    return () => leaveWords(current);
  }, []);
  return (
    <>
      <Opening trouble={trouble} />
      <div class="foot before">
        <WordsField
          field={field}
          label={en.composer.before}
          draft={draft}
          reason={early.value ? en.opening : ""}
          onWrite={onWrite}
          onSend={() => (early.value = true)}
        >
          <></>
        </WordsField>
      </div>
    </>
  );
};

/** The same while it is not yet certain that this session will be shown: its draft is kept in this browser. */
export const WordsAhead = ({ store, sessionId }: { store: BrowserStore; sessionId: number }) => {
  const kept = draftOf(store, sessionId);
  const draft = useSignal(kept.read());
  return (
    <WordsBefore
      draft={draft.value}
      onWrite={(text) => {
        draft.value = text;
        kept.write(text);
      }}
    />
  );
};
