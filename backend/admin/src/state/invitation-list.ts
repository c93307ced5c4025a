import { signal, type ReadonlySignal } from "@preact/signals";
import type { ConsoleApi } from "../api/console-api.ts";
import { createAction, type Action } from "./action.ts";
import { refreshWhileVisible } from "./refresh-while-visible.ts";
import { createRemote, valueOf, type Remote } from "./remote.ts";
import type { InvitationFilters, Route } from "./route.ts";
import type { InvitationState, StaffInvitation } from "./types.ts";

type Loaded = { items: StaffInvitation[]; cursor: string | null };
export type InvitationList = {
  loaded: ReadonlySignal<Remote<Loaded>>;
  load: () => Promise<void>;
  refresh: () => Promise<void>;
  loadMore: Action<[]>;
  dispose: () => void;
};

const PAGE = 50;
// The list is paged by age. Whoever needs staff, or is here now, must stand on top however old the invitation is.
const ALWAYS_SHOWN: InvitationState[] = ["stuck", "exhausted", "active"];

export const mergeById = (older: StaffInvitation[], newer: StaffInvitation[]): StaffInvitation[] => [
  ...new Map([...older, ...newer].map((invitation) => [invitation.id, invitation])).values(),
];

/** The invitations of one filter. Kept fresh while it is looked at; made anew for another filter. */
export const createInvitationList = (
  api: ConsoleApi,
  { state, ...asked }: Pick<Extract<Route, { name: "invitations" }>, "state" | "q" | keyof InvitationFilters>,
): InvitationList => {
  const said = (text: string): string | undefined => (text === "" ? undefined : text);
  const narrowed = {
    q: said(asked.q),
    cohort: said(asked.cohort),
    preset: said(asked.preset),
    scenario: said(asked.scenario),
    site: said(asked.site),
  };
  const further = signal<Loaded | null>(null);

  const readFirst = async (): Promise<Loaded> => {
    const first = await api.listInvitations({ state: state ?? undefined, ...narrowed, limit: PAGE });
    const pinned =
      first.cursor === null || state !== null
        ? []
        : await Promise.all(
            ALWAYS_SHOWN.map((shown) => api.listInvitations({ state: shown, ...narrowed, limit: PAGE })),
          );
    const items = mergeById(
      first.items,
      pinned.flatMap((page) => page.items),
    );
    const more = further.peek();
    return more === null
      ? { items, cursor: first.cursor }
      : { items: mergeById(more.items, items), cursor: more.cursor };
  };
  const remote = createRemote(readFirst);
  const loadMore = createAction(async () => {
    const shown = valueOf(remote.state.peek());
    if (shown === null || shown.cursor === null) return;
    const next = await api.listInvitations({
      state: state ?? undefined,
      ...narrowed,
      limit: PAGE,
      cursor: shown.cursor,
    });
    further.value = { items: mergeById(further.peek()?.items ?? [], next.items), cursor: next.cursor };
    remote.replace({ items: mergeById(shown.items, next.items), cursor: next.cursor });
  });
  void remote.load();
  const stop = refreshWhileVisible(remote.refresh, 30_000);
  return { loaded: remote.state, load: remote.load, refresh: remote.refresh, loadMore, dispose: stop };
};
