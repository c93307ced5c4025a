import { randomBytes } from "node:crypto";
import type { AppContext } from "../app-context.ts";
import { Problem } from "../problem.ts";
import { STAFF_HOURS } from "./authenticate.ts";
import { hmac, sha256 } from "./derive-key.ts";
import type { NewStaffCookie, StaffPrincipal } from "./identity-store.ts";

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

/** A new cookie for the console at each sign-in, whatever the browser held before: that one ends (`openStaffSession`). */
export const newStaffCookie = (before: string | null): { cookie: string; row: NewStaffCookie } => {
  const cookie = randomBytes(32).toString("base64url");
  return {
    cookie,
    row: { hash: sha256(cookie), hours: STAFF_HOURS, replaces: before === null ? null : sha256(before) },
  };
};

/** What a write by this cookie has to carry in `X-CSRF-Token`; it ends with the cookie and is stored nowhere. */
export const csrfTokenOf = (world: Pick<AppContext, "keys">, cookie: string): string =>
  hmac(world.keys.csrf, cookie).toString("base64url");

/** @param before the cookie that the browser held @throws Problem bad-token where the link is unknown, used or too old */
export const redeemSignInLink = async (
  world: Pick<AppContext, "identityStore">,
  token: string,
  before: string | null = null,
): Promise<{ cookie: string; staff: StaffPrincipal }> => {
  const { cookie, row } = newStaffCookie(before);
  const staff = await world.identityStore.redeemSignInLink(sha256(token), row);
  if (!staff) throw new Problem("bad-token", "This sign-in link was used or is too old. Ask for a new one.");
  return { cookie, staff };
};

/** An API key for scripts, made at the command line and shown once. */
export const createApiKey = async (
  world: Pick<AppContext, "apiKeyStore">,
  userId: string,
  name: string,
  role: "STAFF" | "ADMIN",
  more: { scopes?: readonly string[]; expiresAt?: Date } = {},
): Promise<string> => {
  const key = randomToken("key");
  await world.apiKeyStore.add({
    hash: sha256(key),
    name,
    role,
    userId,
    scopes: more.scopes ?? [],
    expiresAt: more.expiresAt ?? null,
    actorId: null,
  });
  return key;
};
export const newApiKey = (): { key: string; hash: string } => {
  const key = randomToken("key");
  return { key, hash: sha256(key) };
};
