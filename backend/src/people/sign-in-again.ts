import type { Connection } from "../database/in-transaction.ts";
import { openLogin } from "../identity/identity-store.ts";
import { endLogin } from "./merge-store.ts";

/**
 * The device that asked is signed in anew as `userId`, to the same invitation; the old sign-in ends with it.
 * @returns the new login session, generation 0; null where the old one is unknown or belongs to no invitation
 */
export const signInAgain = async (
  client: Connection,
  login: { loginSessionId: string; userId: string },
  hashOf: (loginSessionId: string, generation: number) => string,
): Promise<{ id: string; userId: string; invitationId: string } | null> => {
  const old = await endLogin(client, login.loginSessionId);
  if (!old || old.invitationId === null) return null;
  const { invitationId, deviceHash } = old;
  const id = await openLogin(client, { userId: login.userId, invitationId, deviceHash }, hashOf);
  return { id, userId: login.userId, invitationId };
};
