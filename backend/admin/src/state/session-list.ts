import type { ConsoleApi, SessionFilter } from "../api/console-api.ts";
import { createPagedList, type PagedList } from "./paged-list.ts";
import { refreshWhileVisible } from "./refresh-while-visible.ts";
import type { StaffSession } from "./types.ts";

export type SessionList = PagedList<StaffSession> & { dispose: () => void };

/** Sessions, the newest first: of one invitation, or of all. */
export const createSessionList = (api: ConsoleApi, filter: Omit<SessionFilter, "cursor">): SessionList => {
  const list = createPagedList((cursor) => api.listSessions({ ...filter, cursor }));
  return { ...list, dispose: refreshWhileVisible(list.refresh, 20_000) };
};
