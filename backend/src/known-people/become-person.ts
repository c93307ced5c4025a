import type { Connection } from "../database/in-transaction.ts";
import type { AppContext } from "../app-context.ts";
import { identityTaken } from "../people/identity-taken.ts";
import { mergeWithin } from "../people/merge-users.ts";
import { Problem } from "../problem.ts";
import { anotherPerson, type PersonUser, readUser, userOf } from "./known-person-store.ts";
import type { KnownPerson } from "./read-person-token.ts";

/** Two transactions made the same person known at once: the second finds them the next time. */
export const UNIQUE_VIOLATION = "23505";

/**
 * The guest turned out to be somebody whom the site has signed before: they are made one, once that is confirmed.
 * @throws Problem identity-taken, merge-refused, another-person
 */
export const becomePerson = async (
  world: Pick<AppContext, "keys">,
  client: Connection,
  guest: { userId: string; loginId: string | null },
  { user, person }: { user: PersonUser; person: KnownPerson },
  confirm: boolean,
): Promise<void> => {
  const { role, identities } = await readUser(client, guest.userId);
  if (identities.some((identity) => identity.startsWith(`${person.provider} `))) throw anotherPerson();
  // Nobody is asked to confirm what would be refused.
  if (!confirm && role === "GUEST" && identities.length === 0 && user.role === "USER")
    throw await identityTaken(client, { sourceId: guest.userId, target: { ...user, provider: person.provider } });
  await mergeWithin(client, world.keys, {
    sourceId: guest.userId,
    targetId: user.id,
    requestedById: guest.userId,
    loginSessionId: guest.loginId,
  });
  // Both are locked now: who has given the identity up meanwhile is not met by it any more.
  if ((await userOf(client, person))?.id !== user.id)
    throw new Problem("merge-refused", "Nothing can become part of that account.");
};
