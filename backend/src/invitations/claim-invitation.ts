import { randomUUID } from "node:crypto";
import { audit } from "../administration/audit-store.ts";
import type { AppContext } from "../app-context.ts";
import { sessionSummary } from "../conversations/session-summary.ts";
import { type Connection, inTransaction } from "../database/in-transaction.ts";
import { retryConflicts } from "../database/retry-conflicts.ts";
import { sha256 } from "../identity/derive-key.ts";
import { openLogin } from "../identity/identity-store.ts";
import { issueTokens, refreshTokenHash } from "../identity/refresh-login.ts";
import { Problem } from "../problem.ts";
import type { ClaimRequest, ClaimResponse } from "../protocol/identity.ts";
import { childForPerson, claimAsPerson, readClaimant } from "../known-people/claim-as-person.ts";
import { UNIQUE_VIOLATION } from "../known-people/become-person.ts";
import type { KnownPerson } from "../known-people/read-person-token.ts";
import { sayAtClaim } from "../rights/consent-store.ts";
import { recordEvent } from "../telemetry/telemetry-store.ts";
import { assertStillItsToken, findInvitation } from "./find-invitation.ts";
import { deriveInvitationToken, hashToken } from "./invitation-token.ts";
import type { InvitationRow } from "./invitation-store.ts";
import { invitationView } from "./invitation-view.ts";
import { CONSENT_VERSION } from "./who-sees-what.ts";

/** Expired or revoked: no first claim. Who claimed before comes back in, to read. */
const assertClaimable = (invitation: InvitationRow): void => {
  if (invitation.revokedAt !== null) throw new Problem("revoked", "This invitation was revoked. Ask for a new link.");
  if (invitation.expired) throw new Problem("expired", "This invitation has expired. Ask for a new link.");
};

/** The child invitation of a device: the one it has, or a new one while there is room. The parent's row is locked. */
const childFor = async (
  world: AppContext,
  client: Connection,
  parent: InvitationRow,
  device: { id: string } | { deviceId: string },
): Promise<InvitationRow> => {
  if ("id" in device) return world.invitationStore.lock(client, device.id);
  const deviceHash = sha256(device.deviceId);
  const known = await world.invitationStore.childOfDevice(client, parent.id, deviceHash);
  if (known) return world.invitationStore.lock(client, known);
  assertClaimable(parent);
  if (parent.maxClaims !== null && parent.claimCount >= parent.maxClaims)
    throw new Problem("claims-used-up", "Everyone this invitation was for has come. Ask for a link of your own.");
  const id = randomUUID();
  await world.invitationStore.insertChild(
    client,
    parent.id,
    id,
    hashToken(deriveInvitationToken(world.keys.invitation, id, 1)),
    deviceHash,
  );
  return world.invitationStore.lock(client, id);
};

/** A child goes with its device, or with the person whom the site has signed. */
const deviceFor = (
  world: AppContext,
  client: Connection,
  parent: InvitationRow,
  { deviceId }: ClaimRequest,
  person: KnownPerson | null,
): Promise<{ id: string } | { deviceId: string }> =>
  person
    ? childForPerson(world, client, parent.id, person, deviceId)
    : Promise.resolve({ deviceId: deviceId ?? randomUUID() });

/**
 * A person's click: makes the one guest, or lets that guest in again. The invitation's row lock makes a hundred claims
 * at once one guest and at most five live devices.
 * With `identified` it is the person whom the site has signed who claims.
 * @throws Problem mistyped-token, invitation-not-found, invalid (another consent), revoked, expired, invitation-used, claims-used-up,
 * known-person-needed, known-person-refused, identity-taken (asks for `confirm`)
 */
export const claimInvitation = async (world: AppContext, request: ClaimRequest): Promise<ClaimResponse> => {
  const found = await findInvitation(world, request.token);
  if (request.consent.service !== CONSENT_VERSION)
    throw new Problem("invalid", "The consent text has changed. Read it again and start from there.", {
      errors: [{ pointer: "/consent/service", detail: `the current version is ${CONSENT_VERSION}` }],
    });
  const person = await readClaimant(world, found.siteId, request.identified);
  const claim = () =>
    inTransaction(world.invitationStore.transactionPool, async (client) => {
      const locked = await world.invitationStore.lock(client, found.id);
      assertStillItsToken(locked, request.token);
      const invitation =
        locked.claimMode === "SHARED"
          ? await childFor(world, client, locked, await deviceFor(world, client, locked, request, person))
          : locked;
      if (invitation.linkedUserId === null) assertClaimable(invitation);
      const guest = person
        ? await claimAsPerson(world, client, invitation, person, request.confirm ?? false)
        : await world.invitationStore.ensureGuest(client, invitation);
      if (!person && guest.role !== "GUEST")
        throw new Problem(
          "invitation-used",
          "Whoever this invitation belongs to has signed in since. Sign in to come back.",
        );
      await sayAtClaim(
        client,
        { userId: guest.userId, invitationId: invitation.id },
        { service: request.consent.service, research: request.consent.research },
      );
      const login = {
        userId: guest.userId,
        invitationId: invitation.id,
        deviceHash: request.deviceId === undefined ? null : sha256(request.deviceId),
      };
      const loginId = await openLogin(client, login, refreshTokenHash(world));
      if (guest.first) {
        await recordEvent(client, "invitation_claimed", {
          userId: guest.userId,
          properties: { invitation: invitation.id, mode: locked.claimMode },
        });
        await audit(client, { actorId: guest.userId, action: "invitation.claim", subject: invitation.id });
      }
      return { loginId, userId: guest.userId, invitationId: invitation.id };
    });
  // Whoever is signed for twice at their very first coming is found at the second try.
  const { loginId, userId, invitationId } = await retryConflicts(claim, person ? [UNIQUE_VIOLATION] : []);
  return {
    ...(await issueTokens(world, { id: loginId }, 0)),
    ...(await describeInvitee(world, { userId, invitationId })),
  };
};

/** Who the invitee is, what they hold, and what they have begun. */
export const describeInvitee = async (
  world: AppContext,
  invitee: { userId: string; invitationId: string },
): Promise<Pick<ClaimResponse, "user" | "invitation" | "sessions">> => {
  const [user, invitation, sessions] = await Promise.all([
    world.identityStore.user(invitee.userId),
    world.invitationStore.byId(invitee.invitationId),
    world.conversationStore.sessionsOf(invitee),
  ]);
  if (!invitation) throw new Problem("not-found", "This invitation is gone.");
  const versions = new Map(
    await Promise.all(
      [...new Set(sessions.map((session) => session.scenarioVersionId))].map(
        async (id) => [id, await world.conversationStore.version(id)] as const,
      ),
    ),
  );
  return {
    // In a widget everybody is an invitee: no page that embeds one learns who is staff.
    user: { id: user.id, name: user.name, avatarUrl: user.avatarUrl, role: user.role === "GUEST" ? "GUEST" : "USER" },
    invitation: await invitationView(world, invitation),
    sessions: sessions.flatMap((session) => {
      const version = versions.get(session.scenarioVersionId);
      return version ? [sessionSummary(session, version)] : [];
    }),
  };
};
