import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomBytes,
} from "node:crypto";
import type { IdentityStore } from "./identity-store.ts";

export type SigningKeys = { current: { kid: string; privateKey: KeyObject }; publicKeys: Map<string, KeyObject> };

/** AES-256-GCM: 12 bytes nonce, 16 bytes tag, ciphertext, in base64. */
const encrypt = (key: Buffer, text: string): string => {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64");
};
const decrypt = (key: Buffer, text: string): string => {
  const bytes = Buffer.from(text, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
};

/** The newest key signs, every key not retired verifies. The first start makes one. */
export const loadSigningKeys = async (store: IdentityStore, encryptionKey: Buffer): Promise<SigningKeys> => {
  let rows = await store.signingKeys();
  if (rows.length === 0) {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const kid = randomBytes(9).toString("base64url");
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    await store.addSigningKey(kid, createPublicKey(privateKey).export({ format: "jwk" }), encrypt(encryptionKey, pem));
    rows = await store.signingKeys();
  }
  const newest = rows[0];
  if (!newest) throw new Error("no signing key could be made");
  const publicKeys = new Map(
    rows.map((row) => [row.id, createPublicKey({ key: row.publicJwk as JsonWebKey, format: "jwk" })]),
  );
  try {
    return {
      current: { kid: newest.id, privateKey: createPrivateKey(decrypt(encryptionKey, newest.privateKey)) },
      publicKeys,
    };
  } catch {
    throw new Error("SECRET_KEY does not fit this database: its signing key cannot be opened");
  }
};
