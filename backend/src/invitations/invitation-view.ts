import type { AppContext } from "../app-context.ts";
import { quotaOf, type QuotaWorld } from "../conversations/forecast.ts";
import { worldOf } from "../conversations/world-of.ts";
import type { SessionRow, VersionRow } from "../conversations/conversation-store.ts";
import type { HelpContact, InvitationView } from "../protocol/identity.ts";
import { HelpContact as HelpContactSchema } from "../protocol/identity.ts";
import { type Theme, Theme as ThemeSchema } from "../protocol/theme.ts";
import type { QuotaState } from "../protocol/quota.ts";
import { readLedger } from "../quotas/quota-state.ts";
import { z } from "zod";
import { voiceTerms } from "../recordings/voice-terms.ts";
import type { InvitationRow } from "./invitation-store.ts";

type World = QuotaWorld & Pick<AppContext, "invitationStore" | "simulated" | "transcribe">;

/** Erasure leaves an invitation claimed, revoked, and nobody's; staff who re-issue it give it to somebody new. */
export const isErased = (it: Pick<InvitationRow, "claimedAt" | "revokedAt" | "linkedUserId">): boolean =>
  it.claimedAt !== null && it.revokedAt !== null && it.linkedUserId === null;

export const readHelpContacts = (json: unknown): HelpContact[] => z.array(HelpContactSchema).safeParse(json).data ?? [];

/** The looks that staff have given a site's widget; left out where there are none. */
const themeOf = (site: { theme: unknown } | null): { theme?: Theme } => {
  const theme = ThemeSchema.safeParse(site?.theme).data ?? {};
  return Object.keys(theme).length === 0 ? {} : { theme };
};

export const siteOf = async (
  world: Pick<World, "invitationStore" | "config" | "transcribe" | "simulated">,
  invitation: { siteId: string | null },
) => {
  const site = invitation.siteId === null ? null : await world.invitationStore.site(invitation.siteId);
  return {
    siteName: site?.name ?? null,
    helpContacts: readHelpContacts(site?.helpContacts),
    ...themeOf(site),
    ...voiceTerms(world, site),
  };
};

/** The scenarios an invitation may start: its own, or the choice of all active ones; a trial its one version. */
export const scenariosOf = async (
  world: Pick<World, "conversationStore">,
  { scenarioId, trialVersionId }: { scenarioId: number | null; trialVersionId: string | null },
): Promise<VersionRow[]> =>
  trialVersionId === null
    ? world.conversationStore.newestVersions(scenarioId)
    : [await world.conversationStore.version(trialVersionId)];

/** Whether its sessions are answered by the simulator: all are, its site is in test mode, or it is a trial that spends nothing. */
export const isSimulated = async (
  world: Pick<World, "invitationStore" | "simulated">,
  { simulated, siteId }: Pick<InvitationRow, "simulated" | "siteId">,
): Promise<boolean> =>
  world.simulated || simulated || (siteId !== null && ((await world.invitationStore.site(siteId))?.testMode ?? false));

export const newestSession = async (
  world: Pick<World, "conversationStore">,
  { id, linkedUserId }: Pick<InvitationRow, "id" | "linkedUserId">,
): Promise<SessionRow | null> => {
  if (linkedUserId === null) return null;
  const sessions = await world.conversationStore.sessionsOf({ userId: linkedUserId, invitationId: id });
  return sessions[0] ?? null;
};

/** The quota in exchanges of the newest session, or of a first one in the (first) scenario. */
export const invitationQuota = async (world: World, invitation: InvitationRow): Promise<QuotaState> => {
  const newest = await newestSession(world, invitation);
  if (newest) {
    const [version, transcript] = await Promise.all([
      world.conversationStore.versionOf(newest),
      world.conversationStore.transcript(newest.id),
    ]);
    return quotaOf(worldOf(world, newest), invitation.id, { version, transcript, sessionId: newest.id });
  }
  const [version] = await scenariosOf(world, invitation);
  if (version) {
    const asked = worldOf(world, { simulated: await isSimulated(world, invitation) });
    return quotaOf(asked, invitation.id, { version, transcript: { opening: null, exchanges: [] }, sessionId: null });
  }
  const ledger = readLedger(invitation);
  return {
    ...ledger,
    remaining: Math.max(0, ledger.tokens - ledger.used - ledger.reserved),
    exchangesLeft: 0,
    aboutExchanges: 0,
    level: "exhausted",
  };
};

export const invitationView = async (world: World, invitation: InvitationRow): Promise<InvitationView> => ({
  id: invitation.id,
  shared: invitation.parentId !== null,
  label: invitation.label,
  expiresAt: invitation.expiresAt.toISOString(),
  state: invitation.state,
  quota: await invitationQuota(world, invitation),
  ...(await siteOf(world, invitation)),
  simulated: await isSimulated(world, invitation),
  ...(invitation.trialVersionId === null ? {} : { trial: true as const }),
});
