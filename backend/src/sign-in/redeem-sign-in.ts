import type { AppContext } from "../app-context.ts";
import { type Connection, inTransaction } from "../database/in-transaction.ts";
import { retryConflicts } from "../database/retry-conflicts.ts";
import { sha256 } from "../identity/derive-key.ts";
import { decrypt } from "../identity/encrypt.ts";
import { openLogin } from "../identity/identity-store.ts";
import { issueTokens, refreshTokenHash } from "../identity/refresh-login.ts";
import { describeInvitee } from "../invitations/claim-invitation.ts";
import { identityTaken } from "../people/identity-taken.ts";
import { mergeWithin } from "../people/merge-users.ts";
import { signInAgain } from "../people/sign-in-again.ts";
import { Problem } from "../problem.ts";
import type { RedeemedSignIn, RedeemSignIn } from "../protocol/sign-in.ts";
import { recordEvent } from "../telemetry/telemetry-store.ts";
import type { IdentityProvider, ProviderPerson } from "./identity-provider.ts";
import {
  addIdentity,
  advanceLogin,
  endOtherLogins,
  hasContact,
  keepUp,
  lockOwner,
  lockUser,
  type Owner,
  ownerOf,
} from "./linked-identity-store.ts";
import { assertBeginner, signInStatus } from "./read-sign-in.ts";
import { challengeOf, returnCodeOf } from "./sign-in-keys.ts";
import type { SignInRow } from "./sign-in-store.ts";
import { isRightsPage } from "./start-sign-in.ts";

/** By the login that began it, or by the invitation whose owner it is. */
export type Redeemer = { userId: string; loginId: string | null; invitationId: string };
type Outcome = RedeemedSignIn["outcome"];
type Signed = { outcome: Outcome; login: { id: string; userId: string; invitationId: string }; generation: number };
type Step = { client: Connection; provider: IdentityProvider; person: ProviderPerson; redeemer: Redeemer };

const keyOf = ({ provider, person }: Step) => ({ provider: provider.identityProvider, subject: person.subject });
const ended = () => new Problem("session-ended", "This sign-in has ended. Open the invitation link again.");

/** @throws Problem wrong-verifier, sign-in-used, sign-in-failed, sign-in-expired, sign-in-not-ready */
const assertRedeemable = (world: AppContext, row: SignInRow, request: RedeemSignIn): void => {
  if (challengeOf(request.verifier) !== row.challenge)
    throw new Problem("wrong-verifier", "The verifier is not the one of this sign-in.");
  // Only a proven opener makes it safe to ask by id. A redirect has none: the browser that came back brings its code.
  if (row.purpose === "link-redirect" && request.code !== returnCodeOf(world, row.id))
    throw new Problem("wrong-verifier", "The code is not the one that came back in the address.");
  const { status, code } = signInStatus(row);
  if (row.redeemedAt !== null) throw new Problem("sign-in-used", "This sign-in was redeemed before.");
  if (code === "sign-in-expired") throw new Problem("sign-in-expired", "This sign-in took too long. Begin again.");
  if (status === "failed")
    throw new Problem("sign-in-failed", "The sign-in failed. Begin again.", { extension: { reason: code } });
  if (status === "pending" || row.openedAt === null)
    throw new Problem("sign-in-not-ready", "The provider's answer is not there yet.");
};

const refused = () =>
  new Problem("merge-refused", "This account belongs to another person here, and the two cannot become one.");

/** The identity of another user: both are shown, and with a yes they become one. */
const mergeInto = async (world: AppContext, step: Step, owner: Owner, confirm: boolean): Promise<Signed> => {
  const { client, provider, redeemer } = step;
  const me = await client.query<{ role: string }>(`SELECT role FROM "User" WHERE id = $1`, [redeemer.userId]);
  if (owner.role !== "USER" || me.rows[0]?.role !== "GUEST" || redeemer.loginId === null) throw refused();
  if (!confirm)
    throw await identityTaken(client, { sourceId: redeemer.userId, target: { ...owner, provider: provider.id } });
  const { targetId } = await mergeWithin(client, world.keys, {
    sourceId: redeemer.userId,
    targetId: owner.userId,
    requestedById: redeemer.userId,
    loginSessionId: redeemer.loginId,
  });
  // Both are locked now: who has removed the identity meanwhile is not met by it any more.
  if ((await ownerOf(client, keyOf(step)))?.userId !== targetId) throw refused();
  await keepUp(client, targetId, keyOf(step), step.person);
  const login = await signInAgain(
    client,
    { loginSessionId: redeemer.loginId, userId: targetId },
    refreshTokenHash(world),
  );
  if (!login) throw ended();
  return { outcome: "merged", login, generation: 0 };
};

