import { en } from "../text/en.ts";
import type { LaneState, SessionState } from "./session-state.ts";

const finished = (before: LaneState | undefined, after: LaneState): boolean =>
  after.ended && after.message !== null && !before?.ended;

/** What is read out after a change: each message once, when it is finished, never token by token. */
export const announceChanges = (before: SessionState | null, after: SessionState | null): string[] => {
  if (!before || !after) return [];
  const partner = en.withAi(after.session.scenario.partnerPersona);
  const said: string[] = [];
  for (const exchange of after.exchanges) {
    const known = before.exchanges.find(({ id }) => id === exchange.id);
    if (known === exchange) continue;
    if (finished(known?.partner, exchange.partner)) said.push(en.transcript.said(partner, exchange.partner.text));
    if (finished(known?.coach, exchange.coach)) said.push(en.note.announce(exchange.coach.text));
    if (exchange.status === "failed" && known?.status !== "failed")
      said.push(`${en.trials.failed(after.session.scenario.partnerPersona)} ${en.trials.kept}`);
  }
  if (
    before.observers !== after.observers &&
    after.observers !== null &&
    (after.observers > 0 || (before.observers ?? 0) > 0)
  ) {
    said.push(after.observers > 0 ? en.watchedNow(after.observers) : en.unwatchedNow);
  }
  return said;
};
