import { signal, type ReadonlySignal } from "@preact/signals";
import type { ConsoleApi } from "../api/console-api.ts";
import { problemOf } from "../api/problem.ts";
import type { Replay } from "../api/protocol.ts";
import { createAction, type Action } from "./action.ts";
import { createRemote, valueOf, type Remote } from "./remote.ts";

const LOOK_MS = 700;

export type ReplayPage = {
  /** null: there is no such replay */
  replay: ReadonlySignal<Remote<Replay | null>>;
  load: () => Promise<void>;
  /** says line after line until all are said, or one is not answered, or it is paused */
  say: Action<[]>;
  /** the line that was not answered, then those that follow it */
  again: Action<[]>;
  pausing: ReadonlySignal<boolean>;
  pause: () => void;
  cancel: Action<[]>;
  dispose: () => void;
};

/**
 * This page asks for each line when the one before was answered: with the page gone nothing more is said, and whoever comes
 * back goes on where it stopped.
 */
export const createReplayPage = (
  api: ConsoleApi,
  id: string,
  wait: (milliseconds: number) => Promise<void> = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
): ReplayPage => {
  const remote = createRemote(async (): Promise<Replay | null> => {
    try {
      return await api.readReplay(id);
    } catch (thrown) {
      if (problemOf(thrown).status === 404) return null;
      throw thrown;
    }
  });
  const pausing = signal(false);
  let gone = false;
  const untilAnswered = async (): Promise<Replay["state"] | null> => {
    for (;;) {
      const state = valueOf(remote.state.peek())?.state ?? null;
      if (state !== "running" || gone) return state;
      await wait(LOOK_MS);
      await remote.refresh();
    }
  };
  void remote.load().then(untilAnswered);
  const sayOn = async (): Promise<void> => {
    while (!gone && !pausing.peek() && (await untilAnswered()) === "next" && !pausing.peek())
      remote.replace(await api.sayNextLine(id));
    await untilAnswered();
    pausing.value = false;
  };
  return {
    replay: remote.state,
    load: remote.load,
    say: createAction(async () => {
      pausing.value = false;
      await sayOn();
    }),
    again: createAction(async () => {
      pausing.value = false;
      remote.replace(await api.sayLineAgain(id));
      await sayOn();
    }),
    pausing,
    pause: () => void (pausing.value = true),
    cancel: createAction(async () => {
      pausing.value = true;
      remote.replace(await api.cancelReplay(id));
      await untilAnswered();
    }),
    dispose: () => void (gone = true),
  };
};
