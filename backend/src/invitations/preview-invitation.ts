import type { AppContext } from "../app-context.ts";
import { scenarioView } from "../conversations/session-summary.ts";
import type { Preview } from "../protocol/identity.ts";
import { findInvitation } from "./find-invitation.ts";
import { invitationQuota, isErased, isSimulated, newestSession, scenariosOf, siteOf } from "./invitation-view.ts";
import { CONSENT_VERSION, WHO_SEES_WHAT } from "./who-sees-what.ts";

/** What the invitee will enter. Claims nothing; says that the link was opened. */
export const previewInvitation = async (world: AppContext, token: string): Promise<Preview> => {
  const invitation = await findInvitation(world, token);
  await world.invitationStore.markOpened(invitation.id);
  const [site, versions, quota, current] = await Promise.all([
    siteOf(world, invitation),
    scenariosOf(world, invitation),
    invitationQuota(world, invitation),
    newestSession(world, invitation),
  ]);
  return {
    ...site,
    scenarios: versions.map(scenarioView),
    exchanges: quota.aboutExchanges,
    expiresAt: invitation.expiresAt.toISOString(),
    state: invitation.state === "unopened" ? "opened" : invitation.state,
    claimed: invitation.claimedAt !== null,
    erased: isErased(invitation),
    currentScenario: current && (await world.conversationStore.version(current.scenarioVersionId)).slug,
    consent: { version: CONSENT_VERSION },
    whoSeesWhat: WHO_SEES_WHAT,
    simulated: await isSimulated(world, invitation),
  };
};