/** In place: the same row of the same person, who keeps everything. */
const linkInPlace = async (world: AppContext, step: Step): Promise<Signed> => {
  const { client, person, redeemer } = step;
  const loginId = redeemer.loginId;
  // Locks go invitation, login, user: as where the invitation is claimed.
  await world.invitationStore.lock(client, redeemer.invitationId);
  const generation = loginId === null ? null : await advanceLogin(client, loginId, refreshTokenHash(world));
  const user = generation === null ? null : await lockUser(client, redeemer.userId);
  if (!user || loginId === null || generation === null) throw ended();
  if (user.role === "STAFF" || user.role === "ADMIN")
    throw new Problem("use-console", "Staff link their accounts in the console.");
  const isNew = await addIdentity(client, redeemer.userId, keyOf(step), person.email);
  const owner = await ownerOf(client, keyOf(step));
  // Somebody else was faster by a moment. A merge takes its locks from the start: this is rolled back, and asked for again.
  if (owner && owner.userId !== redeemer.userId) return mergeInto(world, step, owner, false);
  await keepUp(client, redeemer.userId, keyOf(step), person);
  if (user.role === "GUEST") await endOtherLogins(client, redeemer.userId, loginId);
  const { userId, invitationId } = redeemer;
  return { outcome: isNew ? "linked" : "known", login: { id: loginId, userId, invitationId }, generation };
};

/** Back to an invitation that its owner has signed in to before: the link alone does not open it any more. */
const returnTo = async (world: AppContext, step: Step, deviceId?: string): Promise<Signed> => {
  const { client, redeemer } = step;
  const invitation = await world.invitationStore.lock(client, redeemer.invitationId);
  const owner = await lockOwner(client, keyOf(step));
  if (!owner || owner.userId !== invitation.linkedUserId)
    throw new Problem("other-account", "This invitation belongs to another account. Sign in with that one.");
  await keepUp(client, owner.userId, keyOf(step), step.person);
  const login = {
    userId: owner.userId,
    invitationId: invitation.id,
    deviceHash: deviceId === undefined ? null : sha256(deviceId),
  };
  return {
    outcome: "returned",
    login: { id: await openLogin(client, login, refreshTokenHash(world)), ...login },
    generation: 0,
  };
};

/**
 * The one who began it takes the sign-in's outcome, once: with the verifier, and as the same login. One transaction: what
 * is refused leaves the sign-in as it was.
 * @throws Problem not-found, wrong-verifier, sign-in-…, identity-taken (both accounts in its body; asks for `confirm`),
 * merge-refused, other-account, use-console, session-ended
 */
export const redeemSignIn = async (
  world: AppContext,
  id: string,
  redeemer: Redeemer,
  request: RedeemSignIn,
): Promise<RedeemedSignIn> => {
  const { signed, offer, unknown } = await retryConflicts(() =>
    inTransaction(world.signInStore.transactionPool, async (client) => {
      const row = assertBeginner(await world.signInStore.lock(client, id), redeemer.loginId);
      if (row.userId !== redeemer.userId) throw new Problem("not-found", "There is no such sign-in.");
      assertRedeemable(world, row, request);
      const provider = world.providers.find(row.provider);
      if (!provider || row.outcome === null) throw new Problem("not-found", "There is no such sign-in.");
      const person = JSON.parse(decrypt(world.keys.signIn, row.outcome)) as ProviderPerson;
      const step: Step = { client, provider, person, redeemer };
      const owner = await ownerOf(client, keyOf(step));
      await world.signInStore.markRedeemed(client, id);
      const isTaken = owner !== null && owner.userId !== redeemer.userId;
      const signed =
        redeemer.loginId === null
          ? await returnTo(world, step, request.deviceId)
          : isTaken
            ? await mergeInto(world, step, owner, request.confirm === true)
            : await linkInPlace(world, step);
      const { userId } = signed.login;
      const properties = { provider: provider.id, outcome: signed.outcome };
      await recordEvent(client, "signed_in", { userId, properties });
      const isOffered =
        person.emailVerified && person.email !== null && !(await hasContact(client, userId, person.email));
      return {
        signed,
        // For their rights they come in, also whom the site does not let talk: the routes tell the two apart.
        unknown: isRightsPage(world, row.returnUrl) ? ("allowed" as const) : ("refused" as const),
        offer: isOffered && person.email !== null ? { type: "email" as const, value: person.email } : null,
      };
    }),
  );
  return {
    ...(await issueTokens(world, signed.login, signed.generation, unknown)),
    ...(await describeInvitee(world, signed.login)),
    outcome: signed.outcome,
    offer,
  };
};
