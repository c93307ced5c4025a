import { useContext, useLayoutEffect, useRef } from "preact/hooks";
import { enPages } from "../text/en-pages.ts";
import { Frame } from "./frame.ts";

/** The quiet way to the page about oneself; the focus is given back when one returns. */
export const YouButton = ({ long }: { long?: boolean }) => {
  const { over } = useContext(Frame);
  const button = useRef<HTMLButtonElement>(null);
  const left = useRef(false);
  const isOver = over.value !== null;
  useLayoutEffect(() => {
    if (isOver || !left.current) return;
    left.current = false;
    button.current?.focus({ preventScroll: true });
  }, [isOver]);
  return (
    <button
      type="button"
      class={long ? "btn big" : "btn bare"}
      aria-label={enPages.self.label}
      ref={button}
      onClick={() => {
        left.current = true;
        over.value = { name: "you" };
      }}
    >
      {long ? enPages.self.label : enPages.self.button}
    </button>
  );
};
