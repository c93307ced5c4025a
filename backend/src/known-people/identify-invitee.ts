import type { AppContext } from "../app-context.ts";
import { type Connection, inTransaction } from "../database/in-transaction.ts";
import { retryConflicts } from "../database/retry-conflicts.ts";
import type { Invitee } from "../identity/authenticate.ts";
import { issueTokens, refreshTokenHash } from "../identity/refresh-login.ts";
import { describeInvitee } from "../invitations/claim-invitation.ts";
import { signInAgain } from "../people/sign-in-again.ts";
import type { IdentifyRequest, IdentifyResponse } from "../protocol/known-people.ts";
import { becomePerson, UNIQUE_VIOLATION } from "./become-person.ts";
import { endLogins, holdLogin, linkPerson, lockUser, notePresence, userOf, useTokenId } from "./known-person-store.ts";
import { type KnownPerson, readPersonToken } from "./read-person-token.ts";

type Identified = { outcome: IdentifyResponse["outcome"]; userId: string; loginId: string };

/**
 * The host site says who the invitee is. Who is known by that to nobody becomes a USER in place; who is somebody already
 * becomes part of them, once they have confirmed it. Except where nothing changed, all sign-ins of the guest end and this
 * device gets a new one. The token is used up at the same commit: what is refused leaves it good.
 * @throws Problem known-person-refused, another-person, identity-taken (asks for `confirm`), merge-refused, session-ended
 */
export const identifyInvitee = async (
  world: AppContext,
  invitee: Invitee,
  { token, confirm = false }: IdentifyRequest,
): Promise<IdentifyResponse> => {
  const person = await readPersonToken(world, token, invitee.siteId);
  const { outcome, userId, loginId } = await retryConflicts(
    () =>
      inTransaction(world.database.pool, async (client) => {
        // Locks go invitation, login, user: as where the invitation is claimed.
        await world.invitationStore.lock(client, invitee.invitationId);
        const signedIn = { loginId: invitee.loginId, userId: await holdLogin(client, invitee.loginId) };
        await useTokenId(client, person);
        return identifyWithin(world, client, signedIn, person, confirm);
      }),
    [UNIQUE_VIOLATION],
  );
  const me = await describeInvitee(world, { userId, invitationId: invitee.invitationId });
  return { outcome, ...me, ...(loginId === invitee.loginId ? {} : await issueTokens(world, { id: loginId }, 0)) };
};

const identifyWithin = async (
  world: AppContext,
  client: Connection,
  { userId, loginId }: { userId: string; loginId: string },
  person: KnownPerson,
  confirm: boolean,
): Promise<Identified> => {
  const known = await userOf(client, person);
  if (known?.id === userId) {
    await notePresence(client, userId, person);
    return { outcome: "known", userId, loginId };
  }
  if (known) await becomePerson(world, client, { userId, loginId }, { user: known, person }, confirm);
  else await linkPerson(client, await lockUser(client, userId), person);
  const now = known?.id ?? userId;
  await notePresence(client, now, person);
  await endLogins(client, userId);
  const again = await signInAgain(client, { loginSessionId: loginId, userId: now }, refreshTokenHash(world));
  return { outcome: known ? "merged" : "linked", userId: now, loginId: again?.id ?? loginId };
};
