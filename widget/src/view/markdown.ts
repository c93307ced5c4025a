import { signal, type Signal } from "@preact/signals";
import type { createMarkdownWriter } from "./render-markdown.ts";

/**
 * What gives words their shape, once it is there; lazy.tsx fetches it. Apart from there, since the later parts need it: what
 * they share with the panel stays in the panel's file only where it fetches nothing itself.
 */
export const markdown: {
  readonly module: Signal<{ createMarkdownWriter: typeof createMarkdownWriter } | null>;
  load: () => void;
} = { module: signal(null), load: () => {} };
