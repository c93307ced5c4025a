import type { ConsoleApi } from "../api/console-api.ts";
import { createAction, type Action } from "./action.ts";
import { createPagedList, type PagedList } from "./paged-list.ts";
import type { StaffApiKey } from "./types.ts";

export type KeyList = PagedList<StaffApiKey> & { revoke: Action<[id: string]> };
/** `bound`: its owner's role is not as high as its own by now; `halted`: the owner has none, and it opens nothing */
export type KeyState = "live" | "bound" | "halted" | "expired" | "revoked";

/** @param now ms since the epoch */
export const keyStateOf = ({ revokedAt, expiresAt, role, owner }: StaffApiKey, now: number): KeyState => {
  if (revokedAt !== null) return "revoked";
  if (expiresAt !== null && Date.parse(expiresAt) <= now) return "expired";
  if (owner.role !== "STAFF" && owner.role !== "ADMIN") return "halted";
  return role === "ADMIN" && owner.role === "STAFF" ? "bound" : "live";
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
