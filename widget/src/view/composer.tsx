import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Conversation } from "../state/conversation.ts";
import { LONGEST_MESSAGE } from "../state/sending.ts";
import { en } from "../text/en.ts";
import { Icon } from "./icon.tsx";

const ROOM_SHOWN_FROM = 7_500;

/** True for the Enter that ends a composition (an IME's choice) rather than the message. */
export const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229;

/** Where `field-sizing` is missing, the field grows by its rows. */
const growByRows = (field: HTMLTextAreaElement): void => {
  if (typeof CSS === "undefined" || CSS.supports?.("field-sizing", "content")) return;
  field.rows = 1;
  field.rows = Math.min(6, Math.max(1, Math.floor((field.scrollHeight - 12) / 24)));
};

type Props = { conversation: Conversation; partner: string; focus?: boolean };

/** The words to say. Never disabled: what cannot be sent now stays here, with the reason. */
export const Composer = ({ conversation, partner, focus }: Props) => {
  const field = useRef<HTMLTextAreaElement>(null);
  const reason = useSignal("");
  const draft = conversation.draft.value;
  const speaking = conversation.speaking.value;
  const stopping = conversation.stopping.value !== null;
  const length = draft.length;
  useEffect(() => {
    if (focus) field.current?.focus({ preventScroll: true });
  }, []);

  useLayoutEffect(() => {
    if (field.current) growByRows(field.current);
  }, [draft]);

  const send = (): void => {
    const outcome = conversation.send();
    if (outcome === "speaking") reason.value = en.composer.wait(partner);
    else if (outcome === "pending") reason.value = en.composer.unsent;
    else if (outcome === "too-long") reason.value = en.composer.tooLong(length - LONGEST_MESSAGE);
    else reason.value = "";
    field.current?.focus({ preventScroll: true });
  };

  const room = LONGEST_MESSAGE - length;
  const said =
    length > ROOM_SHOWN_FROM ? (room < 0 ? en.composer.tooLong(-room) : en.composer.roomLeft(room)) : reason.value;
  return (
    <form
      class="compose"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div class="field">
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          aria-label={en.composer.label(partner)}
          placeholder={en.composer.label(partner)}
          enterkeyhint="send"
          value={draft}
          onInput={(event) => {
            reason.value = "";
            conversation.write(event.currentTarget.value);
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || isComposing(event)) return;
            event.preventDefault();
            send();
          }}
        />
        {speaking ? (
          <button
            key="stop"
            type="button"
            class="btn"
            aria-disabled={stopping}
            onClick={(event) => {
              // the second half of a double click on Send is no wish to stop
              if (event.detail > 1) return;
              void conversation.stop();
              field.current?.focus({ preventScroll: true });
            }}
          >
            <Icon name="stop" />
            {stopping ? en.composer.stopping : en.composer.stop}
          </button>
        ) : (
          <button key="send" type="submit" class="btn act">
            <Icon name="send" />
            {en.composer.send}
          </button>
        )}
      </div>
      {said !== "" && (
        <p class={`small reason ${room < 0 ? "low" : "soft"}`} role="status">
          {said}
        </p>
      )}
    </form>
  );
};
