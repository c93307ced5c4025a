import { useEffect, useRef } from "preact/hooks";
import { enPages } from "../text/en-pages.ts";
import { Notice } from "./notice.tsx";

/** Ending cannot be undone, so it is asked once; the focus waits on the way back. */
export const EndNotice = ({ onEnd, onKeep }: { onEnd: () => void; onKeep: () => void }) => {
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => keep.current?.focus({ preventScroll: true }), []);
  return (
    <Notice
      icon="check"
      title={enPages.ending.title}
      actions={
        <>
          <button type="button" class="btn act" onClick={onEnd}>
            {enPages.ending.yes}
          </button>
          <button type="button" class="btn" ref={keep} onClick={onKeep}>
            {enPages.ending.no}
          </button>
        </>
      }
    >
      {enPages.ending.text}
    </Notice>
  );
};
