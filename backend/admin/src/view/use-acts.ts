import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

/**
 * Which act of a screen is open in its panel. When it closes, the focus goes back to the button that opened it, or, where
 * the act took that button away, to `home`: the line that says what was done.
 */
export const useActs = () => {
  const open = useSignal<string | null>(null);
  const buttons = useRef(new Map<string, HTMLButtonElement>());
  const home = useRef<HTMLParagraphElement>(null);
  const before = useRef<string | null>(null);
  useEffect(() => {
    const closed = before.current;
    before.current = open.value;
    if (closed === null || open.value !== null) return;
    (buttons.current.get(closed) ?? home.current)?.focus();
  }, [open.value]);
  const close = (): void => void (open.value = null);
  return {
    open: open.value,
    close,
    home,
    /** what the button of an act is given */
    opens: (act: string, onOpen?: () => void) => ({
      type: "button" as const,
      "aria-expanded": open.value === act,
      ref: (element: HTMLButtonElement | null) =>
        void (element === null ? buttons.current.delete(act) : buttons.current.set(act, element)),
      onClick: () => {
        onOpen?.();
        open.value = open.peek() === act ? null : act;
      },
    }),
  };
};
export type Acts = ReturnType<typeof useActs>;
