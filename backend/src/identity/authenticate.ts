import type { AppContext } from "../app-context.ts";
import { Problem } from "../problem.ts";
import { verifyAccessToken } from "./access-token.ts";
import { sha256 } from "./derive-key.ts";
import type { Role } from "./identity-store.ts";
import { missingScope } from "./key-scopes.ts";

/** `siteId`: of the invitation's site; null where it has none. `tokenVersion`: of the access token. */
export type Invitee = {
  userId: string;
  loginId: string;
  invitationId: string;
  siteId: string | null;
  tokenVersion: number;
};
/** What staff are known by: ends with it. */
export type StaffBy =
  | { kind: "cookie"; hash: string }
  | { kind: "key"; keyId: string; scopes: string[]; expiresAt: Date | null };
export type Staff = { userId: string; role: Role; name: string | null; by: StaffBy };

/** Staff cookie: 8 hours in all, 30 minutes idle (identity design, after OWASP ASVS 5 V7). */
export const STAFF_HOURS = 8;
export const STAFF_IDLE_MINUTES = 30;

const bearer = (header: string | undefined): string | null =>
  /^Bearer ([\x21-\x7e]+)$/i.exec(header ?? "")?.[1] ?? null;

/** The one sentence for whom a site has to sign first. */
export const personNeeded = () =>
  new Problem("known-person-needed", "This site lets in only whom it has signed in itself. Open its own page.");
const sessionEnded = () => new Problem("session-ended", "This sign-in has ended. Open the invitation link again.");

/**
 * @param unknown `allowed`: also whom the site has not signed, though it asks for that: they are about to be
 * @throws Problem no-token, bad-token, session-ended: the last asks the client to open its invitation again; known-person-needed
 */
export const authenticateInvitee = async (
  world: Pick<AppContext, "identityStore" | "signingKeys" | "issuer">,
  header: string | undefined,
  unknown: "allowed" | "refused" = "refused",
): Promise<Invitee> => {
  const token = bearer(header);
  if (token === null) throw new Problem("no-token", "This needs an access token: claim an invitation first.");
  const claims = await verifyAccessToken(world.signingKeys, world.issuer, token);
  if (!claims) throw new Problem("bad-token", "The access token is not valid or has expired. Refresh it.");
  const login = await world.identityStore.login(claims.sid);
  if (!login?.live || login.userId !== claims.sub || login.invitationId === null) throw sessionEnded();
  // What it was given for is no more what the login is for: the next one says it as it is now.
  if (login.invitationId !== claims.inv || login.siteId !== claims.site || login.tokenVersion !== claims.sv)
    throw new Problem("bad-token", "The access token has ended. Refresh it.");
  if (login.personNeeded && unknown === "refused") throw personNeeded();
  return {
    userId: login.userId,
    loginId: login.id,
    invitationId: login.invitationId,
    siteId: login.siteId,
    tokenVersion: login.tokenVersion,
  };
};

/** @param path of the request: an API key may be narrowed to some @throws Problem no-token, bad-token, role-too-low, scope-too-narrow */
export const authenticateStaff = async (
  world: Pick<AppContext, "identityStore">,
  credentials: { header: string | undefined; cookie: string | null },
  least: "STAFF" | "ADMIN",
  path: string,
): Promise<Staff> => {
  const key = bearer(credentials.header);
  if (key === null && credentials.cookie === null)
    throw new Problem("no-token", "Sign in to the console, or send an API key.");
  const staff = key === null ? await byCookie(world, credentials.cookie ?? "") : await byKey(world, key);
  if (!staff) throw new Problem("bad-token", "This sign-in or API key is not valid any more.");
  const rank: Role[] = least === "ADMIN" ? ["ADMIN"] : ["STAFF", "ADMIN"];
  if (!rank.includes(staff.role)) throw new Problem("role-too-low", `This needs the role ${least}.`);
  const missing = staff.by.kind === "key" ? missingScope(staff.by.scopes, path) : null;
  if (missing !== null) throw new Problem("scope-too-narrow", `This API key has no scope ${missing}.`);
  return staff;
};

const byCookie = async (world: Pick<AppContext, "identityStore">, cookie: string): Promise<Staff | null> => {
  const hash = sha256(cookie);
  const found = await world.identityStore.staffByCookie(hash, STAFF_IDLE_MINUTES);
  return found && { ...found, by: { kind: "cookie", hash } };
};
const byKey = async (world: Pick<AppContext, "identityStore">, key: string): Promise<Staff | null> => {
  const found = await world.identityStore.staffByApiKey(sha256(key));
  if (!found) return null;
  const { keyId, scopes, expiresAt, ...who } = found;
  return { ...who, by: { kind: "key", keyId, scopes, expiresAt } };
};
