import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { ConsoleApi } from "../api/console-api.ts";
import { acts, createAction, type Action } from "./action.ts";
import { giveWayOn, type Given, type SkipReason } from "./way-on.ts";
import { createPagedList, type PagedList } from "./paged-list.ts";
import { valueOf } from "./remote.ts";
import { refreshWhileVisible } from "./refresh-while-visible.ts";
import { hrefOf, LIST, SITES, type AlertsRoute } from "./route.ts";
import type { StaffAlert } from "./types.ts";

const LOOK_MS = 15_000;

/** Where something can be done about it. */
export const alertHref = ({ kind, sessionId, invitation }: StaffAlert): string => {
  const toInvitation = invitation === null ? hrefOf(LIST) : hrefOf({ name: "invitation", id: invitation.id });
  switch (kind) {
    case "stuck":
    case "coach-missing":
    case "overrun":
      return sessionId === null ? toInvitation : hrefOf({ name: "session", id: sessionId, note: null });
    case "exhausted":
      return toInvitation;
    case "upstream":
      return hrefOf({ ...LIST, state: "stuck" });
    case "spend":
      return hrefOf(SITES);
  }
};

export type AlertList = PagedList<StaffAlert> & {
  /** those dismissed on this page, until it is left: they can be taken back */
  dismissed: ReadonlySignal<ReadonlySet<string>>;
  dismiss: Action<[id: string]>;
  restore: Action<[id: string]>;
  /** the alert whose invitee is being helped */
  helping: Signal<string | null>;
  letOn: Action<[given: Given]>;
  /** what came of it, by the alert: what was given, or why nothing was */
  given: ReadonlySignal<ReadonlyMap<string, Given | SkipReason>>;
  dispose: () => void;
};
/** What is shown here has been seen by who looks. */
export const createAlertList = (api: ConsoleApi, { kind }: AlertsRoute): AlertList => {
  const list = createPagedList((cursor) => api.listAlerts({ ...(kind === null ? {} : { kind }), cursor }));
  const dismissed = signal<ReadonlySet<string>>(new Set());
  const told = new Set<string>();
  const stopSeeing = list.loaded.subscribe((loaded) => {
    if (loaded.at !== "ready") return;
    const unseen = loaded.value.items.filter(({ id, seen }) => !seen && !told.has(id)).map(({ id }) => id);
    if (unseen.length === 0) return;
    for (const id of unseen) told.add(id);
    // Kept as new on this page: who looks shall see which they are. Where it fails they are new once more.
    void api.markAlerts({ seen: unseen.slice(0, 100) }).catch(() => {});
  });
  const dismiss = createAction(async (id: string) => {
    await api.markAlerts({ dismissed: [id] });
    dismissed.value = new Set([...dismissed.peek(), id]);
  });
  const restore = createAction(async (id: string) => {
    await api.markAlerts({ restored: [id] });
    dismissed.value = new Set([...dismissed.peek()].filter((one) => one !== id));
  });
  const helping = signal<string | null>(null);
  const given = signal<ReadonlyMap<string, Given | SkipReason>>(new Map());
  const letOn = createAction(async (what: Given) => {
    const id = helping.peek();
    const of = valueOf(list.loaded.peek())?.items.find((alert) => alert.id === id)?.invitation;
    if (id === null || !of) return;
    const why = await giveWayOn(api, of.id, what);
    given.value = new Map([...given.peek(), [id, why ?? what]]);
  });
  // What was dismissed or helped here keeps its row while the page is open: read again it would be gone, and what was said of it.
  const refresh = async (): Promise<void> => {
    if (dismissed.peek().size === 0 && given.peek().size === 0 && helping.peek() === null) await list.refresh();
  };
  const stop = refreshWhileVisible(refresh, LOOK_MS);
  return {
    ...list,
    dismissed,
    dismiss,
    restore,
    helping,
    letOn,
    given,
    dispose: () => {
      stop();
      stopSeeing();
    },
  };
};

/** What is new to whoever is signed in: looked for now and then, wherever they are. */
export type AlertWatch = {
  unseen: ReadonlySignal<StaffAlert[]>;
  /** there are more than were asked for */
  more: ReadonlySignal<boolean>;
  look: () => Promise<void>;
  dispose: () => void;
};
const ASKED = 20;
export const createAlertWatch = (api: ConsoleApi): AlertWatch => {
  const found = signal<{ items: StaffAlert[]; cursor: string | null }>({ items: [], cursor: null });
  // A look that fails is repeated soon; what was found stays.
  const look = (): Promise<void> =>
    api.listAlerts({ limit: ASKED }).then(
      (page) => void (found.value = page),
      () => {},
    );
  void look();
  const stopLooking = refreshWhileVisible(look, LOOK_MS);
  // What was done just now may be what it asked for: whoever has topped up is told so no longer.
  const before = acts.peek();
  const stopActs = acts.subscribe((count) => void (count > before && look()));
  const stop = (): void => {
    stopLooking();
    stopActs();
  };
  const unseen = computed(() => found.value.items.filter(({ seen }) => !seen));
  return {
    unseen,
    more: computed(() => found.value.cursor !== null && unseen.value.length === ASKED),
    look,
    dispose: stop,
  };
};
