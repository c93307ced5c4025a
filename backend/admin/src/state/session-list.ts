import type { ReadonlySignal } from "@preact/signals";
import type { ConsoleApi } from "../api/console-api.ts";
import { createAction, type Action } from "./action.ts";
import { refreshWhileVisible } from "./refresh-while-visible.ts";
import { createRemote, valueOf, type Remote } from "./remote.ts";
import type { StaffSession } from "./types.ts";

type Loaded = { items: StaffSession[]; cursor: string | null };
export type SessionList = {
  loaded: ReadonlySignal<Remote<Loaded>>;
  load: () => Promise<void>;
  refresh: () => Promise<void>;
  loadMore: Action<[]>;
  dispose: () => void;
};

const mergeSessions = (first: StaffSession[], then: StaffSession[]): StaffSession[] => {
  const seen = new Set(first.map((session) => session.id));
  return [...first, ...then.filter((session) => !seen.has(session.id))];
};

/** Sessions, the newest first: of one invitation, or of all. */
export const createSessionList = (api: ConsoleApi, filter: { invitationId?: string }): SessionList => {
  let further: Loaded | null = null;
  const remote = createRemote(async (): Promise<Loaded> => {
    const first = await api.listSessions(filter);
    return further === null ? first : { items: mergeSessions(first.items, further.items), cursor: further.cursor };
  });
  const loadMore = createAction(async () => {
    const shown = valueOf(remote.state.peek());
    if (shown === null || shown.cursor === null) return;
    const next = await api.listSessions({ ...filter, cursor: shown.cursor });
    further = { items: mergeSessions(shown.items, next.items), cursor: next.cursor };
    remote.replace(further);
  });
  void remote.load();
  return {
    loaded: remote.state,
    load: remote.load,
    refresh: remote.refresh,
    loadMore,
    dispose: refreshWhileVisible(remote.refresh, 20_000),
  };
};
