import type { BrowserStore } from "./browser-store.ts";

/** What is being written to the partner in a session's line. */
export const draftOf = (store: BrowserStore, sessionId: number) => {
  const name = `draft:${sessionId}`;
  return {
    name,
    read: (): string => store.read(name) ?? "",
    write: (text: string): void => (text === "" ? store.forget(name) : store.write(name, text)),
  };
};

/** Whether this browser keeps anything that somebody was writing: drafts, questions, words on their way. */
export const hasDrafts = ({ names }: Pick<BrowserStore, "names">): boolean =>
  ["draft:", "question:", "pending:"].some((kind) => names(kind).length > 0);
