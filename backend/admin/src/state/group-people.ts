import type { ConsoleApi } from "../api/console-api.ts";
import { createPagedList, type PagedList } from "./paged-list.ts";
import { refreshWhileVisible } from "./refresh-while-visible.ts";
import type { Invitee } from "./types.ts";

/** `id` is that of their part of the group's invitation: one person may have come in by two devices. */
export type CameIn = { id: string; claimedAt: string | null; person: Invitee };

/** Who came in by a group's link, the newest first. */
export const createGroupPeople = (
  api: ConsoleApi,
  invitationId: string,
): PagedList<CameIn> & { dispose: () => void } => {
  const list = createPagedList(async (cursor) => {
    const { items, ...page } = await api.listInvitees(invitationId, cursor);
    return {
      ...page,
      items: items.map((person): CameIn => ({ id: person.invitationId, claimedAt: person.claimedAt, person })),
    };
  });
  return { ...list, dispose: refreshWhileVisible(list.refresh, 20_000) };
};
