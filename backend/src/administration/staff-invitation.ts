import type { AppContext } from "../app-context.ts";
import { quotaOf } from "../conversations/forecast.ts";
import type { StaffInvitation, StaffInvitationWithLink } from "../protocol/administration.ts";
import type { QuotaState } from "../protocol/quota.ts";
import { deriveInvitationToken } from "../invitations/invitation-token.ts";
import { quotaState, readLedger } from "../quotas/quota-state.ts";
import type { StaffInvitationRow } from "./administration-store.ts";

/** The same estimate that the invitee is shown. */
const quotaFor = async (world: AppContext, row: StaffInvitationRow): Promise<QuotaState> => {
  const sessions = row.linkedUserId
    ? await world.conversationStore.sessionsOf({ userId: row.linkedUserId, invitationId: row.id })
    : [];
  const newest = sessions[0];
  const version = newest
    ? await world.conversationStore.version(newest.scenarioVersionId)
    : (await world.conversationStore.newestVersions(row.scenarioId))[0];
  if (!version) return quotaState(readLedger(row), { full: Number.MAX_SAFE_INTEGER, least: Number.MAX_SAFE_INTEGER });
  const transcript = newest ? await world.conversationStore.transcript(newest.id) : { opening: null, exchanges: [] };
  return quotaOf(world, row.id, { version, transcript, sessionId: newest?.id ?? null });
};

export const staffInvitation = async (world: AppContext, row: StaffInvitationRow): Promise<StaffInvitation> => ({
  id: row.id,
  label: row.label,
  externalRef: row.externalRef,
  scenario: row.scenarioSlug === null ? null : { slug: row.scenarioSlug, name: row.scenarioName ?? row.scenarioSlug },
  site: row.siteKey === null ? null : { key: row.siteKey, name: row.siteName ?? row.siteKey },
  claimMode: row.claimMode,
  maxClaims: row.maxClaims,
  claimCount: row.claimCount,
  state: row.state,
  lastProblemCode: row.lastProblemCode,
  quotaLabel: row.quota.label,
  quota: await quotaFor(world, row),
  exchangesUsed: row.exchangesUsed,
  createdAt: row.createdAt.toISOString(),
  openedAt: row.openedAt?.toISOString() ?? null,
  claimedAt: row.claimedAt?.toISOString() ?? null,
  lastActivityAt: row.lastActivityAt?.toISOString() ?? null,
  expiresAt: row.expiresAt.toISOString(),
  revokedAt: row.revokedAt?.toISOString() ?? null,
});

/** Token and link, derived anew each time; the database has only the hash. The token stands in the fragment: no server log sees it. */
export const withLink = async (world: AppContext, row: StaffInvitationRow): Promise<StaffInvitationWithLink> => {
  const token = deriveInvitationToken(world.keys.invitation, row.id, row.tokenVersion);
  // An invitation without a site may be opened on any active one.
  const page =
    row.pageUrl ??
    (await world.administrationStore.sites()).find((site) => site.isActive)?.pageUrl ??
    world.publicUrl();
  return { ...(await staffInvitation(world, row)), token, link: `${page}#invitation=${token}` };
};
