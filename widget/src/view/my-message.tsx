import { useRef } from "preact/hooks";
import type { RefObject } from "preact";

type Point = { x: number; y: number };
/** The invitee's bubble, as the note beside it needs it: its one text node, and where it is pointed at. */
export type Bubble = {
  element: RefObject<HTMLParagraphElement | null>;
  onPoint: RefObject<((point: Point | null) => void) | null>;
  onPick: RefObject<((point: Point) => void) | null>;
};

export const useBubble = (): Bubble => ({ element: useRef(null), onPoint: useRef(null), onPick: useRef(null) });

export const MyMessage = ({ text, bubble, unsent }: { text: string; bubble?: Bubble; unsent?: boolean }) => (
  <p
    class={unsent ? "mine unsent" : "mine"}
    dir="auto"
    ref={bubble?.element ?? null}
    onPointerMove={(event) => bubble?.onPoint.current?.({ x: event.clientX, y: event.clientY })}
    onPointerLeave={() => bubble?.onPoint.current?.(null)}
    onClick={(event) => bubble?.onPick.current?.({ x: event.clientX, y: event.clientY })}
  >
    {text}
  </p>
);
