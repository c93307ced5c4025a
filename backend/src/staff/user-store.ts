import type { Database } from "../database/create-database.ts";
import { inTransaction } from "../database/in-transaction.ts";
import type { Role } from "../identity/identity-store.ts";
import { INVITATION_STATE, INVITATION_STATE_JOINS } from "../invitations/invitation-store.ts";
import type { InvitationState } from "../protocol/identity.ts";
import { changeRole, type Grant } from "./role-store.ts";
import { pageOfUsers, type UserFilter } from "./user-filter.ts";

export type UserRow = {
  id: string;
  name: string | null;
  avatarUrl: string | null;
  role: Role;
  createdAt: Date;
  lastLoginAt: Date | null;
  erasedAt: Date | null;
  mergedInto: { id: string; name: string | null } | null;
  providers: string[];
  invitationCount: number;
  labels: string[];
  emails: string[];
};
export type UserInvitationRow = { id: string; label: string | null; state: InvitationState; claimedAt: Date | null };

const SELECT_USERS = `
  SELECT u.id, u.name, u."avatarUrl", u.role, u."createdAt", u."lastLoginAt", u."erasedAt",
    CASE WHEN into_user.id IS NOT NULL THEN json_build_object('id', into_user.id, 'name', into_user.name) END AS "mergedInto",
    ARRAY(SELECT DISTINCT e.provider FROM "ExternalIdentity" e WHERE e."userId" = u.id ORDER BY 1) AS providers,
    (SELECT count(*)::int FROM "Invitation" i WHERE i."linkedUserId" = u.id) AS "invitationCount",
    ARRAY(SELECT coalesce(i.label, i."externalRef") FROM "Invitation" i
      WHERE i."linkedUserId" = u.id AND i."trialVersionId" IS NULL AND coalesce(i.label, i."externalRef") IS NOT NULL
      ORDER BY i."claimedAt" DESC NULLS LAST, i.id LIMIT 3) AS labels,
    ARRAY(SELECT c.value FROM "ContactMethod" c WHERE c."userId" = u.id AND c.type = 'email'
      UNION SELECT e.email FROM "ExternalIdentity" e WHERE e."userId" = u.id AND e.email IS NOT NULL ORDER BY 1) AS emails
  FROM "User" u LEFT JOIN "User" into_user ON into_user.id = u."mergedIntoId"`;

export type UserStore = ReturnType<typeof createUserStore>;
export const createUserStore = ({ prisma, pool }: Database) => ({
  /** Newest first: which ones they are answers from indexes, and only of those the rest is read. */
  users: async (filter: UserFilter): Promise<UserRow[]> => {
    const read = async ({ text, values }: ReturnType<typeof pageOfUsers>): Promise<UserRow[]> =>
      (
        await pool.query<UserRow>(
          `WITH page AS MATERIALIZED (${text})
           ${SELECT_USERS} WHERE u.id = ANY(ARRAY(SELECT id FROM page)) ORDER BY u."createdAt" DESC, u.id DESC`,
          values,
        )
      ).rows;
    if (filter.q === null) return read(pageOfUsers(filter));
    const newest = await read(pageOfUsers(filter, "newest"));
    return newest.length === filter.limit ? newest : read(pageOfUsers(filter));
  },
  user: async (id: string): Promise<UserRow | null> => {
    const { rows } = await pool.query<UserRow>(`${SELECT_USERS} WHERE u.id = $1`, [id]);
    return rows[0] ?? null;
  },
  invitationsOf: async (userId: string): Promise<UserInvitationRow[]> => {
    const { rows } = await pool.query<UserInvitationRow>(
      `SELECT i.id, i.label, ${INVITATION_STATE} AS state, i."claimedAt" FROM "Invitation" i ${INVITATION_STATE_JOINS}
       WHERE i."linkedUserId" = $1 ORDER BY i."claimedAt" DESC, i.id LIMIT 200`,
      [userId],
    );
    return rows;
  },
  identitiesOf: (userId: string) =>
    prisma.externalIdentity.findMany({ where: { userId }, orderBy: [{ createdAt: "asc" }, { id: "asc" }] }),
  contactMethodsOf: (userId: string) =>
    prisma.contactMethod.findMany({ where: { userId }, orderBy: [{ createdAt: "asc" }, { id: "asc" }] }),
  mergesOf: (userId: string) =>
    prisma.mergeOperation.findMany({
      where: { OR: [{ sourceId: userId }, { targetId: userId }] },
      select: { id: true, sourceId: true, targetId: true, createdAt: true },
      orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    }),
  consentsOf: (userId: string) =>
    prisma.consent.findMany({ where: { userId }, orderBy: [{ createdAt: "asc" }, { id: "asc" }] }),
  changeRole: (change: { actorId: string; userId: string; grant: Grant }) =>
    inTransaction(pool, (client) => changeRole(client, change)),
});
