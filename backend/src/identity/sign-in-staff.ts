import { randomBytes } from "node:crypto";
import type { AppContext } from "../app-context.ts";
import { Problem } from "../problem.ts";
import { STAFF_HOURS } from "./authenticate.ts";
import { sha256 } from "./derive-key.ts";
import type { StaffPrincipal } from "./identity-store.ts";

/** Minutes a one-time link is good for. */
const LINK_MINUTES = 60;
const randomToken = (prefix: string): string => `${prefix}_${randomBytes(32).toString("base64url")}`;

/** A one-time sign-in link for the console; the token stands in the fragment and is redeemed by a click. */
export const createSignInLink = async (
  world: Pick<AppContext, "identityStore">,
  userId: string,
  consoleUrl: string,
): Promise<string> => {
  const token = randomToken("link");
  await world.identityStore.addSignInLink(sha256(token), userId, new Date(Date.now() + LINK_MINUTES * 60_000));
  return `${consoleUrl}#sign-in=${token}`;
};

/** @throws Problem bad-token where the link is unknown, used or too old */
export const redeemSignInLink = async (
  world: Pick<AppContext, "identityStore">,
  token: string,
): Promise<{ cookie: string; staff: StaffPrincipal }> => {
  const cookie = randomBytes(32).toString("base64url");
  const staff = await world.identityStore.redeemSignInLink(sha256(token), sha256(cookie), STAFF_HOURS);
  if (!staff) throw new Problem("bad-token", "This sign-in link was used or is too old. Ask for a new one.");
  return { cookie, staff };
};

/** An API key for scripts, shown once. */
export const createApiKey = async (
  world: Pick<AppContext, "identityStore">,
  userId: string,
  name: string,
  role: "STAFF" | "ADMIN",
): Promise<string> => {
  const key = randomToken("key");
  await world.identityStore.addApiKey(sha256(key), name, role, userId);
  return key;
};
