import type { Connection } from "../database/in-transaction.ts";
import type { AppContext } from "../app-context.ts";
import { identityTaken } from "../people/identity-taken.ts";
import { mergeWithin } from "../people/merge-users.ts";
import { anotherPerson, readUser } from "./known-person-store.ts";

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
  target: { id: string; name: string | null; avatarUrl: string | null; provider: string },
  confirm: boolean,
): Promise<void> => {
  const { role, identities } = await readUser(client, guest.userId);
  if (identities.some((identity) => identity.startsWith(`${target.provider} `))) throw anotherPerson();
  // Nobody is asked to confirm what would be refused.
  if (!confirm && role === "GUEST" && identities.length === 0)
    throw await identityTaken(client, { sourceId: guest.userId, target });
  await mergeWithin(client, world.keys, {
    sourceId: guest.userId,
    targetId: target.id,
    requestedById: guest.userId,
    loginSessionId: guest.loginId,
  });
};
