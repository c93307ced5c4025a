import type { AppContext } from "../app-context.ts";
import type { Invitee } from "../identity/authenticate.ts";
import { isSimulated, scenariosOf } from "../invitations/invitation-view.ts";
import { Problem } from "../problem.ts";
import type { StartSession } from "../protocol/conversation.ts";
import type { SessionRow } from "./conversation-store.ts";
import { chooseLanguage } from "./language.ts";
import { assertWritable, openSession } from "./open-session.ts";

/**
 * One sitting of the invitation in one scenario version, pinned to the newest: the unfinished one, or a new one.
 * @throws Problem not-found (a scenario this invitation may not start), invalid (a choice is needed), revoked, expired
 */
export const startSession = async (
  world: AppContext,
  invitee: Invitee,
  request: StartSession,
): Promise<{ session: SessionRow; created: boolean }> => {
  const invitation = await world.invitationStore.byId(invitee.invitationId);
  if (!invitation) throw new Problem("not-found", "This invitation is gone.");
  assertWritable({ revoked: invitation.revokedAt !== null, expired: invitation.expired });
  const versions = await scenariosOf(world, invitation);
  const slug = request.scenarioSlug;
  if (slug === undefined && versions.length !== 1)
    throw new Problem("invalid", "Choose a scenario.", {
      errors: [{ pointer: "/scenarioSlug", detail: `one of ${versions.map((version) => version.slug).join(", ")}` }],
    });
  const version = slug === undefined ? versions[0] : versions.find((candidate) => candidate.slug === slug);
  if (!version) throw new Problem("not-found", "This invitation has no such scenario.");
  const { id, created } = await world.conversationStore.startSession({
    ...invitee,
    version,
    locale: chooseLanguage(request.locale, version.languages),
    simulated: await isSimulated(world, invitation),
    always: request.new === true,
  });
  return { session: await openSession(world, invitee, id), created };
};
