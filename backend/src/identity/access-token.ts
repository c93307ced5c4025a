import { randomUUID } from "node:crypto";
import jwt from "jsonwebtoken";
import { z } from "zod";
import type { SigningKeys } from "./signing-keys.ts";

/** Seconds an access token is good for. */
export const ACCESS_TOKEN_SECONDS = 300;
const ISSUER = "sidecoach";
const AUDIENCE = "sidecoach-api";

const Claims = z.object({ sub: z.string(), sid: z.string(), inv: z.string().nullable() });
/** sub: user, sid: login session, inv: invitation. Both are looked up on every request. */
export type AccessClaims = z.infer<typeof Claims>;

export const signAccessToken = (keys: SigningKeys, claims: AccessClaims): string =>
  jwt.sign({ sid: claims.sid, inv: claims.inv }, keys.current.privateKey, {
    algorithm: "ES256",
    keyid: keys.current.kid,
    issuer: ISSUER,
    audience: AUDIENCE,
    subject: claims.sub,
    expiresIn: ACCESS_TOKEN_SECONDS,
    jwtid: randomUUID(),
  });

/** null where anything at all is wrong with it. Algorithm, issuer, audience and expiry are forced (RFC 8725). */
export const verifyAccessToken = (keys: SigningKeys, token: string): AccessClaims | null => {
  try {
    const kid = jwt.decode(token, { complete: true })?.header.kid;
    const key = kid === undefined ? undefined : keys.publicKeys.get(kid);
    if (!key) return null;
    const payload = jwt.verify(token, key, {
      algorithms: ["ES256"],
      issuer: ISSUER,
      audience: AUDIENCE,
      maxAge: ACCESS_TOKEN_SECONDS,
    });
    return Claims.safeParse(payload).data ?? null;
  } catch {
    return null;
  }
};
