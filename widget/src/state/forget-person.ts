import type { SessionSummary } from "../api/protocol.ts";
import type { BrowserStore } from "./browser-store.ts";

/**
 * What this browser keeps of a person is theirs to take back: the sign-in, and every draft, question and message on its way in
 * their sessions. The names are `KIND:SESSION` and `KIND:SESSION:…`.
 */
export const forgetPerson = (
  store: BrowserStore,
  name: string,
  sessions: readonly Pick<SessionSummary, "id">[],
): void => {
  const theirs = new Set(sessions.map(({ id }) => String(id)));
  for (const kept of store.names("")) if (theirs.has(kept.split(":")[1] ?? "")) store.forget(kept);
  store.forget(`login:${name}`);
  store.forget(`apart:${name}`);
  store.forget(`in:${name}`);
  if (store.read("current") === name) store.forget("current");
  // under it others who practise in this browser are known, too
  if (store.names("login:").length === 0) store.forget("device");
};
