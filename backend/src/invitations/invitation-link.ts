import type { AppContext } from "../app-context.ts";
import { deriveInvitationToken } from "./invitation-token.ts";

type Linked = { id: string; tokenVersion: number; pageUrl: string | null };

/** Token and link, derived anew each time; the database has only the hash. The token stands in the fragment: no server log sees it. */
export const linksOf = async <T extends Linked>(
  world: Pick<AppContext, "keys" | "siteStore" | "publicUrl">,
  rows: readonly T[],
): Promise<{ row: T; token: string; link: string }[]> => {
  // An invitation without a site may be opened on any active one.
  const anyPage = rows.some(({ pageUrl }) => pageUrl === null)
    ? (await world.siteStore.sites()).find((site) => site.isActive)?.pageUrl
    : undefined;
  return rows.map((row) => {
    const token = deriveInvitationToken(world.keys.invitation, row.id, row.tokenVersion);
    return { row, token, link: `${row.pageUrl ?? anyPage ?? world.publicUrl()}#invitation=${token}` };
  });
};
