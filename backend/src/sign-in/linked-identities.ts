import type { AppContext } from "../app-context.ts";
import { Problem } from "../problem.ts";
import type { Identity } from "../protocol/sign-in.ts";

export const listIdentities = async (world: AppContext, userId: string): Promise<Identity[]> =>
  (await world.linkedIdentityStore.of(userId)).map(({ id, provider, email, createdAt }) => ({
    id,
    provider: provider.split(":")[0] ?? provider,
    name: world.providers.nameOf(provider),
    email,
    createdAt: createdAt.toISOString(),
  }));

/** @throws Problem not-found, last-identity, use-console */
export const removeIdentity = async (world: AppContext, userId: string, id: string, loginId: string): Promise<void> => {
  const outcome = await world.linkedIdentityStore.remove(userId, id, loginId);
  if (outcome === "unknown") throw new Problem("not-found", "You have no such identity.");
  if (outcome === "staff") throw new Problem("use-console", "Staff manage their accounts in the console.");
  if (outcome === "last")
    throw new Problem("last-identity", "This is your only way in. Add another account first, then remove this one.");
};
