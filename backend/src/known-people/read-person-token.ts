import { createSecretKey } from "node:crypto";
import jwt from "jsonwebtoken";
import type { AppContext } from "../app-context.ts";
import { decrypt } from "../identity/encrypt.ts";
import { Problem } from "../problem.ts";
import { safeText } from "../protocol/ids.ts";
import { PERSON_AUDIENCE, PERSON_TOKEN_SECONDS, PersonClaims } from "../protocol/known-people.ts";

/** Seconds that the site's clock may be ahead of ours, or behind. */
const CLOCK_SECONDS = 30;

/** Somebody as a host site knows them. `provider` and `externalId` are their ExternalIdentity. */
export type KnownPerson = {
  siteId: string;
  siteName: string;
  provider: string;
  externalId: string;
  name: string | null;
  jti: string;
  /** until when the token could be sent again */
  expiresAt: Date;
};

export const siteProvider = (siteId: string): string => `site:${siteId}`;

const refuse = (detail: string): never => {
  throw new Problem("known-person-refused", detail);
};

/** Of a token that nobody has verified yet: the name of a key, which any text may be. */
const readKid = (token: string): string | null => {
  try {
    return safeText.max(64).safeParse(jwt.decode(token, { complete: true })?.header.kid).data ?? null;
  } catch {
    // It throws where a token says that it is JSON, and is not.
    return null;
  }
};

/** Algorithm, issuer, audience and both times are forced (RFC 8725): a library accepts what it is not told to refuse. */
const verify = (token: string, secret: string, siteKey: string): PersonClaims => {
  const now = Math.floor(Date.now() / 1000);
  let claims: PersonClaims;
  try {
    claims = PersonClaims.parse(
      jwt.verify(token, createSecretKey(Buffer.from(secret, "utf8")), {
        algorithms: ["HS256"],
        issuer: siteKey,
        audience: PERSON_AUDIENCE,
        clockTolerance: CLOCK_SECONDS,
      }),
    );
  } catch (error) {
    // Their own messages (`jwt expired`, `jwt audience invalid`) hold nothing of the token.
    return refuse(
      error instanceof jwt.JsonWebTokenError
        ? `The site's token is not accepted: ${error.message}.`
        : "The site's token lacks a claim, or has a wrong one: it needs iss, aud, sub, iat, exp and jti.",
    );
  }
  if (claims.iat > now + CLOCK_SECONDS) return refuse("The site's token was issued in the future.");
  if (claims.exp - claims.iat > PERSON_TOKEN_SECONDS)
    return refuse(`The site's token is good for longer than ${PERSON_TOKEN_SECONDS} seconds.`);
  return claims;
};

/**
 * Who a host site says this is. Nothing is used up yet: see `useTokenId`.
 * @param siteId of the invitation: another site's word counts for nothing here
 * @throws Problem known-person-refused
 */
export const readPersonToken = async (
  world: Pick<AppContext, "siteKeyStore" | "keys">,
  token: string,
  siteId: string | null,
): Promise<KnownPerson> => {
  const kid = readKid(token);
  const key = kid === null ? null : await world.siteKeyStore.liveKey(kid);
  if (!key) return refuse("The site's token names no key (kid) that is good now.");
  if (key.siteId !== siteId) return refuse("This invitation does not belong to the site that signed.");
  const claims = verify(token, decrypt(world.keys.siteKey, key.secret), key.siteKey);
  return {
    siteId: key.siteId,
    siteName: key.siteName,
    provider: siteProvider(key.siteId),
    externalId: claims.sub,
    name: claims.name?.trim() || null,
    jti: claims.jti,
    expiresAt: new Date((claims.exp + CLOCK_SECONDS) * 1000),
  };
};
