import type { AppContext } from "../app-context.ts";
import { Problem } from "../problem.ts";
import { verifyAccessToken } from "./access-token.ts";
import { sha256 } from "./derive-key.ts";
import type { Role } from "./identity-store.ts";

/** `siteId`: of the invitation's site; null where it has none. */
export type Invitee = { userId: string; loginId: string; invitationId: string; siteId: string | null };
export type Staff = { userId: string; role: Role; name: string | null };

/** Staff cookie: 8 hours in all, 30 minutes idle (identity design, after OWASP ASVS 5 V7). */
export const STAFF_HOURS = 8;
const STAFF_IDLE_MINUTES = 30;

const bearer = (header: string | undefined): string | null =>
  /^Bearer ([\x21-\x7e]+)$/i.exec(header ?? "")?.[1] ?? null;

/** @throws Problem no-token, bad-token, session-ended: the last asks the client to open its invitation again */
export const authenticateInvitee = async (
  world: Pick<AppContext, "identityStore" | "signingKeys">,
  header: string | undefined,
): Promise<Invitee> => {
  const token = bearer(header);
  if (token === null) throw new Problem("no-token", "This needs an access token: claim an invitation first.");
  const claims = verifyAccessToken(world.signingKeys, token);
  if (!claims) throw new Problem("bad-token", "The access token is not valid or has expired. Refresh it.");
  const login = await world.identityStore.login(claims.sid);
  if (!login?.live || login.userId !== claims.sub || login.invitationId === null)
    throw new Problem("session-ended", "This sign-in has ended. Open the invitation link again.");
  return { userId: login.userId, loginId: login.id, invitationId: login.invitationId, siteId: login.siteId };
};

/** @throws Problem no-token, bad-token, role-too-low */
export const authenticateStaff = async (
  world: Pick<AppContext, "identityStore">,
  credentials: { header: string | undefined; cookie: string | null },
  least: "STAFF" | "ADMIN",
): Promise<Staff> => {
  const key = bearer(credentials.header);
  if (key === null && credentials.cookie === null)
    throw new Problem("no-token", "Sign in to the console, or send an API key.");
  const staff =
    key === null
      ? await world.identityStore.staffByCookie(sha256(credentials.cookie ?? ""), STAFF_IDLE_MINUTES)
      : await world.identityStore.staffByApiKey(sha256(key));
  if (!staff) throw new Problem("bad-token", "This sign-in or API key is not valid any more.");
  const rank: Role[] = least === "ADMIN" ? ["ADMIN"] : ["STAFF", "ADMIN"];
  if (!rank.includes(staff.role)) throw new Problem("role-too-low", `This needs the role ${least}.`);
  return staff;
};
