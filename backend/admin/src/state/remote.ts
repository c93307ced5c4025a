import { signal, type ReadonlySignal } from "@preact/signals";
import { problemOf } from "../api/problem.ts";
import type { Problem } from "./types.ts";

export type Remote<T> = { at: "loading" } | { at: "ready"; value: T } | { at: "failed"; problem: Problem };

/** What a server answers, held: loaded, loaded again in silence, replaced by what a change answered. */
export type RemoteValue<T> = {
  state: ReadonlySignal<Remote<T>>;
  load: () => Promise<void>;
  /** keeps what is shown until the answer is there, and where it fails */
  refresh: () => Promise<void>;
  replace: (value: T) => void;
};

export const createRemote = <T>(read: () => Promise<T>): RemoteValue<T> => {
  const state = signal<Remote<T>>({ at: "loading" });
  // Only the newest answer counts: an older one may arrive after it.
  let newest = 0;
  const run = async (onFailure: (problem: Problem) => void): Promise<void> => {
    const mine = ++newest;
    try {
      const value = await read();
      if (mine === newest) state.value = { at: "ready", value };
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (mine === newest) onFailure(problem);
    }
  };
  const fail = (problem: Problem): void => void (state.value = { at: "failed", problem });
  return {
    state,
    load: () => {
      state.value = { at: "loading" };
      return run(fail);
    },
    refresh: () => run((problem) => (state.peek().at === "ready" ? undefined : fail(problem))),
    replace: (value) => {
      newest += 1;
      state.value = { at: "ready", value };
    },
  };
};

export const valueOf = <T>(remote: Remote<T>): T | null => (remote.at === "ready" ? remote.value : null);
