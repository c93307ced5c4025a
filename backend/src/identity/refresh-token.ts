import { hmac } from "./derive-key.ts";

/**
 * A refresh token is 256 bits, derived from SECRET_KEY, its login session and its generation, so that a repeated
 * refresh (a lost reply, two tabs) can be answered with the identical successor while only hashes are kept.
 */
export const deriveRefreshToken = (key: Buffer, loginSessionId: string, generation: number): string =>
  `ref_${hmac(key, `${loginSessionId}\n${generation}`).toString("base64url")}`;

/** Days without use, and days in all, after which a login session ends. */
export const REFRESH_IDLE_DAYS = 30;
export const REFRESH_MAX_DAYS = 90;
/** Seconds that a token stays good after its successor was first used. */
export const REFRESH_GRACE_SECONDS = 60;
