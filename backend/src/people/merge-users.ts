import { audit } from "../administration/audit-store.ts";
import type { AppContext } from "../app-context.ts";
import { type Connection, inTransaction } from "../database/in-transaction.ts";
import { retryConflicts } from "../database/retry-conflicts.ts";
import { encrypt } from "../identity/encrypt.ts";
import { Problem } from "../problem.ts";
import { recordEvent } from "../telemetry/telemetry-store.ts";
import { consentsToRestrict } from "./merge-consents.ts";
import {
  addMerge,
  addRestrictions,
  buryUser,
  contactsOf,
  endSignIns,
  hasIdentity,
  lockUsers,
  lockWrittenTo,
  type MergeUser,
  mergeOf,
  moveContacts,
  moveRows,
  standingConsents,
} from "./merge-store.ts";
import { userSecret } from "./user-secret-store.ts";

export type Merge = {
  /** a GUEST without identities; what they have becomes the target's */
  sourceId: string;
  /** a USER */
  targetId: string;
  requestedById: string;
  /** the sign-in that asked; it ends with the source's others */
  loginSessionId: string | null;
};
type World = Pick<AppContext, "database" | "keys">;

const refuse = (detail: string): never => {
  throw new Problem("merge-refused", detail);
};

const assertMergeable = async (
  client: Connection,
  source: MergeUser | undefined,
  target: MergeUser | undefined,
): Promise<{ source: MergeUser; target: MergeUser }> => {
  if (!source || !target || source.id === target.id) return refuse("There are no two users to be made one.");
  if (source.role !== "GUEST" || source.mergedIntoId !== null || source.erasedAt !== null)
    return refuse("Only a guest who has not signed in can become part of another account.");
  if (await hasIdentity(client, source.id))
    return refuse("Only a guest who has not signed in can become part of another account.");
  if (target.role !== "USER" || target.mergedIntoId !== null || target.erasedAt !== null)
    return refuse("Nothing can become part of that account.");
  return { source, target };
};

/** @returns where the source is already; null where it has not been merged */
const replay = async (client: Connection, { sourceId, targetId }: Merge): Promise<{ targetId: string } | null> => {
  const before = await mergeOf(client, sourceId);
  if (!before) return null;
  return before.targetId === targetId || before.nowId === targetId
    ? { targetId: before.nowId }
    : refuse("This guest has become part of another account already.");
};

/**
 * The merge, inside a transaction of the caller's (which holds no lock on a user yet). The same one asked again changes nothing.
 * @throws Problem merge-refused
 */
export const mergeWithin = async (
  client: Connection,
  keys: World["keys"],
  merge: Merge,
): Promise<{ targetId: string }> => {
  const { sourceId, targetId } = merge;
  await lockWrittenTo(client, sourceId);
  const before = await replay(client, merge);
  if (before) return before;
  const users = await lockUsers(client, merge);
  // Again, where two had nothing to wait for each other before the users.
  const meanwhile = await replay(client, merge);
  if (meanwhile) return meanwhile;
  const { source, target } = await assertMergeable(
    client,
    users.find((user) => user.id === sourceId),
    users.find((user) => user.id === targetId),
  );
  const key = await userSecret(client, keys.userSecret, targetId);
  const contacts = await contactsOf(client, merge);
  const consents = await standingConsents(client, merge);

  const moved = await moveRows(client, merge);
  const movedContacts = await moveContacts(client, merge);
  await addRestrictions(client, targetId, consentsToRestrict(consents, merge));
  await endSignIns(client, sourceId);
  await buryUser(client, source, targetId);

  const counts = { ...moved, ContactMethod: movedContacts };
  const snapshot = encrypt(key, JSON.stringify({ source, target, contacts, consents, moved: counts }));
  const id = await addMerge(client, { ...merge, snapshot });
  await audit(client, {
    actorId: merge.requestedById,
    action: "user.merge",
    subject: targetId,
    detail: { merge: id, source: sourceId, login: merge.loginSessionId, moved: counts },
  });
  await recordEvent(client, "users_merged", {
    userId: targetId,
    properties: { source: sourceId, sessions: moved["ConversationSession"] ?? 0 },
  });
  return { targetId };
};

/**
 * A guest turned out to be a user that is known already: all that the guest has becomes the user's, at one commit, and the
 * guest stays as a tombstone that points there. Quotas stay with their invitations. The guest's sign-ins have ended with
 * it: the caller signs the device in again (sign-in-again.ts).
 * @returns the user it all belongs to now
 * @throws Problem merge-refused: the source is no bare guest, the target no USER, or the source went to another before
 */
export const mergeUsers = (world: World, merge: Merge): Promise<{ targetId: string }> =>
  retryConflicts(() => inTransaction(world.database.pool, (client) => mergeWithin(client, world.keys, merge)));
