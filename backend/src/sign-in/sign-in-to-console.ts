import { randomBytes } from "node:crypto";
import type { AppContext } from "../app-context.ts";
import { inTransaction } from "../database/in-transaction.ts";
import { retryConflicts } from "../database/retry-conflicts.ts";
import { hmac } from "../identity/derive-key.ts";
import { newStaffCookie } from "../identity/sign-in-staff.ts";
import { Problem } from "../problem.ts";
import { type Departure, departFor } from "./go-to-provider.ts";
import type { IdentityProvider, ProviderPerson } from "./identity-provider.ts";
import { challengeOf } from "./sign-in-keys.ts";
import type { SignInRow } from "./sign-in-store.ts";
import { grantByEmail, linkToStaff, openByIdentity } from "./staff-sign-in-store.ts";

/**
 * Off to a provider, from the console. Nobody redeems it: the browser that comes back with its cookie is signed in.
 * @param userId a staff member who adds an identity; null: somebody signs in
 * @param base as in `departFor`
 * @throws Problem not-found (no such provider), provider-unavailable
 */
export const departFromConsole = async (
  world: AppContext,
  providerId: string,
  userId: string | null,
  base: string,
): Promise<Departure> => {
  if (!world.providers.find(providerId)) throw new Problem("not-found", "This provider is not set up here.");
  const row = await world.signInStore.add({
    purpose: "staff",
    provider: providerId,
    challenge: challengeOf(randomBytes(32).toString("base64url")),
    origin: null,
    returnUrl: null,
    userId,
    loginSessionId: null,
  });
  return departFor(world, row, base);
};

/** The address of ADMIN_EMAILS that this person holds, as a pseudonym; null where there is none, or nobody to believe it. */
const grantedAddress = (world: AppContext, provider: IdentityProvider, person: ProviderPerson): string | null => {
  const { adminEmails, adminEmailProviders } = world.config.signIn;
  const email = person.email?.toLowerCase() ?? "";
  const isBelieved =
    provider.signed && adminEmailProviders.includes(provider.id) && person.emailVerified && person.emailAuthoritative;
  return isBelieved && adminEmails.includes(email)
    ? hmac(world.keys.signIn, `admin-email\n${email}`).toString("hex")
    : null;
};

/**
 * Signs in to the console whoever has a role there already, or gets one by ADMIN_EMAILS; or adds the identity to the staff
 * member who began it.
 * @param before the console's cookie that this browser held @returns the new cookie; null where an identity was added
 * @throws Problem role-too-low, identity-taken
 */
export const arriveAtConsole = async (
  world: AppContext,
  row: SignInRow,
  person: ProviderPerson,
  before: string | null,
): Promise<string | null> => {
  const provider = world.providers.find(row.provider);
  if (!provider) throw new Problem("not-found", "This provider is not set up here any more.");
  const key = { provider: provider.identityProvider, subject: person.subject };
  const { cookie, row: session } = newStaffCookie(before);
  const arrive = () =>
    inTransaction(world.signInStore.transactionPool, async (client) => {
      await world.signInStore.markRedeemed(client, row.id);
      if (row.userId !== null) return linkToStaff(client, row.userId, key, person);
      if (await openByIdentity(client, key, person, session)) return "signed-in";
      const address = grantedAddress(world, provider, person);
      const grant = { key, person, address: address ?? "", cookie: session };
      return address !== null && (await grantByEmail(client, grant)) ? "signed-in" : "no-staff";
    });
  const outcome = await retryConflicts(arrive);
  if (outcome === "taken")
    throw new Problem("identity-taken", "This account belongs to another person here. Sign in with another one.");
  if (outcome === "no-staff")
    throw new Problem("role-too-low", "This account may not enter the console. Ask an ADMIN, or use a sign-in link.");
  return outcome === "signed-in" ? cookie : null;
};
