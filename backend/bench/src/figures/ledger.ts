import type { Child } from "../child.ts";
import type { Sidecoach } from "../sidecoach-world.ts";
import { WITH_COACH } from "../sidecoach-world.ts";

export type LedgerRun = { exchanges: number; seconds: number; reserveMs: { p50: number; p99: number } };
export type Place = { userId: string; invitationId: string; sessionId: number };

/** Sessions to write in: each of an invitation of its own, or all of one invitation. */
const placesOf = async (sidecoach: Sidecoach, spread: boolean, sessions: number): Promise<Place[]> => {
  const invitees = await sidecoach.invitees(spread ? sessions : 1, WITH_COACH);
  const ids = invitees.map(({ sessionId }) => sessionId);
  const [first] = invitees;
  if (!spread && first)
    for (let more = 1; more < sessions; more++) {
      const response = await fetch(`${sidecoach.url}/v1/sessions`, {
        method: "POST",
        headers: { "content-type": "application/json", ...first.headers },
        body: JSON.stringify({ scenarioSlug: WITH_COACH, new: true }),
      });
      ids.push(((await response.json()) as { id: number }).id);
    }
  const rows = await sidecoach.query(
    `SELECT id AS "sessionId", "userId", "invitationId" FROM "ConversationSession" WHERE id IN (${ids.join(", ")})`,
  );
  return rows as Place[];
};

/** Whole exchanges a second through the ledger's own statements: both lanes reserved, each settled, the exchange closed. */
export const measureLedger = async (
  ledger: Child,
  sidecoach: Sidecoach,
  { spread, seconds }: { spread: boolean; seconds: number },
): Promise<LedgerRun> => {
  const places = await placesOf(sidecoach, spread, spread ? 200 : 20);
  return ledger.call<LedgerRun>("run", { places, seconds, writers: 20 });
};
