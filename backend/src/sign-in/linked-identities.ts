import type { AppContext } from "../app-context.ts";
import { inTransaction } from "../database/in-transaction.ts";
import type { Staff } from "../identity/authenticate.ts";
import { Problem } from "../problem.ts";
import type { Identity } from "../protocol/sign-in.ts";
import { unlinkFromStaff } from "./staff-sign-in-store.ts";

/** An account of a host site is called as the site is. */
const nameOf = async (world: AppContext, provider: string): Promise<string> => {
  const [kind, siteId = ""] = provider.split(":");
  const site = kind === "site" ? await world.siteKeyStore.site(siteId) : null;
  return site?.name ?? world.providers.nameOf(provider);
};

export const listIdentities = async (world: AppContext, userId: string): Promise<Identity[]> =>
  Promise.all(
    (await world.linkedIdentityStore.of(userId)).map(async ({ id, provider, email, createdAt }) => ({
      id,
      provider: provider.split(":")[0] ?? provider,
      name: await nameOf(world, provider),
      email,
      createdAt: createdAt.toISOString(),
    })),
  );

const onlyOne = () =>
  new Problem("last-identity", "This is your only way in. Add another account first, then remove this one.");

/** @throws Problem not-found, last-identity, use-console */
export const removeIdentity = async (world: AppContext, userId: string, id: string, loginId: string): Promise<void> => {
  const outcome = await world.linkedIdentityStore.remove(userId, id, loginId);
  if (outcome === "unknown") throw new Problem("not-found", "You have no such identity.");
  if (outcome === "staff") throw new Problem("use-console", "Staff manage their accounts in the console.");
  if (outcome === "last") throw onlyOne();
};

/**
 * An identity of a staff member, by themselves, in the console.
 * @throws Problem use-console (a key has no sign-in of its own to keep), role-too-low, not-found, last-identity
 */
export const removeStaffIdentity = async (
  world: Pick<AppContext, "signInStore">,
  { userId, by }: Staff,
  identityId: string,
): Promise<void> => {
  if (by.kind !== "cookie") throw new Problem("use-console", "An API key changes nobody's accounts.");
  const outcome = await inTransaction(world.signInStore.transactionPool, (client) =>
    unlinkFromStaff(client, { userId, identityId, keptCookie: by.hash }),
  );
  if (outcome === "no-staff") throw new Problem("role-too-low", "This needs the role STAFF.");
  if (outcome === "unknown") throw new Problem("not-found", "You have no such identity.");
  if (outcome === "last") throw onlyOne();
};
