import { signal, type ReadonlySignal } from "@preact/signals";
import type { Trial } from "../api/protocol.ts";
import { createAction, type Action } from "./action.ts";

export type TrialRun<Args extends unknown[]> = { trial: ReadonlySignal<Trial | null>; start: Action<Args> };
/** One trial after the other: each has an invitation of its own, so that starting over is a first meeting again. */
export const createTrialRun = <Args extends unknown[]>(make: (...args: Args) => Promise<Trial>): TrialRun<Args> => {
  const trial = signal<Trial | null>(null);
  return { trial, start: createAction(async (...args: Args) => void (trial.value = await make(...args))) };
};
