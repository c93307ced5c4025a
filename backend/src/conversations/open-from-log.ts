import type { OpenAside, OpenExchange } from "../protocol/conversation.ts";
import type { StreamEvent } from "../protocol/stream-events.ts";
import type { SessionLog } from "./session-log.ts";

/** What the database says is running: the text of it stands nowhere but in the log. */
export type RunningRow = Pick<OpenExchange, "exchangeId" | "branchId" | "number" | "attempt">;

type Delta = { text: string; offset: number };

/** A piece that begins beyond what is there belongs to a text whose beginning comes later, whole. */
const extend = (before: string, { text, offset }: Delta): string =>
  offset > before.length || offset + text.length <= before.length
    ? before
    : before + text.slice(before.length - offset);

const foldPartner = (open: OpenExchange, event: StreamEvent): OpenExchange => {
  if (event.type !== "partner-delta" && event.type !== "partner-end") return open;
  if (event.attempt < open.attempt) return open;
  const { attempt } = event;
  // A retry clears both lanes.
  const current =
    attempt === open.attempt
      ? open
      : { ...open, attempt, partnerText: "", partnerEnded: false, coachText: "", coachAttempt: attempt };
  if (event.type === "partner-end")
    return { ...current, partnerEnded: true, partnerText: event.message?.content ?? current.partnerText };
  return { ...current, partnerText: extend(current.partnerText, event) };
};
/** The coach's second try is an attempt ahead of its exchange. */
const foldCoach = (open: OpenExchange, event: StreamEvent): OpenExchange => {
  if (event.type !== "coach-delta" || event.attempt < open.coachAttempt) return open;
  const before = event.attempt === open.coachAttempt ? open.coachText : "";
  return { ...open, coachAttempt: event.attempt, coachText: extend(before, event) };
};
const foldExchange = (open: OpenExchange, event: StreamEvent): OpenExchange =>
  "exchangeId" in event && event.exchangeId === open.exchangeId ? foldCoach(foldPartner(open, event), event) : open;

const foldAside = (open: OpenAside, event: StreamEvent): OpenAside =>
  event.type === "aside-delta" && event.asideId === open.asideId ? { ...open, text: extend(open.text, event) } : open;

/** The texts so far, by the events of the log. Pure; attempts lower than the row's are passed over. */
export const foldOpen = (
  exchanges: RunningRow[],
  asideIds: string[],
  events: StreamEvent[],
): { openExchanges: OpenExchange[]; openAsides: OpenAside[] } => ({
  openExchanges: exchanges.map((row) =>
    events.reduce(foldExchange, {
      ...row,
      partnerText: "",
      partnerEnded: false,
      coachText: "",
      coachAttempt: row.attempt,
    }),
  ),
  openAsides: asideIds.map((asideId) => events.reduce(foldAside, { asideId, text: "" })),
});

/** The earliest of the cursors, where all are known. Ids sort as text. */
const earliest = (cursors: (string | null)[]): string | null =>
  cursors.some((cursor) => cursor === null) ? null : (cursors.toSorted()[0] ?? null);

/**
 * What runs on other instances, as far as the log had told it at `cursor`: what comes after it completes it. Give it only what is
 * RUNNING in the database and not running here (`world.running` knows those better).
 */
export const openFromLog = async (
  log: SessionLog,
  sessionId: number,
  cursor: string,
  running: { exchanges: RunningRow[]; asideIds: string[] },
): Promise<{ openExchanges: OpenExchange[]; openAsides: OpenAside[] }> => {
  const { exchanges, asideIds } = running;
  if (exchanges.length + asideIds.length === 0) return { openExchanges: [], openAsides: [] };
  const starts = await Promise.all(
    [...exchanges.map(({ exchangeId }) => exchangeId), ...asideIds].map((id) => log.startOf(sessionId, id)),
  );
  return foldOpen(exchanges, asideIds, await log.past(sessionId, earliest(starts), cursor));
};
