import type { Database } from "../database/create-database.ts";
import type { Role } from "../identity/identity-store.ts";
import type { Place } from "./keyset.ts";

/** Whoever came in by an invitation (of a group, by their own part of it), and what they agreed to there; null: nothing stands. */
export type InviteeRow = {
  id: string;
  name: string | null;
  role: Role;
  invitationId: string;
  claimedAt: Date | null;
  /** place in the list of a group's */
  createdAt: Date;
  consent: { service: string; serviceSince: Date; research: boolean; researchSince: Date } | null;
};

const INVITEES = `
  SELECT u.id, u.name, u.role, i.id AS "invitationId", i."claimedAt", i."createdAt",
    latest.service, latest.research, latest."researchSince",
    (SELECT min(c."createdAt") FROM "Consent" c
      WHERE c."invitationId" = i.id AND c."userId" = u.id AND c.service = latest.service) AS "serviceSince"
  FROM "Invitation" i JOIN "User" u ON u.id = i."linkedUserId"
  LEFT JOIN LATERAL (SELECT c.service, c.research AND c."withdrawnAt" IS NULL AS research, coalesce(c."withdrawnAt", c."createdAt") AS "researchSince"
    FROM "Consent" c WHERE c."invitationId" = i.id AND c."userId" = u.id ORDER BY c."createdAt" DESC, c.id LIMIT 1) latest ON true`;
type Read = Omit<InviteeRow, "consent"> & {
  service: string | null;
  serviceSince: Date;
  research: boolean;
  researchSince: Date;
};
const rowOf = ({ service, serviceSince, research, researchSince, ...row }: Read): InviteeRow => ({
  ...row,
  consent: service === null ? null : { service, serviceSince, research, researchSince },
});

export type InviteeStore = ReturnType<typeof createInviteeStore>;
export const createInviteeStore = ({ pool }: Pick<Database, "pool">) => ({
  /** null: nobody claimed it (a group's own invitation is nobody's), or who did was erased */
  invitee: async (invitationId: string): Promise<InviteeRow | null> => {
    const { rows } = await pool.query<Read>(`${INVITEES} WHERE i.id = $1`, [invitationId]);
    return rows[0] ? rowOf(rows[0]) : null;
  },
  /** Of a group, the newest first. */
  inviteesOf: async (parentId: string, after: Place | null, limit: number): Promise<InviteeRow[]> => {
    const { rows } = await pool.query<Read>(
      `${INVITEES} WHERE i."parentId" = $1 AND ($2::timestamp IS NULL OR (i."createdAt", i.id) < ($2::timestamp, $3))
       ORDER BY i."createdAt" DESC, i.id DESC LIMIT $4`,
      [parentId, after?.at ?? null, after?.id ?? null, limit],
    );
    return rows.map(rowOf);
  },
});
