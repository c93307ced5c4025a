import { hmac } from "../identity/derive-key.ts";

/** Who was erased, without saying who: it can be found again from a user id and SECRET_KEY, and from nothing else. */
export const pseudonymOf = (key: Buffer, userId: string): string => hmac(key, userId).toString("base64url");
