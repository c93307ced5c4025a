import type { Connection } from "../database/in-transaction.ts";
import type { AppContext } from "../app-context.ts";
import { personNeeded } from "../identity/authenticate.ts";
import { hmac, sha256 } from "../identity/derive-key.ts";
import type { InvitationRow } from "../invitations/invitation-store.ts";
import { Problem } from "../problem.ts";
import { becomePerson } from "./become-person.ts";
import {
  childOfPerson,
  endLogins,
  holdPerson,
  linkInvitation,
  linkPerson,
  lockUser,
  notePresence,
  userOf,
  useTokenId,
} from "./known-person-store.ts";
import { type KnownPerson, readPersonToken } from "./read-person-token.ts";

type Claimed = { userId: string; role: string; first: boolean };

/**
 * Whom the host site says is claiming; null where it says nothing and need not.
 * @throws Problem known-person-needed, known-person-refused
 */
export const readClaimant = async (
  world: Pick<AppContext, "invitationStore" | "siteKeyStore" | "keys">,
  siteId: string | null,
  token: string | undefined,
): Promise<KnownPerson | null> => {
  if (token !== undefined) return readPersonToken(world, token, siteId);
  const site = siteId === null ? null : await world.invitationStore.site(siteId);
  if (site?.requireKnownPeople) throw personNeeded();
  return null;
};

/**
 * The child of a SHARED invitation goes with the person, from whatever device; one that this device has as a guest becomes
 * theirs. @returns its id, else the device under which a new one is made: one that nobody can name
 */
export const childForPerson = async (
  world: Pick<AppContext, "keys">,
  client: Connection,
  parentId: string,
  person: KnownPerson,
  deviceId: string | undefined,
): Promise<{ id: string } | { deviceId: string }> => {
  const id = await childOfPerson(client, parentId, person, deviceId === undefined ? null : sha256(deviceId));
  const unnameable = hmac(world.keys.device, `${person.provider}\n${person.externalId}`).toString("hex");
  return id === null ? { deviceId: unnameable } : { id };
};

/**
 * A claim by somebody whom the site has signed. A fresh invitation becomes theirs, one of their own lets them in, one of a
 * guest who is nobody yet makes that guest them. The invitation's row is locked.
 * @throws Problem known-person-refused, identity-taken (asks for `confirm`), invitation-used, merge-refused
 */
export const claimAsPerson = async (
  world: Pick<AppContext, "invitationStore" | "keys">,
  client: Connection,
  invitation: InvitationRow,
  person: KnownPerson,
  confirm: boolean,
): Promise<Claimed> => {
  await useTokenId(client, person);
  const linkedId = invitation.linkedUserId;
  const found = await userOf(client, person);
  // A merge takes its locks from the start, in an order of its own.
  const known = linkedId === null || linkedId === found?.id ? await holdPerson(client, person) : found;
  const claimed = async (userId: string, first: boolean): Promise<Claimed> => {
    await notePresence(client, userId, person);
    return { userId, role: "USER", first };
  };
  if (known !== null && (linkedId === null || linkedId === known.id)) {
    if (linkedId === null) await linkInvitation(client, invitation.id, known.id);
    return claimed(known.id, linkedId === null);
  }
  const guest = await world.invitationStore.ensureGuest(client, invitation);
  if (guest.role !== "GUEST")
    throw new Problem(
      "invitation-used",
      "Whoever this invitation belongs to has signed in since. Sign in to come back.",
    );
  if (known) {
    await becomePerson(world, client, { userId: guest.userId, loginId: null }, { user: known, person }, confirm);
    return claimed(known.id, false);
  }
  await linkPerson(client, await lockUser(client, guest.userId), person);
  // Whoever came by the same link as a guest before is not them.
  await endLogins(client, guest.userId);
  return claimed(guest.userId, guest.first);
};
