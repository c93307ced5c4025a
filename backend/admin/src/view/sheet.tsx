import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import { text } from "../text/en.ts";
import { Icon } from "./icon.tsx";

type Props = {
  title: string;
  onClose: () => void;
  /** false: a click beside it does nothing, since what it shows is shown once */
  closesBeside?: boolean;
  children: ComponentChildren;
};

/** A native modal dialog at the side of the page: Escape and a click beside it close it, the browser keeps the focus in. */
export const Sheet = ({ title, onClose, closesBeside = true, children }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const name = useId();
  useLayoutEffect(() => dialog.current?.showModal(), []);
  useEffect(() => () => dialog.current?.close(), []);
  return (
    <dialog
      ref={dialog}
      class="sheet"
      aria-labelledby={name}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        if (closesBeside && event.target === event.currentTarget) onClose();
      }}
    >
      <div class="sheet-page">
        <header>
          <h2 id={name}>{title}</h2>
          <button type="button" class="button quiet square" aria-label={text.close} onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
};
