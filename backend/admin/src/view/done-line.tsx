import type { RefObject } from "preact";

/** Says what was done, aloud and in a line; "" is nothing. Takes the focus where an act took its own button away. */
export const DoneLine = ({ words, home }: { words: string; home?: RefObject<HTMLParagraphElement | null> }) => (
  <p ref={home ?? null} role="status" tabIndex={-1} class={words === "" ? "unseen" : "done-line"}>
    {words}
  </p>
);
