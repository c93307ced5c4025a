import type { AppContext } from "../app-context.ts";
import { quotaOf } from "../conversations/forecast.ts";
import { worldOf } from "../conversations/world-of.ts";
import { EMPTY_SESSION } from "../conversations/transcript.ts";
import type { StaffInvitation, StaffInvitationWithLink } from "../protocol/administration.ts";
import type { QuotaState } from "../protocol/quota.ts";
import { linksOf } from "../invitations/invitation-link.ts";
import { quotaState, readLedger } from "../quotas/quota-state.ts";
import { inviteeView } from "./invitee-view.ts";
import type { StaffInvitationRow } from "./staff-invitation-store.ts";

/** What the quotas of a page are worked out from, read for all of it at once: as many queries for one invitation as for fifty. */
const readLines = async (world: AppContext, invitationIds: readonly string[]) => {
  const lines = await world.quotaLineStore.quotaLines(invitationIds);
  const sessionIds = lines.flatMap(({ sessionId }) => sessionId ?? []);
  const [transcripts, calls] = await Promise.all([
    world.conversationStore.transcripts(sessionIds),
    world.exchangeStore.lastCallsOf(sessionIds),
  ]);
  return new Map(
    lines.map((line) => [
      line.invitationId,
      {
        ...line,
        transcript: transcripts.get(line.sessionId ?? 0) ?? EMPTY_SESSION,
        lastCalls: calls.get(line.sessionId ?? 0) ?? [],
      },
    ]),
  );
};
type Line = Awaited<ReturnType<typeof readLines>> extends Map<string, infer L> ? L : never;

/** The same estimate that the invitee is shown, from what was read for the whole page. */
const quotaFor = async (world: AppContext, row: StaffInvitationRow, line: Line | undefined): Promise<QuotaState> => {
  const ledger = readLedger(row);
  if (!line?.version) return quotaState(ledger, { full: Number.MAX_SAFE_INTEGER, least: Number.MAX_SAFE_INTEGER });
  const { version, transcript, sessionId, lastCalls } = line;
  const asRead = {
    ...worldOf(world, line),
    quotaStore: { ...world.quotaStore, ledger: async () => ledger },
    exchangeStore: { ...world.exchangeStore, lastCalls: async () => lastCalls },
  };
  return quotaOf(asRead, row.id, { version, transcript, sessionId });
};

const view = (row: StaffInvitationRow, quota: QuotaState): StaffInvitation => ({
  id: row.id,
  label: row.label,
  externalRef: row.externalRef,
  cohort: row.cohort,
  presetName: row.presetName,
  email: row.email,
  mailQueuedAt: row.mailQueuedAt?.toISOString() ?? null,
  mailedAt: row.mailedAt?.toISOString() ?? null,
  remindedAt: row.remindedAt?.toISOString() ?? null,
  reminderCount: row.reminderCount,
  scenario: row.scenarioSlug === null ? null : { slug: row.scenarioSlug, name: row.scenarioName ?? row.scenarioSlug },
  chosenScenario: row.chosenScenario,
  site: row.siteKey === null ? null : { key: row.siteKey, name: row.siteName ?? row.siteKey },
  claimMode: row.claimMode,
  maxClaims: row.maxClaims,
  claimCount: row.claimCount,
  state: row.state,
  stateSince: row.stateSince.toISOString(),
  lastProblemCode: row.lastProblemCode,
  quotaLabel: row.quota.label,
  quota,
  exchangesUsed: row.exchangesUsed,
  createdAt: row.createdAt.toISOString(),
  openedAt: row.openedAt?.toISOString() ?? null,
  claimedAt: row.claimedAt?.toISOString() ?? null,
  lastActivityAt: row.lastActivityAt?.toISOString() ?? null,
  expiresAt: row.expiresAt.toISOString(),
  revokedAt: row.revokedAt?.toISOString() ?? null,
});

/** In the order of the rows; however many they are, their quotas take three queries. */
export const staffInvitations = async (
  world: AppContext,
  rows: readonly StaffInvitationRow[],
): Promise<StaffInvitation[]> => {
  const lines = await readLines(
    world,
    rows.map((row) => row.id),
  );
  return Promise.all(rows.map(async (row) => view(row, await quotaFor(world, row, lines.get(row.id)))));
};

/** With its link, which can be shown again. */
export const withLink = async (world: AppContext, row: StaffInvitationRow): Promise<StaffInvitationWithLink> => {
  const [linked] = await linksOf(world, [row]);
  const lines = await readLines(world, [row.id]);
  const quota = await quotaFor(world, row, lines.get(row.id));
  const invitee = row.linkedUserId === null ? null : await world.inviteeStore.invitee(row.id);
  return {
    ...view(row, quota),
    token: linked?.token ?? "",
    link: linked?.link ?? "",
    invitee: invitee && inviteeView(invitee),
  };
};
