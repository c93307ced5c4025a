import { type KeyObject, randomUUID } from "node:crypto";
import jwt from "jsonwebtoken";
import { z } from "zod";
import { ACCESS_TOKEN_SECONDS } from "./access-token-seconds.ts";
import type { SigningKeys } from "./signing-keys.ts";

const AUDIENCE = "sidecoach-api";

const Claims = z.object({
  sub: z.string(),
  sid: z.string(),
  inv: z.string().nullable(),
  site: z.string().nullable(),
  sv: z.int(),
});
/**
 * sub: user, sid: login session, inv: invitation, site: its site, sv: the user's token version. All are compared with what the
 * database says on every request. No role: whoever holds one acts as an invitee, whatever else they may be.
 */
export type AccessClaims = z.infer<typeof Claims>;

/**
 * Whose tokens are taken: those of PUBLIC_URL. Without one a server is known by where it listens, and so are its neighbours
 * and its own next start: then any loopback address is, and the signature alone says that a token is ours.
 */
export type Issuer = { name: () => string; accepts: (issuer: string) => boolean };
export const issuerOf = (publicUrl: string | null, listening: () => string): Issuer => ({
  name: () => publicUrl ?? listening(),
  accepts: (issuer) =>
    publicUrl === null
      ? issuer === listening() || /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/.test(issuer)
      : issuer === publicUrl,
});

export const signAccessToken = (keys: SigningKeys, issuer: Issuer, { sub, ...claims }: AccessClaims): string =>
  jwt.sign(claims, keys.current.privateKey, {
    algorithm: "ES256",
    keyid: keys.current.kid,
    issuer: issuer.name(),
    audience: AUDIENCE,
    subject: sub,
    expiresIn: ACCESS_TOKEN_SECONDS,
    jwtid: randomUUID(),
  });

type Verified = { claims: AccessClaims; issuer: string; expiresAt: number };
const MOST_VERIFIED = 10_000;
/**
 * Tokens whose signature was good, by the key that made it: a client sends the same one for five minutes, and checking a signature
 * costs as much as all else that is done for a request. What ends a token early is looked up on every request all the same.
 */
const verifiedBy = new WeakMap<KeyObject, Map<string, Verified>>();
const remember = (key: KeyObject, token: string, verified: Verified): void => {
  const known = verifiedBy.get(key) ?? new Map<string, Verified>();
  verifiedBy.set(key, known);
  const oldest = known.size >= MOST_VERIFIED ? known.keys().next().value : undefined;
  if (oldest !== undefined) known.delete(oldest);
  known.set(token, verified);
};

/** null where anything at all is wrong with it. Algorithm, issuer, audience and expiry are forced (RFC 8725). */
export const verifyAccessToken = async (
  keys: SigningKeys,
  issuer: Issuer,
  token: string,
): Promise<AccessClaims | null> => {
  const kid = readKid(token);
  const key = kid === undefined ? undefined : await keys.find(kid);
  if (!key) return null;
  const known = verifiedBy.get(key)?.get(token);
  if (known) return Date.now() < known.expiresAt && issuer.accepts(known.issuer) ? known.claims : null;
  try {
    const payload = jwt.verify(token, key, {
      algorithms: ["ES256"],
      audience: AUDIENCE,
      maxAge: ACCESS_TOKEN_SECONDS,
    });
    if (typeof payload === "string" || payload.exp === undefined || !issuer.accepts(String(payload.iss))) return null;
    const claims = Claims.safeParse(payload).data ?? null;
    const expiresAt = Math.min(payload.exp, (payload.iat ?? 0) + ACCESS_TOKEN_SECONDS) * 1000;
    if (claims) remember(key, token, { claims, issuer: String(payload.iss), expiresAt });
    return claims;
  } catch {
    return null;
  }
};

const readKid = (token: string): string | undefined => {
  try {
    const kid: unknown = jwt.decode(token, { complete: true })?.header.kid;
    return typeof kid === "string" ? kid : undefined;
  } catch {
    return undefined;
  }
};
