import type { BrowserStore } from "./browser-store.ts";

/** Whether this browser keeps anything that somebody was writing: drafts, questions, words on their way. */
export const hasDrafts = ({ names }: Pick<BrowserStore, "names">): boolean =>
  ["draft:", "question:", "pending:"].some((kind) => names(kind).length > 0);
