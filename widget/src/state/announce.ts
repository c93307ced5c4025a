import { enApart } from "../text/en-apart.ts";
import { enPages } from "../text/en-pages.ts";
import { enBeside } from "../text/en-beside.ts";
import type { AsideState, ExchangeState, LaneState, SessionState } from "./session-state.ts";

const finished = (before: LaneState | undefined, after: LaneState): boolean =>
  after.ended && after.message !== null && !before?.ended;

/** What is read out, and in which region: each lane has its own, so that neither cuts the other off. */
export type Announcement = { lane: "partner" | "coach" | "room"; text: string };

const sayAside = (before: SessionState, { id, status, text }: AsideState): string[] => {
  if (before.asides.find((aside) => aside.id === id)?.status === status) return [];
  return status === "completed" ? [enBeside.ask.announce(text)] : status === "failed" ? [enBeside.ask.failed] : [];
};

/**
 * What is read out after a change: each message once, when it is finished, never token by token. `shown`: the exchanges of
 * the line that one is in; what happens in others is not read. `notesWait`: the coach's notes are wanted later.
 */
export const announceChanges = (
  before: SessionState | null,
  after: SessionState | null,
  shown: readonly ExchangeState[] = after?.exchanges ?? [],
  notesWait = false,
): Announcement[] => {
  if (!before || !after) return [];
  const partner = enPages.withAi(after.session.scenario.partnerPersona);
  const said: Announcement[] = [];
  const say = (lane: Announcement["lane"], text: string): void => void said.push({ lane, text });
  // a long conversation is as quickly looked through as a short one: most of it is the same as before
  const same = new Set(before.exchanges);
  for (const exchange of shown) {
    if (same.has(exchange)) continue;
    const known = before.exchanges.find(({ id }) => id === exchange.id);
    if (finished(known?.partner, exchange.partner)) say("partner", enPages.said(partner, exchange.partner.text));
    if (!notesWait && finished(known?.coach, exchange.coach)) say("coach", enPages.noted.announce(exchange.coach.text));
    if (exchange.status === "failed" && known?.status !== "failed")
      say("partner", `${enApart.trials.failed(after.session.scenario.partnerPersona)} ${enApart.trials.kept}`);
  }
  for (const aside of after.asides) for (const text of sayAside(before, aside)) say("coach", text);
  if (before.observers !== after.observers)
    say("room", after.observers > 0 ? enBeside.watchedNow(after.observers) : enBeside.unwatchedNow);
  return said;
};
