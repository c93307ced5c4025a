import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomBytes,
} from "node:crypto";
import { decrypt, encrypt } from "./encrypt.ts";
import { type OrderedKeys, orderSigningKeys } from "./order-signing-keys.ts";
import type { NewSigningKey, SigningKeyRow, SigningKeyStore } from "./signing-key-store.ts";

/** Milliseconds between two looks that tokens of unknown keys may cause. */
const LOOK_AGAIN_MS = 5_000;

type PublicKey = JsonWebKey & { kid: string; alg: "ES256"; use: "sig" };
/** The keys of access tokens as they stand in this server's memory. */
export type SigningKeys = {
  readonly current: { kid: string; privateKey: KeyObject };
  /** those that verify: next, current and previous */
  readonly publicKeys: ReadonlyMap<string, KeyObject>;
  /** a JWK Set (RFC 7517): next, current, previous */
  jwks: () => { keys: PublicKey[] };
  /** Looks at the database again: what a rotation made is known from then on. */
  reload: () => Promise<void>;
  /** The key of a token; one that is not known yet may have been made a moment ago. */
  find: (kid: string) => Promise<KeyObject | undefined>;
};

/** P-256; the private half in PKCS #8, encrypted. */
export const makeSigningKey = (encryptionKey: Buffer): NewSigningKey => {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return {
    id: randomBytes(9).toString("base64url"),
    publicJwk: createPublicKey(privateKey).export({ format: "jwk" }),
    privateKey: encrypt(encryptionKey, privateKey.export({ type: "pkcs8", format: "pem" }).toString()),
  };
};

const openPrivateKey = (encryptionKey: Buffer, row: SigningKeyRow): KeyObject => {
  try {
    return createPrivateKey(decrypt(encryptionKey, row.privateKey));
  } catch {
    throw new Error("SECRET_KEY does not fit this database: its signing key cannot be opened");
  }
};
const toPublicKey = ({ id, publicJwk: { kty, crv, x, y } }: SigningKeyRow): PublicKey =>
  ({ kty, crv, x, y, kid: id, alg: "ES256", use: "sig" }) as PublicKey;

const read = async (store: SigningKeyStore, encryptionKey: Buffer) => {
  const ordered: OrderedKeys<SigningKeyRow> | null = orderSigningKeys(await store.keys());
  if (!ordered) throw new Error("there is no signing key");
  if (ordered.spent.length > 0) await store.retire(ordered.spent.map(({ id }) => id));
  const shown = [...(ordered.next ? [ordered.next] : []), ordered.current, ...ordered.previous];
  return {
    current: { kid: ordered.current.id, privateKey: openPrivateKey(encryptionKey, ordered.current) },
    publicKeys: new Map(shown.map((row) => [row.id, createPublicKey({ key: row.publicJwk, format: "jwk" })])),
    shown: shown.map(toPublicKey),
  };
};

/** The first start makes the key that signs and the next one. @throws Error where SECRET_KEY is another one */
export const loadSigningKeys = async (store: SigningKeyStore, encryptionKey: Buffer): Promise<SigningKeys> => {
  if ((await store.keys()).length < 2) await store.ensure(() => makeSigningKey(encryptionKey));
  let held = await read(store, encryptionKey);
  let lookedAt = 0;
  let look = Promise.resolve();
  const reload = async (): Promise<void> => {
    held = await read(store, encryptionKey);
  };
  return {
    get current() {
      return held.current;
    },
    get publicKeys() {
      return held.publicKeys;
    },
    jwks: () => ({ keys: held.shown }),
    reload,
    find: async (kid) => {
      if (!held.publicKeys.has(kid) && Date.now() - lookedAt > LOOK_AGAIN_MS) {
        lookedAt = Date.now();
        look = reload();
      }
      if (!held.publicKeys.has(kid)) await look;
      return held.publicKeys.get(kid);
    },
  };
};
