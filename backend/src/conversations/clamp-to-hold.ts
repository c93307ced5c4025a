import type { AppContext } from "../app-context.ts";
import { LEAST_OUTPUT, reserveLaneFor } from "../quotas/predict-reservation.ts";
import type { LaneHold } from "../quotas/reserve-store.ts";
import type { ModelContext } from "./model-context.ts";

/** A hold, and the model whose tokens its bound was worked out in; left out: the model that was asked for. */
export type BoundHold = LaneHold & { boundFor?: string };

const bytesOf = ({ system, turns }: ModelContext): number =>
  turns.reduce((sum, turn) => sum + Buffer.byteLength(turn.text), Buffer.byteLength(system));

/**
 * The most output that a call may have on `model` so that its worst case stays within the hold. A hold was made in the
 * tokens of one model; another (the fallback) may cut the same words into more of them. By bytes where that is enough
 * (no token is shorter than a byte), else by asking upstream.
 * @returns null where not even the least useful answer fits
 */
export const outputWithinHold = async (
  world: Pick<AppContext, "model">,
  call: { hold: BoundHold; model: string; context: ModelContext; lane: "partner" | "coach" },
): Promise<number | null> => {
  const { hold, model, context, lane } = call;
  if (model === (hold.boundFor ?? hold.model)) return hold.maxOutput;
  const roomFor = (input: number): number =>
    hold.amount - reserveLaneFor({ lastInput: input, lastOutput: 0, newBytes: 0, maxOutput: 0 }).amount;
  const byBytes = roomFor(bytesOf(context));
  if (byBytes >= hold.maxOutput) return hold.maxOutput;
  const input = await world.model
    .countTokens({ model, system: context.system, turns: context.turns, maxOutputTokens: hold.maxOutput })
    .catch(() => null);
  const room = Math.min(hold.maxOutput, input === null ? byBytes : roomFor(input));
  return room >= Math.min(LEAST_OUTPUT[lane], hold.maxOutput) ? room : null;
};
