import { useEffect, useRef } from "preact/hooks";
import { enApart } from "../text/en-apart.ts";
import { Notice } from "./notice.tsx";

/** Ending cannot be undone, so it is asked once, in place of the composer; the focus waits on the way back, as does Escape. */
export const EndNotice = ({ onEnd, onKeep }: { onEnd: () => void; onKeep: () => void }) => {
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => keep.current?.focus({ preventScroll: true }), []);
  return (
    <div
      class="asks"
      role="alertdialog"
      aria-label={enApart.ending.title}
      aria-describedby="asks-text"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        // it answers the question, and does not close a panel that floats
        event.stopPropagation();
        onKeep();
      }}
    >
      <Notice
        icon="check"
        title={enApart.ending.title}
        actions={
          <>
            <button type="button" class="btn act" onClick={onEnd}>
              {enApart.ending.yes}
            </button>
            <button type="button" class="btn" ref={keep} onClick={onKeep}>
              {enApart.ending.no}
            </button>
          </>
        }
      >
        <span id="asks-text">{enApart.ending.text}</span>
      </Notice>
    </div>
  );
};
