import { useLayoutEffect, useRef } from "preact/hooks";
import { createMarkdownWriter, type MarkdownWriter } from "./render-markdown.ts";

/** The partner's words, appended as they come: Preact draws the frame, the writer owns what is inside. */
export const Prose = ({ text, live }: { text: string; live: boolean }) => {
  const root = useRef<HTMLDivElement>(null);
  const writer = useRef<MarkdownWriter | null>(null);
  useLayoutEffect(() => {
    if (!root.current) return;
    writer.current ??= createMarkdownWriter(root.current);
    writer.current.write(text, !live);
  }, [text, live]);
  return <div class={live ? "prose live" : "prose"} dir="auto" ref={root} />;
};
