import { crc32 } from "node:zlib";
import { hmac, sha256 } from "../identity/derive-key.ts";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const PREFIX = "inv_";
const RANDOM_LENGTH = 30;
const CHECKSUM_LENGTH = 6;

const base62 = (value: bigint, length: number): string => {
  let rest = value;
  let text = "";
  for (let place = 0; place < length; place++) {
    text = `${ALPHABET[Number(rest % 62n)]}${text}`;
    rest /= 62n;
  }
  return text;
};

const checksum = (body: string): string => base62(BigInt(crc32(body)), CHECKSUM_LENGTH);

/**
 * The token of an invitation: `inv_` + 30 base62 + CRC-32 in 6 base62, the shape of GitHub's tokens.
 * It is derived, so that staff can be shown the link again while the database holds its SHA-256 only; a re-issue is the
 * next version.
 */
export const deriveInvitationToken = (key: Buffer, invitationId: string, version: number): string => {
  const digest = hmac(key, `${invitationId}\n${version}`);
  const body = `${PREFIX}${base62(BigInt(`0x${digest.toString("hex")}`), RANDOM_LENGTH)}`;
  return body + checksum(body);
};

/** False where the checksum does not fit: mistyped or cut off, as against merely unknown. */
export const isWellFormedToken = (token: string): boolean => {
  const body = token.slice(0, -CHECKSUM_LENGTH);
  return /^inv_[0-9A-Za-z]{36}$/.test(token) && checksum(body) === token.slice(-CHECKSUM_LENGTH);
};

export const hashToken = sha256;
