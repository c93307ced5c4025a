import type { AppContext } from "../app-context.ts";
import { ALERT_KINDS, type AlertKind, type StaffAlert } from "../protocol/observation.ts";
import type { AlertRow } from "./alert-store.ts";
import type { Place } from "./keyset.ts";

/** From when on a ceiling is worth an alert: as the log says it. */
const NEAR = 0.8;
type Told = Omit<StaffAlert, "seen" | "at"> & { createdAt: Date; seen: boolean; dismissed: boolean };

const NOTHING = {
  invitation: null,
  sessionId: null,
  exchangeNumber: null,
  problemCode: null,
  model: null,
  calls: null,
  tokens: null,
  scope: null,
  share: null,
  breaker: null,
};
const fromRow = (row: AlertRow): Told => ({
  ...NOTHING,
  id: row.id,
  kind: row.kind,
  createdAt: row.createdAt,
  seen: row.seen,
  dismissed: row.dismissed,
  invitation: row.invitationId === null ? null : { id: row.invitationId, label: row.invitationLabel },
  sessionId: row.sessionId,
  exchangeNumber: row.exchangeNumber,
  problemCode: row.problemCode,
  model: row.model,
  tokens: row.tokens,
});

/** What is wrong with the whole installation now, not with one invitee: told once an hour, or a day. */
const ofInstallation = async (world: AppContext, userId: string, kinds: readonly AlertKind[]): Promise<Told[]> => {
  const unmarked = { seen: false, dismissed: false };
  const upstream = kinds.includes("upstream") ? await world.alertStore.upstreamTrouble() : [];
  const levels = kinds.includes("spend") ? await world.quotaStore.spend.levels(world.config.dailyTokens) : [];
  const day = new Date().toISOString().slice(0, 10);
  const told: Told[] = [
    ...upstream.map((row) => ({
      ...NOTHING,
      ...row,
      ...unmarked,
      kind: "upstream" as const,
      breaker: world.models.breaker.state(),
    })),
    ...levels.flatMap(({ scope, name, ceiling, spent }) => {
      const share = ceiling > 0 ? spent / ceiling : 1;
      if (share < NEAR) return [];
      const id = `spend:${scope}:${day}:${share >= 1 ? "reached" : "near"}`;
      // It is so today: what was spent has no moment of its own.
      const createdAt = new Date(`${day}T00:00:00.000Z`);
      return [{ ...NOTHING, ...unmarked, id, createdAt, kind: "spend" as const, scope: name, share }];
    }),
  ];
  const marks = await world.alertStore.marksOf(
    userId,
    told.map(({ id }) => id),
  );
  return told.map((alert) => ({ ...alert, ...marks.get(alert.id) }));
};

const isAfter = (place: Place | null, { createdAt, id }: Told): boolean => {
  if (place === null) return true;
  const at = Date.parse(`${place.at}Z`);
  return createdAt.getTime() < at || (createdAt.getTime() === at && id < place.id);
};
const newerFirst = (a: Told, b: Told): number =>
  b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);

/** @returns at most `limit`, the newest first, with what whoever asks has made of them */
export const readAlerts = async (
  world: AppContext,
  userId: string,
  kind: AlertKind | null,
  after: Place | null,
  limit: number,
): Promise<{ createdAt: Date; id: string; alert: StaffAlert }[]> => {
  const kinds = kind === null ? ALERT_KINDS : [kind];
  const [rows, whole] = await Promise.all([
    world.alertStore.alerts(userId, kinds, after, limit),
    ofInstallation(world, userId, kinds),
  ]);
  return [...rows.map(fromRow), ...whole]
    .filter((alert) => !alert.dismissed && isAfter(after, alert))
    .toSorted(newerFirst)
    .slice(0, limit)
    .map((told) => {
      const { createdAt, id, seen, kind, invitation, sessionId, exchangeNumber, problemCode } = told;
      const { model, calls, tokens, scope, share, breaker } = told;
      const alert = { id, kind, at: createdAt.toISOString(), seen, invitation, sessionId, exchangeNumber, problemCode };
      return { createdAt, id, alert: { ...alert, model, calls, tokens, scope, share, breaker } };
    });
};
