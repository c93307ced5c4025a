import type { Pool } from "pg";
import type { Narrowed } from "./narrow-export.ts";
import { ANY_IDS, IDS, type Query } from "./unit-ids.ts";

const idsOf = async (pool: Pool, { text, values }: Query): Promise<(string | number)[]> =>
  (await pool.query<{ id: string | number }>(text, values)).rows.map(({ id }) => id);

/** How many sessions an export would hold now; at most `most`. */
export const countSessions = async (pool: Pool, narrowed: Narrowed, most: number): Promise<number> =>
  (await idsOf(pool, ANY_IDS.session(narrowed, most))).length;

/** How many invitations an export would hold now; at most `most`. */
export const countInvitations = async (pool: Pool, narrowed: Narrowed, most: number): Promise<number> => {
  const [own, bySession] = await Promise.all([
    idsOf(pool, ANY_IDS.invitationItself(narrowed, most)),
    idsOf(pool, ANY_IDS.invitationBySession(narrowed, most)),
  ]);
  const found = new Set([...own, ...bySession]).size;
  // Many sessions may be of few invitations: where not all of them were looked at, they are counted one by one.
  if (found >= most || bySession.length < most) return Math.min(found, most);
  return (await idsOf(pool, IDS.invitation(narrowed, "", most))).length;
};
