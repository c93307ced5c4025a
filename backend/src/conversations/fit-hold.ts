import type { AppContext } from "../app-context.ts";
import { persistently } from "../database/persistently.ts";
import { clampLaneToHeadroom, reserveLaneFor } from "../quotas/predict-reservation.ts";
import { reserveLane } from "../quotas/reserve-coach-store.ts";
import { holdFor, type LaneHold } from "../quotas/reserve-store.ts";
import { releaseHold } from "../quotas/settle-store.ts";
import type { SessionRow, VersionRow } from "./conversation-store.ts";
import { countComment } from "./count-exactly.ts";
import { forecastComment } from "./forecast.ts";
import type { ModelContext } from "./model-context.ts";
import { spendOf } from "./spend-of.ts";

type Called = { session: SessionRow; version: VersionRow };
/** What a hold is of: one of the two. */
type HoldOf = { exchangeId: string | null; asideId: string | null };

/** Reserves a call of the coach on a context that is whole; null where that does not fit. */
export const holdCall = async (
  world: AppContext,
  { session, version }: Called,
  of: HoldOf,
  context: ModelContext,
): Promise<LaneHold | null> => {
  const forecast = await forecastComment(world, version, context, await world.exchangeStore.lastCalls(session.id));
  const model = { asked: version.coachModel, bound: world.models.resolve(version.coachModel) };
  const hold = holdFor(reserveLaneFor(forecast), model);
  const call = { ...of, invitationId: session.invitationId, owner: world.serverId };
  const spend = await spendOf(world, session);
  return (await reserveLane(world.quotaStore.pool, call, hold, spend)) ? hold : null;
};

/**
 * The hold under which the coach may be called on this context. Where something was said since it was worked out (an
 * aside between a message and the comment on it, a comment between an aside and its answer), it is looked at again: by
 * the bound, then by the exact count, with less output where that is enough, else under a new hold.
 * @param run with the ids of the messages that the hold was worked out from
 * @returns null where it does not fit any more: nothing is held then
 */
export const fitHold = async (
  world: AppContext,
  run: Called & { planned: readonly number[] },
  of: HoldOf,
  context: ModelContext,
  hold: LaneHold,
): Promise<LaneHold | null> => {
  const planned = new Set(run.planned);
  // The last turn is the one that was planned for: its own words have their ids only now.
  const isAsPlanned = context.turns.slice(0, -1).every(({ messageIds }) => messageIds.every((id) => planned.has(id)));
  if (isAsPlanned) return hold;
  const lastCalls = await persistently(() => world.exchangeStore.lastCalls(run.session.id));
  const bound = await forecastComment(world, run.version, context, lastCalls);
  const within = (forecast: typeof bound): LaneHold | null => {
    const fits = clampLaneToHeadroom({ ...forecast, maxOutput: hold.maxOutput }, hold.amount);
    return fits && { ...hold, maxOutput: fits.maxOutput };
  };
  const fitting = within(bound);
  if (fitting?.maxOutput === hold.maxOutput) return fitting;
  const exactly = within(await countComment(world, run.version, context, bound));
  if (exactly) return exactly;
  await persistently(() => releaseHold(world.quotaStore.pool, hold.holdId));
  return persistently(() => holdCall(world, run, of, context));
};
