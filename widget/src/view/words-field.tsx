import type { ComponentChildren, RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { LONGEST_MESSAGE } from "../state/delivery.ts";
import { en } from "../text/en.ts";

const ROOM_SHOWN_FROM = 7_500;

/** True for the Enter that ends a composition (an IME's choice) rather than the message. */
const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229;

/** Where `field-sizing` is missing, the field grows by its rows. */
const growByRows = (field: HTMLTextAreaElement): void => {
  if (typeof CSS === "undefined" || CSS.supports?.("field-sizing", "content")) return;
  field.rows = 1;
  field.rows = Math.min(6, Math.max(1, Math.floor((field.scrollHeight - 12) / 24)));
};

type Props = {
  field: RefObject<HTMLTextAreaElement | null>;
  label: string;
  draft: string;
  /** id of what has to be known before they are written */
  describedBy?: string | undefined;
  /** why they were not sent */
  reason: string;
  onWrite: (text: string) => void;
  onSend: () => void;
  /** the buttons */
  children: ComponentChildren;
};

/** A field for words. Enter sends, Shift+Enter makes a line. Never disabled: what cannot be sent now stays, with the reason. */
export const WordsField = ({ field, label, describedBy, draft, reason, onWrite, onSend, children }: Props) => {
  useLayoutEffect(() => {
    if (field.current) growByRows(field.current);
  }, [draft]);
  const { length } = draft;
  const room = LONGEST_MESSAGE - length;
  const said = length > ROOM_SHOWN_FROM ? (room < 0 ? en.composer.tooLong(-room) : en.composer.roomLeft(room)) : reason;
  const send = (): void => {
    onSend();
    field.current?.focus({ preventScroll: true });
  };
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
          aria-label={label}
          aria-describedby={describedBy}
          placeholder={label}
          enterkeyhint="send"
          value={draft}
          onInput={(event) => onWrite(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || isComposing(event)) return;
            event.preventDefault();
            send();
          }}
        />
        {children}
      </div>
      {said !== "" && (
        <p class={`small reason ${room < 0 ? "low" : "soft"}`} role="status">
          {said}
        </p>
      )}
    </form>
  );
};
