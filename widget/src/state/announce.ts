import { enApart } from "../text/en-apart.ts";
import { enPages } from "../text/en-pages.ts";
import { enBeside } from "../text/en-beside.ts";
import type { AsideState, ExchangeState, LaneState, SessionState } from "./session-state.ts";

const finished = (before: LaneState | undefined, after: LaneState): boolean =>
  after.ended && after.message !== null && !before?.ended;

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
): string[] => {
  if (!before || !after) return [];
  const partner = enPages.withAi(after.session.scenario.partnerPersona);
  const said: string[] = [];
  // a long conversation is as quickly looked through as a short one: most of it is the same as before
  const same = new Set(before.exchanges);
  for (const exchange of shown) {
    if (same.has(exchange)) continue;
    const known = before.exchanges.find(({ id }) => id === exchange.id);
    if (finished(known?.partner, exchange.partner)) said.push(enPages.said(partner, exchange.partner.text));
    if (!notesWait && finished(known?.coach, exchange.coach)) said.push(enPages.noted.announce(exchange.coach.text));
    if (exchange.status === "failed" && known?.status !== "failed")
      said.push(`${enApart.trials.failed(after.session.scenario.partnerPersona)} ${enApart.trials.kept}`);
  }
  for (const aside of after.asides) said.push(...sayAside(before, aside));
  if (before.observers !== after.observers)
    said.push(after.observers > 0 ? enBeside.watchedNow(after.observers) : enBeside.unwatchedNow);
  return said;
};
