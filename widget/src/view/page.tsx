import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useSheets } from "./frame.ts";
import css from "./page.css?inline";

export { css as pageSheet };

type Props = {
  eyebrow?: string;
  title: string;
  /** the reader's own click led here: the focus, whose button is gone, goes on from the page */
  focus?: boolean;
  children?: ComponentChildren;
  foot?: ComponentChildren;
};

/** A quiet page outside the scene: preview, stepped out, and everything that has to be explained. */
export const Page = ({ eyebrow, title, focus, children, foot }: Props) => {
  const page = useRef<HTMLDivElement>(null);
  useSheets(css);
  useEffect(() => {
    if (focus) page.current?.focus({ preventScroll: true });
  }, []);
  return (
    <>
      {/* above what scrolls: nothing runs under the buttons in the corner */}
      <p class="eyebrow head">{eyebrow}</p>
      <div class="page" tabIndex={0} role="group" aria-label={title} ref={page}>
        <h2 class="title">{title}</h2>
        {children}
      </div>
      {foot && <div class="page-foot">{foot}</div>}
    </>
  );
};
