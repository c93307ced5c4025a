import { signal, type ReadonlySignal } from "@preact/signals";
import { problemOf } from "../api/problem.ts";
import type { Problem } from "./types.ts";

/** One thing staff ask for: running or not, and what went wrong the last time. A second call while it runs does nothing. */
export type Action<Args extends unknown[]> = {
  run: (...args: Args) => Promise<boolean>;
  running: ReadonlySignal<boolean>;
  problem: ReadonlySignal<Problem | null>;
  clear: () => void;
};

/** How often something was done, on any page: what shows all of it looks again. */
export const acts = signal(0);

/** `run` resolves true when it was done, false when it was refused or already under way. */
export const createAction = <Args extends unknown[]>(act: (...args: Args) => Promise<void>): Action<Args> => {
  const running = signal(false);
  const problem = signal<Problem | null>(null);
  const run = async (...args: Args): Promise<boolean> => {
    if (running.peek()) return false;
    running.value = true;
    problem.value = null;
    try {
      await act(...args);
      acts.value += 1;
      return true;
    } catch (thrown) {
      problem.value = problemOf(thrown);
      return false;
    } finally {
      running.value = false;
    }
  };
  return { run, running, problem, clear: () => void (problem.value = null) };
};
