import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { markdown } from "./markdown.ts";
import type { MarkdownWriter } from "./render-markdown.ts";

const ALLOWED_LINK = /^(?:https?:\/\/|mailto:|tel:)/i;
/** Whether a link in an answer may be followed: by scheme, from a list of what is allowed. */
export const isAllowedLink = (href: string): boolean => ALLOWED_LINK.test(href.trim());

/**
 * The partner's words, appended as they come: Preact draws the frame, the writer owns what is inside. Until what draws
 * markdown is there, or where it does not come, words are plain.
 */
export const Prose = ({ text, live }: { text: string; live: boolean }) => {
  const root = useRef<HTMLDivElement>(null);
  const writer = useRef<MarkdownWriter | null>(null);
  const drawn = markdown.module.value;
  useEffect(() => markdown.load(), []);
  useLayoutEffect(() => {
    if (!root.current) return;
    if (drawn) (writer.current ??= drawn.createMarkdownWriter(root.current, isAllowedLink)).write(text, !live);
    else root.current.textContent = text;
  }, [text, live, drawn]);
  return <div class={live ? "prose live" : "prose"} dir="auto" ref={root} />;
};
