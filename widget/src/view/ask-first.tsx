import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { Notice } from "./notice.tsx";

type Props = {
  /** of the button that asks */
  label: string;
  describe?: string;
  title: string;
  yes: string;
  no: string;
  /** it cannot be undone */
  grave?: boolean;
  busy: boolean;
  onYes: () => void;
  children: ComponentChildren;
};

const Question = ({
  title,
  yes,
  no,
  grave,
  busy,
  onYes,
  onNo,
  children,
}: Omit<Props, "label" | "describe"> & { onNo: () => void }) => {
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => back.current?.focus(), []);
  return (
    <div
      class="question"
      role="alertdialog"
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        // it answers the question, and leaves no page
        event.stopPropagation();
        onNo();
      }}
    >
      <Notice
        kind="warn"
        icon="flag"
        title={title}
        actions={
          <>
            <button
              type="button"
              class={grave ? "btn grave" : "btn act"}
              aria-disabled={busy}
              onClick={() => busy || onYes()}
            >
              {yes}
            </button>
            <button type="button" class="btn" ref={back} onClick={onNo}>
              {no}
            </button>
          </>
        }
        inset
      >
        {children}
      </Notice>
    </div>
  );
};

/** What cannot be undone is asked once: the question stands in place of the button, and the focus waits on the way back. */
export const AskFirst = ({ label, describe, ...question }: Props) => {
  const asking = useSignal(false);
  const button = useRef<HTMLButtonElement>(null);
  const left = useRef(false);
  useLayoutEffect(() => {
    if (!asking.value && left.current) button.current?.focus({ preventScroll: true });
    left.current = asking.value;
  }, [asking.value]);
  if (asking.value) return <Question {...question} onNo={() => (asking.value = false)} />;
  return (
    <button
      type="button"
      class="btn"
      ref={button}
      {...(describe === undefined ? {} : { "aria-label": describe })}
      onClick={() => (asking.value = true)}
    >
      {label}
    </button>
  );
};
