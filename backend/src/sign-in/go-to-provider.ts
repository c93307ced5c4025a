import { timingSafeEqual } from "node:crypto";
import type { AppContext } from "../app-context.ts";
import { sha256 } from "../identity/derive-key.ts";
import { Problem } from "../problem.ts";
import type { IdentityProvider } from "./identity-provider.ts";
import { flowOf, intentOf, newState } from "./sign-in-keys.ts";
import type { SignInRow } from "./sign-in-store.ts";

export type Departure = { id: string; state: string; url: URL; provider: IdentityProvider };

export const redirectUriOf = (base: string, providerId: string): string => `${base}/sign-in/callback/${providerId}`;

/**
 * @param base this server's address as this browser calls it: it comes back there, to its cookies
 * @returns where the browser goes, and the state that it has to hold. @throws Problem sign-in-expired, provider-unavailable
 */
export const departFor = async (world: AppContext, row: SignInRow, base: string): Promise<Departure> => {
  const provider = world.providers.find(row.provider);
  if (!provider) throw new Problem("not-found", "This provider is not set up here any more.");
  const state = newState();
  const url = await provider.begin(flowOf(world, row.id, state, redirectUriOf(base, provider.id)));
  if (!(await world.signInStore.open(row.id, sha256(state))))
    throw new Problem("sign-in-expired", "This sign-in is over. Begin again on the page that you came from.");
  return { id: row.id, state, url, provider };
};

const equal = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
};

/**
 * The popup has proved who opened it: the page at the recorded origin handed it the intent.
 * @throws Problem not-found, wrong-verifier (another intent), sign-in-expired, provider-unavailable
 */
export const openPopup = async (world: AppContext, id: string, intent: string, base: string): Promise<Departure> => {
  const row = await world.signInStore.byId(id);
  if (row?.purpose !== "link-popup") throw new Problem("not-found", "There is no such sign-in.");
  if (!equal(intent, intentOf(world, id)))
    throw new Problem("wrong-verifier", "The page that opened this window did not begin this sign-in.");
  return departFor(world, row, base);
};
