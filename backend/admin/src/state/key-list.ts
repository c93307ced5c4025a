import type { ConsoleApi } from "../api/console-api.ts";
import { createAction, type Action } from "./action.ts";
import { createPagedList, type PagedList } from "./paged-list.ts";
import type { StaffApiKey } from "./types.ts";

export type KeyList = PagedList<StaffApiKey> & { revoke: Action<[id: string]> };
export type KeyState = "live" | "expired" | "revoked";

/** @param now ms since the epoch */
export const keyStateOf = ({ revokedAt, expiresAt }: StaffApiKey, now: number): KeyState => {
  if (revokedAt !== null) return "revoked";
  return expiresAt !== null && Date.parse(expiresAt) <= now ? "expired" : "live";
};

/** API keys, the newest first: one's own, or everybody's for an ADMIN. */
export const createKeyList = (api: ConsoleApi): KeyList => {
  const list = createPagedList((cursor) => api.listApiKeys(cursor));
  return {
    ...list,
    revoke: createAction(async (id: string) => {
      await api.revokeApiKey(id);
      list.update(id, { revokedAt: new Date().toISOString() });
    }),
  };
};
