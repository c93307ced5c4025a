import { isSpending, type SessionState } from "./session-state.ts";

/** What was left when nothing ran, and how many exchanges had ended by then. */
export type Settled = Pick<SessionState["quota"], "tokens" | "aboutExchanges" | "level"> & { readonly ended: number };
export type ShownLeft = Pick<SessionState["quota"], "aboutExchanges" | "level">;

const endedIn = ({ exchanges }: SessionState): number => exchanges.filter(({ status }) => status !== "running").length;

/** Null while anything runs, or is still held: then the server's own figures count the worst case. */
export const settledIn = (state: SessionState): Settled | null => {
  const { tokens, reserved, aboutExchanges, level } = state.quota;
  return reserved > 0 || isSpending(state) ? null : { tokens, aboutExchanges, level, ended: endedIn(state) };
};

/** As it was kept in this browser; null where it cannot be read. */
export const parseSettled = (text: string | null): Settled | null => {
  try {
    const { tokens, aboutExchanges, level, ended } = JSON.parse(text ?? "") as Settled;
    return [tokens, aboutExchanges, ended].every(Number.isInteger) && typeof level === "string"
      ? { tokens, aboutExchanges, level, ended }
      : null;
  } catch {
    return null;
  }
};

/**
 * What people are shown of what is left: one line that only goes down. While an exchange runs it is counted as spent, as an
 * ordinary one; an aside, which costs less, is not. Reckoned from what was left when nothing ran: meanwhile the server
 * takes what runs at its worst, and says less than will be there. A quota that was changed since is another reckoning.
 */
export const shownLeft = (state: SessionState, settled: Settled | null): ShownLeft => {
  const { tokens, aboutExchanges } = state.quota;
  if (settled?.tokens !== tokens) return { aboutExchanges, level: "ok" };
  const { level } = settled;
  const running = state.exchanges.some(({ status }) => status === "running");
  const spent = Math.max(0, endedIn(state) - settled.ended) + (running ? 1 : 0);
  // it may be the last, or not: that is said when it has ended
  const least = level === "exhausted" ? 0 : level === "last" ? 1 : 2;
  return { aboutExchanges: Math.max(Math.min(least, settled.aboutExchanges), settled.aboutExchanges - spent), level };
};
