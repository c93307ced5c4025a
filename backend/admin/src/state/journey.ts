import type { ConsoleApi } from "../api/console-api.ts";
import { createPagedList, type PagedList } from "./paged-list.ts";
import { refreshWhileVisible } from "./refresh-while-visible.ts";
import type { JourneyEntry } from "./types.ts";

/** What a line of the journey is of: what was said, or the steps around it. */
export type JourneyFilter = "all" | "talk" | "steps";
/** A line as it is shown: an entry, or the time in which nothing happened. The newest first. */
export type JourneyLine =
  | { what: "entry"; entry: JourneyEntry }
  /** `id` is that of the entry after which, in time, nothing happened */
  | { what: "break"; id: string; ms: number };

/** Shorter silences belong to a talk: a session goes idle after 30 minutes. */
export const BREAK_MS = 30 * 60_000;
const REFRESH_MS = 10_000;

const isTalk = ({ kind }: JourneyEntry): boolean =>
  kind === "exchange" || kind === "aside" || kind === "branch" || kind === "note" || kind === "session";

/** When an entry was over. */
const endOf = (entry: JourneyEntry): number => {
  if (entry.kind !== "exchange") return Date.parse(entry.at);
  return Date.parse(entry.endedAt ?? entry.at);
};

/** @param entries the newest first */
export const journeyLines = (entries: readonly JourneyEntry[], filter: JourneyFilter): JourneyLine[] => {
  const kept = entries.filter((entry) => filter === "all" || isTalk(entry) === (filter === "talk"));
  return kept.flatMap((entry, at): JourneyLine[] => {
    const before = kept[at + 1];
    const ms = before === undefined ? 0 : Date.parse(entry.at) - endOf(before);
    const line: JourneyLine = { what: "entry", entry };
    return before !== undefined && ms >= BREAK_MS ? [line, { what: "break", id: before.id, ms }] : [line];
  });
};

export type Journey = PagedList<JourneyEntry> & { dispose: () => void };
export const createJourney = (api: ConsoleApi, invitationId: string): Journey => {
  const list = createPagedList((cursor) => api.listJourney(invitationId, cursor));
  return { ...list, dispose: refreshWhileVisible(list.refresh, REFRESH_MS) };
};
