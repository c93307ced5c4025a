import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Conversation } from "../state/conversation.ts";
import { LONGEST_MESSAGE } from "../state/delivery.ts";
import type { SessionState } from "../state/session-state.ts";
import { en } from "../text/en.ts";
import { enApart } from "../text/en-apart.ts";
import { problemText } from "../text/en-pages.ts";
import { enBeside } from "../text/en-beside.ts";
import { Asked } from "./asked.tsx";
import css from "./beside.css?inline";
import { useSheets } from "./frame.ts";
import { Icon } from "./icon.tsx";
import { NoteTimingChoice } from "./note-timing-choice.tsx";
import { NotSent } from "./not-sent.tsx";
import { Notice } from "./notice.tsx";
import { StopOrSend } from "./stop-or-send.tsx";
import { useStickToEnd } from "./use-stick-to-end.ts";
import { WordsField } from "./words-field.tsx";

const { ask } = enBeside;
type Props = { conversation: Conversation; state: SessionState; onClose: () => void };

/** What stands in the way of a question, and that its words are kept. */
const AskNotice = ({ conversation, state }: Omit<Props, "onClose">) => {
  const { notice, draft, dismiss } = conversation.asking;
  if (!notice.value) return null;
  const { code } = notice.value;
  const title =
    code === "kept-for-exchange"
      ? ask.keptForExchange(state.session.scenario.partnerPersona)
      : problemText(notice.value);
  const away = (
    <button type="button" class="btn" onClick={dismiss}>
      {enApart.notices.dismiss}
    </button>
  );
  return (
    <div role="status">
      <Notice kind="warn" icon="flag" title={title} actions={away}>
        {draft.value !== "" && ask.kept}
      </Notice>
    </div>
  );
};

/** The questions to the coach and their answers, with a field of their own: beside the scene, which goes on meanwhile. */
export const AskPanel = ({ conversation, state, onClose }: Props) => {
  useSheets(css);
  const { asking } = conversation;
  const field = useRef<HTMLTextAreaElement>(null);
  const close = useRef<HTMLButtonElement>(null);
  const reason = useSignal("");
  const { scroller, content, toEnd } = useStickToEnd();
  const { scenario, status } = state.session;
  const unsent = asking.unsent.value;
  const draft = asking.draft.value;
  const open = status !== "COMPLETED" && conversation.closed.value === null;
  useEffect(() => (field.current ?? close.current)?.focus({ preventScroll: true }), [open]);
  useEffect(toEnd, [unsent?.key]);

  const send = (): void => {
    const outcome = asking.ask();
    if (outcome === "running") reason.value = ask.wait;
    else if (outcome === "pending") reason.value = ask.unsent;
    else if (outcome === "too-long") reason.value = en.composer.tooLong(draft.length - LONGEST_MESSAGE);
    else reason.value = "";
  };
  return (
    <dialog
      class="ask"
      open
      aria-label={ask.title}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.isComposing) return;
        // it closes this one, and not a panel that floats
        event.stopPropagation();
        onClose();
      }}
    >
      <div class="ask-head">
        <div>
          <h3>{ask.title}</h3>
          <p class="small soft">{ask.private(scenario.partnerPersona)}</p>
        </div>
        <button type="button" class="btn square" ref={close} aria-label={ask.close} onClick={onClose}>
          <Icon name="down" />
        </button>
      </div>
      {open && <NoteTimingChoice conversation={conversation} />}
      <div class="asked-all" ref={scroller} tabIndex={0} role="log" aria-live="off" aria-label={ask.read}>
        <div ref={content}>
          {state.asides.length === 0 && unsent === null && <p class="soft">{ask.none}</p>}
          {state.asides.map((aside) => (
            <Asked key={aside.id} conversation={conversation} state={state} aside={aside} />
          ))}
          {unsent && (
            <section class="asked">
              <p class={unsent.state === "waiting" ? "mine unsent" : "mine"} dir="auto">
                {unsent.content}
              </p>
              {unsent.state === "waiting" && <NotSent sending={asking} uncertain={unsent.uncertain} />}
            </section>
          )}
        </div>
      </div>
      <AskNotice conversation={conversation} state={state} />
      {open && (
        <WordsField
          field={field}
          label={ask.label}
          draft={draft}
          reason={reason.value}
          onWrite={(text) => {
            reason.value = "";
            asking.write(text);
          }}
          onSend={send}
        >
          <StopOrSend
            running={asking.running.value !== null}
            stopping={asking.stopping.value !== null}
            send={ask.send}
            onStop={() => {
              void asking.stop();
              field.current?.focus({ preventScroll: true });
            }}
          />
        </WordsField>
      )}
    </dialog>
  );
};
