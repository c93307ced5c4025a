import { createHash, createHmac, hkdfSync } from "node:crypto";

export type DerivedKeys = {
  invitation: Buffer;
  refresh: Buffer;
  signingKeyEncryption: Buffer;
  device: Buffer;
  signIn: Buffer;
  pseudonym: Buffer;
  contact: Buffer;
  transcript: Buffer;
  userSecret: Buffer;
  siteKey: Buffer;
  csrf: Buffer;
  recording: Buffer;
  study: Buffer;
};

/** One key a purpose from SECRET_KEY, by HKDF-SHA-256 (RFC 5869): a leak of one says nothing of another. */
export const deriveKeys = (secretKey: string): DerivedKeys => {
  const derive = (purpose: string) => Buffer.from(hkdfSync("sha256", secretKey, "sidecoach", purpose, 32));
  return {
    invitation: derive("invitation-token"),
    refresh: derive("refresh-token"),
    signingKeyEncryption: derive("signing-key"),
    device: derive("device"),
    csrf: derive("csrf"),
    recording: derive("recording"),
    study: derive("study"),
    userSecret: derive("user-secret"),
    siteKey: derive("site-key"),
    signIn: derive("sign-in"),
    pseudonym: derive("pseudonym"),
    contact: derive("contact"),
    transcript: derive("transcript"),
  };
};

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
export const hmac = (key: Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();
