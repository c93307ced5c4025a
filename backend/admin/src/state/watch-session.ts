import { effect, signal, type ReadonlySignal } from "@preact/signals";
import type { ConsoleApi } from "../api/console-api.ts";
import { followEvents } from "../api/follow-events.ts";
import { applyLiveEvent, NOTHING_LIVE, parseLiveEvent, type Live } from "./live-lanes.ts";
import { createSpaced } from "./spaced.ts";

const RELOAD_MS = 1_000;
// Words that still run are not in what is read again; they are shown as they come.
const TELLS_NOTHING = new Set(["partner-delta", "coach-delta", "aside-delta", "presence"]);

type Watch = {
  /** the server has us among those who watch: the invitee is told */
  watching: ReadonlySignal<boolean>;
  /** what is being said, and who watches */
  live: ReadonlySignal<Live>;
  dispose: () => void;
};

/**
 * Observes a session, and so lets its invitee know, while it is `wanted` and this page is seen. `reload` is called when
 * something happened in it.
 */
export const watchSession = (
  api: ConsoleApi,
  id: number,
  wanted: ReadonlySignal<boolean>,
  reload: () => Promise<void>,
): Watch => {
  const watching = signal(false);
  const live = signal<Live>(NOTHING_LIVE);
  const seen = signal(document.visibilityState === "visible");
  const look = (): void => void (seen.value = document.visibilityState === "visible");
  document.addEventListener("visibilitychange", look);
  const reloads = createSpaced(reload, RELOAD_MS);
  const stop = effect(() => {
    if (!seen.value || !wanted.value) return;
    return followEvents({
      open: (cursor, left) => api.observeSession(id, cursor, left),
      onEvent: (type, data) => {
        const event = parseLiveEvent(type, data);
        if (event !== null) live.value = applyLiveEvent(live.peek(), event);
        if (!TELLS_NOTHING.has(type)) reloads.ask();
      },
      onOpen: (open) => void (watching.value = open),
    });
  });
  return {
    watching,
    live,
    dispose: () => {
      stop();
      reloads.stop();
      document.removeEventListener("visibilitychange", look);
    },
  };
};
