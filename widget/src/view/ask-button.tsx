import { useSignal, type Signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { SessionState } from "../state/session-state.ts";
import { enBeside } from "../text/en-beside.ts";
import css from "./beside.css?inline";
import { useSheets } from "./frame.ts";
import { Icon } from "./icon.tsx";

const { ask } = enBeside;

type Props = {
  state: SessionState;
  /** nothing more can be asked */
  over: boolean;
  open: Signal<boolean>;
};

/** The way to the coach, in private; it also says that an answer is being written, or came while nobody looked. */
export const AskButton = ({ state, over, open }: Props) => {
  useSheets(css);
  const button = useRef<HTMLButtonElement>(null);
  const isOpen = open.value;
  const { asides } = state;
  const ended = asides.filter(({ status }) => status !== "running").length;
  // what was there when the page was opened is no news
  const read = useSignal(ended);
  useEffect(() => {
    if (isOpen) read.value = ended;
  }, [isOpen, ended]);
  const wasOpen = useRef(isOpen);
  useLayoutEffect(() => {
    if (wasOpen.current && !isOpen) button.current?.focus({ preventScroll: true });
    wasOpen.current = isOpen;
  }, [isOpen]);
  const words = over
    ? ask.read
    : ended < asides.length
      ? ask.answering
      : read.value < ended
        ? ask.answered
        : ask.button;
  return (
    <button
      type="button"
      class="btn bare ask-button"
      ref={button}
      aria-expanded={isOpen}
      onClick={() => (open.value = !isOpen)}
    >
      <Icon name="margin" />
      {words}
    </button>
  );
};
