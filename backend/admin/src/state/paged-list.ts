import type { ReadonlySignal } from "@preact/signals";
import type { Paged } from "../api/protocol.ts";
import { createAction, type Action } from "./action.ts";
import { createRemote, valueOf, type Remote } from "./remote.ts";

type Item = { id: string | number };

/** A keyset-paged list as a screen shows it: its first page, and what was asked for after it. */
export type PagedList<T extends Item> = {
  loaded: ReadonlySignal<Remote<Paged<T>>>;
  load: () => Promise<void>;
  /** reads the first page again, and keeps the further ones */
  refresh: () => Promise<void>;
  loadMore: Action<[]>;
  /** what a change has made of one that is shown */
  update: (id: T["id"], change: Partial<T>) => void;
};

/** @param read a page: the first one, or that after a cursor */
export const createPagedList = <T extends Item>(
  read: (cursor: string | undefined) => Promise<Paged<T>>,
): PagedList<T> => {
  let further: Paged<T> | null = null;
  const merge = (first: T[], then: T[]): T[] => {
    const seen = new Set(first.map(({ id }) => id));
    return [...first, ...then.filter(({ id }) => !seen.has(id))];
  };
  const remote = createRemote(async (): Promise<Paged<T>> => {
    const first = await read(undefined);
    return further === null ? first : { items: merge(first.items, further.items), cursor: further.cursor };
  });
  const loadMore = createAction(async () => {
    const shown = valueOf(remote.state.peek());
    if (shown === null || shown.cursor === null) return;
    const next = await read(shown.cursor);
    further = { items: merge(shown.items, next.items), cursor: next.cursor };
    remote.replace(further);
  });
  void remote.load();
  const update = (id: T["id"], change: Partial<T>): void => {
    const within = (page: Paged<T>): Paged<T> => ({
      ...page,
      items: page.items.map((item) => (item.id === id ? { ...item, ...change } : item)),
    });
    const shown = valueOf(remote.state.peek());
    if (further !== null) further = within(further);
    if (shown !== null) remote.replace(within(shown));
  };
  return { loaded: remote.state, load: remote.load, refresh: remote.refresh, loadMore, update };
};
