import type { AppContext } from "../app-context.ts";
import type { Staff } from "../identity/authenticate.ts";
import type { StaffUser, StaffUserDetail } from "../protocol/staff.ts";
import type { UserRow } from "./user-store.ts";

const at = (time: Date | null): string | null => time?.toISOString() ?? null;

/** Addresses are for ADMINs; staff work with names and ids. */
const seesEmails = (staff: Staff): boolean => staff.role === "ADMIN";

export const userView = (staff: Staff, { emails, ...row }: UserRow): StaffUser => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  lastLoginAt: at(row.lastLoginAt),
  erasedAt: at(row.erasedAt),
  ...(seesEmails(staff) ? { emails } : {}),
});

/** Everything that says who somebody is here, and what they agreed to; not what they said. */
export const userDetail = async (
  world: Pick<AppContext, "userStore">,
  staff: Staff,
  row: UserRow,
): Promise<StaffUserDetail> => {
  const store = world.userStore;
  const [identities, contactMethods, invitations, merges, consents] = await Promise.all([
    store.identitiesOf(row.id),
    store.contactMethodsOf(row.id),
    store.invitationsOf(row.id),
    store.mergesOf(row.id),
    store.consentsOf(row.id),
  ]);
  return {
    ...userView(staff, row),
    identities: identities.map(({ id, provider, createdAt, email }) => ({
      id,
      provider,
      createdAt: createdAt.toISOString(),
      ...(seesEmails(staff) ? { email } : {}),
    })),
    contactMethods: contactMethods.map(({ id, type, verified, primary, createdAt, value }) => ({
      id,
      type,
      verified,
      primary,
      createdAt: createdAt.toISOString(),
      ...(seesEmails(staff) ? { value } : {}),
    })),
    invitations: invitations.map((invitation) => ({ ...invitation, claimedAt: at(invitation.claimedAt) })),
    merges: merges.map((merge) => ({ ...merge, createdAt: merge.createdAt.toISOString() })),
    consents: consents.map(({ invitationId, service, research, createdAt, withdrawnAt }) => ({
      invitationId,
      service,
      research,
      createdAt: createdAt.toISOString(),
      withdrawnAt: at(withdrawnAt),
    })),
  };
};
