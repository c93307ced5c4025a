import type { AppContext } from "../app-context.ts";
import type { LaneForecast } from "../quotas/predict-reservation.ts";
import type { ModelContext } from "./model-context.ts";
import {
  type Contexts,
  type Forecasts,
  missingToOrdinary,
  NOTHING_PENDING,
  pendingTokens,
  type Prompts,
} from "./planned-session.ts";

type World = Pick<AppContext, "config" | "models" | "model">;

/** A lane's bound with the exact input, asked of upstream; one that cannot be asked keeps its bound. */
const countLane = async (
  world: World,
  lane: LaneForecast,
  { context, wanted, pending, shortBy }: { context: ModelContext; wanted: string; pending: number; shortBy: number },
): Promise<LaneForecast> => {
  // A turn has to say something to be counted.
  const turns = context.turns.map((turn) => (turn.text.trim() === "" ? { ...turn, text: "." } : turn));
  const model = world.models.resolve(wanted);
  const input = await world.model
    .countTokens({ model, system: context.system, turns, maxOutputTokens: lane.maxOutput })
    .catch(() => null);
  return input === null ? lane : { ...lane, lastInput: input, lastOutput: pending, newBytes: shortBy };
};

/** Both lanes counted exactly: where the bound would refuse. */
export const countExactly = async (
  world: World,
  version: Prompts,
  contexts: Contexts,
  bound: Forecasts,
  content: string,
): Promise<Forecasts> => {
  const more = pendingTokens(world, contexts.pending);
  const shortBy = missingToOrdinary(content);
  const lane = (forecast: LaneForecast, context: ModelContext, wanted: string, pending: number) =>
    countLane(world, forecast, { context, wanted, pending, shortBy });
  const [partner, coach] = await Promise.all([
    lane(bound.partner, contexts.partner, version.partnerModel, more.partner),
    bound.coach && contexts.coach && lane(bound.coach, contexts.coach, version.coachModel, more.coach),
  ]);
  return { partner, coach };
};
export const countComment = (
  world: World,
  version: Prompts,
  context: ModelContext,
  bound: LaneForecast,
  pending = NOTHING_PENDING,
): Promise<LaneForecast> =>
  countLane(world, bound, {
    context,
    wanted: version.coachModel,
    pending: pendingTokens(world, pending).coach,
    shortBy: 0,
  });
