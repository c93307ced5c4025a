// What tokens are made of, without a server or a database: the mutation tests break these pieces one by one (docs/mutation.md).
import { createHmac, createPublicKey, generateKeyPairSync, hkdfSync, type KeyObject } from "node:crypto";
import { crc32 } from "node:zlib";
import jwt from "jsonwebtoken";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { issuerOf, signAccessToken, verifyAccessToken } from "../../src/identity/access-token.ts";
import { deriveKeys, hmac, sha256 } from "../../src/identity/derive-key.ts";
import { decrypt, encrypt } from "../../src/identity/encrypt.ts";
import { missingScope, SCOPES, scopesOf } from "../../src/identity/key-scopes.ts";
import { deriveRefreshToken } from "../../src/identity/refresh-token.ts";
import type { NewSigningKey, SigningKeyRow, SigningKeyStore } from "../../src/identity/signing-key-store.ts";
import { loadSigningKeys, makeSigningKey, type SigningKeys } from "../../src/identity/signing-keys.ts";
import { deriveInvitationToken, hashToken, isWellFormedToken } from "../../src/invitations/invitation-token.ts";

const KEY = Buffer.alloc(32, 7);

describe("an invitation's token", () => {
  const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  /** Written another way: digits of the value, the lowest last. */
  const base62 = (value: bigint, length: number): string =>
    Array.from({ length }, (_, place) => ALPHABET[Number((value / 62n ** BigInt(length - 1 - place)) % 62n)]).join("");

  it("is inv_, 30 digits of an HMAC and 6 of its CRC-32, all in base62", () => {
    for (const [id, version] of [
      ["an-id", 1],
      ["an-id", 2],
      ["another", 1],
    ] as const) {
      const digest = createHmac("sha256", KEY).update(`${id}\n${version}`).digest("hex");
      const body = `inv_${base62(BigInt(`0x${digest}`), 30)}`;
      expect(deriveInvitationToken(KEY, id, version)).toBe(body + base62(BigInt(crc32(body)), 6));
    }
  });
  it("is another one for another id, version or key", () => {
    const all = [
      deriveInvitationToken(KEY, "a", 1),
      deriveInvitationToken(KEY, "a", 2),
      deriveInvitationToken(KEY, "b", 1),
      deriveInvitationToken(Buffer.alloc(32, 8), "a", 1),
      deriveInvitationToken(KEY, "a\n1", 1),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
  it("is well formed to the letter, and every mistyped one is told", () => {
    const token = deriveInvitationToken(KEY, "a", 1);
    expect(isWellFormedToken(token)).toBe(true);
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === "x" ? "y" : "x";
      expect(isWellFormedToken(`${token.slice(0, at)}${other}${token.slice(at + 1)}`)).toBe(false);
    }
    for (const wrong of [token.slice(1), token.slice(0, -1), `${token}0`, ` ${token}`, `${token}\n`, "", "inv_"])
      expect(isWellFormedToken(wrong)).toBe(false);
  });
  it.each(["x", "in_", "", " inv_", "INV_"])(
    "a checksum that fits does not make up for the start %j or a length",
    (start) => {
      const withSum = (body: string) => body + base62(BigInt(crc32(body)), 6);
      const body = deriveInvitationToken(KEY, "a", 1).slice(4, -6);
      expect(isWellFormedToken(withSum(`inv_${body}`))).toBe(true);
      expect(isWellFormedToken(withSum(`${start}${body}`))).toBe(false);
      expect(isWellFormedToken(withSum(`inv_${body}0`))).toBe(false);
      expect(isWellFormedToken(withSum(`inv_${body.slice(1)}`))).toBe(false);
      expect(isWellFormedToken(withSum(`inv_${body.slice(1)}-`))).toBe(false);
      expect(isWellFormedToken(withSum(`xinv_${body}`))).toBe(false);
    },
  );
  it("is kept as its SHA-256", () => {
    expect(hashToken("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });
});

describe("a refresh token", () => {
  it("is ref_ and 256 bits that hang on the login and its generation", () => {
    const digest = createHmac("sha256", KEY).update("a login\n3").digest("base64url");
    expect(deriveRefreshToken(KEY, "a login", 3)).toBe(`ref_${digest}`);
    expect(digest).toHaveLength(43);
    const all = [
      deriveRefreshToken(KEY, "a login", 4),
      deriveRefreshToken(KEY, "another", 3),
      deriveRefreshToken(Buffer.alloc(32), "a login", 3),
      deriveRefreshToken(KEY, "a login", 3),
    ];
    expect(new Set(all).size).toBe(4);
  });
});

describe("keys", () => {
  it("are derived from SECRET_KEY by HKDF, one a purpose, none like another", () => {
    const keys = deriveKeys("the secret");
    const hkdf = (purpose: string) => Buffer.from(hkdfSync("sha256", "the secret", "sidecoach", purpose, 32));
    expect(keys).toEqual({
      invitation: hkdf("invitation-token"),
      refresh: hkdf("refresh-token"),
      signingKeyEncryption: hkdf("signing-key"),
      device: hkdf("device"),
      csrf: hkdf("csrf"),
      recording: hkdf("recording"),
      userSecret: hkdf("user-secret"),
      siteKey: hkdf("site-key"),
      signIn: hkdf("sign-in"),
      pseudonym: hkdf("pseudonym"),
      contact: hkdf("contact"),
      transcript: hkdf("transcript"),
      study: hkdf("study"),
    });
    const all = [...Object.values(keys), ...Object.values(deriveKeys("another secret"))].map((key) =>
      key.toString("hex"),
    );
    expect(new Set(all).size).toBe(all.length);
    expect(hmac(KEY, "text").toString("hex")).toBe(createHmac("sha256", KEY).update("text").digest("hex"));
    expect(sha256("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });
});

describe("what is encrypted", () => {
  it("comes back under its key, looks different each time, and says nothing of itself", () => {
    const [one, other] = [encrypt(KEY, "Grüße"), encrypt(KEY, "Grüße")];
    expect(one).not.toBe(other);
    expect([decrypt(KEY, one), decrypt(KEY, other)]).toEqual(["Grüße", "Grüße"]);
    expect(Buffer.from(one, "base64")).toHaveLength(12 + 16 + Buffer.byteLength("Grüße"));
    expect(decrypt(KEY, encrypt(KEY, ""))).toBe("");
  });
  it("is refused under another key, and where a bit of any of its parts was turned", () => {
    const held = encrypt(KEY, "text");
    expect(() => decrypt(Buffer.alloc(32, 8), held)).toThrow();
    for (let at = 0; at < Buffer.from(held, "base64").length; at++) {
      const bytes = Buffer.from(held, "base64");
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      expect(() => decrypt(KEY, bytes.toString("base64"))).toThrow();
    }
  });
  it("is refused with a shorter tag", () => {
    const bytes = Buffer.from(encrypt(KEY, ""), "base64");
    expect(() => decrypt(KEY, bytes.subarray(0, 12 + 4).toString("base64"))).toThrow();
  });
});

describe("an API key's scopes", () => {
  it.each([
    ["/v1/admin/invitations", "invitations"],
    ["/v1/admin/invitations/x/revoke", "invitations"],
    ["/v1/admin/sessions/1/observe", "sessions"],
    ["/v1/admin/scenarios", "scenarios"],
    ["/v1/admin/quota-presets", "scenarios"],
    ["/v1/admin/users/x", "people"],
    ["/v1/admin/export", "export"],
    ["/v1/admin/usage", "export"],
    ["/v1/admin/telemetry", "export"],
    ["/v1/admin/sites", "settings"],
    ["/v1/admin/what-comes-later", "settings"],
    ["/v1/admin/me", null],
    ["/v1/admin/sign-in", null],
    ["/v1/admin/sign-out", null],
    // What only looks like a path of staff is a setting, never free.
    ["/x/v1/admin/me", "settings"],
    ["/v1/admin/", "settings"],
    ["/v1/me", "settings"],
  ])("%s needs %s", (path, scope) => {
    expect(scopesOf(path)).toEqual(scope === null ? [] : [scope]);
    for (const given of SCOPES)
      expect(missingScope([given], path)).toBe(scope === null || given === scope ? null : scope);
    expect(missingScope([], path)).toBeNull();
    expect(missingScope(["everything"], path)).toBe(scope);
  });
  it("are these", () => {
    expect(SCOPES).toEqual(["invitations", "sessions", "scenarios", "people", "export", "settings"]);
  });
});

/** A store in memory; `age` makes all that is there older. */
const memoryStore = () => {
  let rows: SigningKeyRow[] = [];
  let asked = 0;
  const add = (key: NewSigningKey) => {
    rows = [{ ...key, ageSeconds: 0 }, ...rows];
  };
  const retired: string[][] = [];
  const store: SigningKeyStore = {
    keys: async () => {
      asked++;
      return rows;
    },
    ensure: async (make) => {
      if (rows.length === 0) add(make());
      if (rows.length < 2) add(make());
    },
    rotate: async (key) => add(key),
    retire: async (ids) => {
      retired.push(ids);
      rows = rows.filter(({ id }) => !ids.includes(id));
    },
  };
  const age = (seconds: number) => {
    rows = rows.map((row) => ({ ...row, ageSeconds: row.ageSeconds + seconds }));
  };
  return { store, age, retired, asked: () => asked, only: (count: number) => (rows = rows.slice(0, count)) };
};
const newKey = () => makeSigningKey(KEY);
const kidsOf = (keys: SigningKeys) => keys.jwks().keys.map(({ kid }) => kid);

describe("signing keys", () => {
  it("are made in pairs at the first start, public halves alone are published", async () => {
    const { store } = memoryStore();
    const keys = await loadSigningKeys(store, KEY);
    const rows = await store.keys();
    expect(kidsOf(keys)).toEqual(rows.map(({ id }) => id));
    expect(keys.current.kid).toBe(rows[1]?.id);
    for (const key of keys.jwks().keys) {
      expect(Object.keys(key).toSorted()).toEqual(["alg", "crv", "kid", "kty", "use", "x", "y"]);
      expect(key).toMatchObject({ kty: "EC", crv: "P-256", alg: "ES256", use: "sig" });
    }
    expect([...keys.publicKeys.keys()]).toEqual(kidsOf(keys));
    for (const { id, privateKey } of rows) {
      expect(id).toMatch(/^[\w-]{12}$/);
      expect(privateKey).not.toContain("PRIVATE");
      expect(decrypt(KEY, privateKey)).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    }
    expect(await loadSigningKeys(store, KEY).then(kidsOf)).toEqual(kidsOf(keys));
  });
  it("are made where one is missing, and not where two are there", async () => {
    const held = memoryStore();
    await held.store.ensure(newKey);
    held.only(1);
    await loadSigningKeys(held.store, KEY);
    expect(await held.store.keys()).toHaveLength(2);
    const ensure = vi.spyOn(held.store, "ensure");
    await loadSigningKeys(held.store, KEY);
    expect(ensure).not.toHaveBeenCalled();
  });
  it("of one row alone, that one signs and none is next", async () => {
    const held = memoryStore();
    await held.store.ensure(newKey);
    held.only(1);
    held.store.ensure = async () => undefined;
    const keys = await loadSigningKeys(held.store, KEY);
    expect(kidsOf(keys)).toEqual([keys.current.kid]);
  });
  it("move on by one at a rotation, and what is spent is retired", async () => {
    const held = memoryStore();
    const keys = await loadSigningKeys(held.store, KEY);
    const [next, current] = kidsOf(keys);
    held.age(10_000);
    await held.store.rotate(newKey());
    expect(kidsOf(keys)).toEqual([next, current]);
    await keys.reload();
    expect(keys.current.kid).toBe(next);
    expect(kidsOf(keys).slice(1)).toEqual([next, current]);
    expect(held.retired).toEqual([]);
    held.age(10_000);
    await keys.reload();
    expect(kidsOf(keys)).toHaveLength(2);
    expect(held.retired).toEqual([[current]]);
    await keys.reload();
    expect(held.retired).toHaveLength(1);
  });
  it("cannot be opened under another SECRET_KEY, and that is said; nor can there be none", async () => {
    const { store } = memoryStore();
    await store.ensure(newKey);
    await expect(loadSigningKeys(store, Buffer.alloc(32, 9))).rejects.toThrow("SECRET_KEY does not fit this database");
    const empty = memoryStore().store;
    empty.ensure = async () => undefined;
    await expect(loadSigningKeys(empty, KEY)).rejects.toThrow("there is no signing key");
  });

  describe("of a token that is not known", () => {
    beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: 1_000_000 }));
    afterEach(() => void vi.useRealTimers());
    it("are looked for once, for all who ask, and again only after five seconds", async () => {
      const held = memoryStore();
      const keys = await loadSigningKeys(held.store, KEY);
      const loaded = held.asked();
      expect(await keys.find(keys.current.kid)).toBe(keys.publicKeys.get(keys.current.kid));
      expect(held.asked()).toBe(loaded);
      const added = newKey();
      await held.store.rotate(added);
      const found = await Promise.all([keys.find(added.id), keys.find(added.id), keys.find("unknown")]);
      expect(found.map((key) => key !== undefined)).toEqual([true, true, false]);
      expect(held.asked()).toBe(loaded + 1);
      vi.setSystemTime(1_005_000);
      expect(await keys.find("unknown")).toBeUndefined();
      expect(held.asked()).toBe(loaded + 1);
      vi.setSystemTime(1_005_001);
      expect(await keys.find("unknown")).toBeUndefined();
      expect(held.asked()).toBe(loaded + 2);
    });
  });
});

describe("an access token", () => {
  const CLAIMS = { sub: "user", sid: "login", inv: "invitation", site: "site", sv: 3 };
  const issuer = issuerOf("https://talk.example", () => "unused");
  const held = memoryStore();
  let keys: SigningKeys;
  beforeEach(async () => {
    keys = await loadSigningKeys(held.store, KEY);
  });
  const sign = (more: object = {}, options: jwt.SignOptions = {}, by?: KeyObject | string, kid?: string) =>
    jwt.sign({ sid: "login", inv: null, site: null, sv: 1, ...more }, by ?? keys.current.privateKey, {
      algorithm: "ES256",
      keyid: kid ?? keys.current.kid,
      issuer: "https://talk.example",
      audience: "sidecoach-api",
      subject: "user",
      expiresIn: 300,
      ...options,
    });
  const read = (token: string) => verifyAccessToken(keys, issuer, token);

  it("says who, for five minutes, under a kid that is published, and never the same twice", async () => {
    const token = signAccessToken(keys, issuer, CLAIMS);
    expect(await read(token)).toEqual(CLAIMS);
    const { header, payload } = jwt.decode(token, { complete: true }) as jwt.Jwt & { payload: jwt.JwtPayload };
    expect(header).toEqual({ alg: "ES256", typ: "JWT", kid: keys.current.kid });
    expect(payload).toMatchObject({ ...CLAIMS, iss: "https://talk.example", aud: "sidecoach-api" });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
    expect(payload.jti).toMatch(/^[\da-f-]{36}$/);
    const again = jwt.decode(signAccessToken(keys, issuer, CLAIMS)) as jwt.JwtPayload;
    expect(again.jti).not.toBe(payload.jti);
    expect(jwt.verify(token, createPublicKey({ key: keys.jwks().keys[1] as never, format: "jwk" }))).toBeTruthy();
  });
  it("of someone without site or invitation is read too", async () => {
    const bare = { ...CLAIMS, inv: null, site: null };
    expect(await read(signAccessToken(keys, issuer, bare))).toEqual(bare);
    expect(await read(sign())).toEqual({ sub: "user", sid: "login", inv: null, site: null, sv: 1 });
  });
  const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  it.each<[string, () => string]>([
    ["another's signature", () => sign({}, {}, stranger)],
    ["an unknown kid", () => sign({}, {}, stranger, "unknown")],
    ["no kid", () => jwt.sign({ sid: "x" }, "secret")],
    ["a secret for a key", () => sign({}, { algorithm: "HS256" }, "secret")],
    ["another audience", () => sign({}, { audience: "elsewhere" })],
    ["another issuer", () => sign({}, { issuer: "https://elsewhere.example" })],
    ["an end that has come", () => sign({}, { expiresIn: -1 })],
    ["an end that is far, and a beginning long ago", () => sign({ iat: 1_000_000_000 }, { expiresIn: 4_000_000_000 })],
    ["no login", () => sign({ sid: undefined })],
    ["a version that is no number", () => sign({ sv: "1" })],
    ["no version", () => sign({ sv: undefined })],
    ["an invitation that is no text", () => sign({ inv: 5 })],
    ["no word of a site", () => sign({ site: undefined })],
    ["nothing to read", () => "nonsense"],
    ["three parts of nothing", () => "a.b.c"],
    ["nothing at all", () => ""],
  ])("with %s is nobody's", async (_what, make) => {
    expect(await read(make())).toBeNull();
  });
  it("without an end is nobody's, however young", async () => {
    const token = jwt.sign({ sid: "login", inv: null, site: null, sv: 1 }, keys.current.privateKey, {
      algorithm: "ES256",
      keyid: keys.current.kid,
      issuer: "https://talk.example",
      audience: "sidecoach-api",
      subject: "user",
    });
    expect(await read(token)).toBeNull();
  });
  describe("that was read before", () => {
    afterEach(() => {
      vi.useRealTimers();
    });
    it("is over at its end, and where it began more than five minutes ago", async () => {
      const [short, long] = [sign({}, { expiresIn: 20 }), sign({}, { expiresIn: 3_000 })];
      expect([await read(short), await read(long)]).not.toContain(null);
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 21_000 });
      expect(await read(short)).toBeNull();
      expect(await read(long)).not.toBeNull();
      vi.setSystemTime(Date.now() + 280_000);
      expect(await read(long)).toBeNull();
    });
    it("is nobody's for another issuer, by another key of the same name, or with another signature", async () => {
      const token = sign();
      expect(await read(token)).not.toBeNull();
      const elsewhere = issuerOf("https://elsewhere.example", () => "unused");
      expect(await verifyAccessToken(keys, elsewhere, token)).toBeNull();
      expect(await read(`${token.slice(0, -2)}xx`)).toBeNull();
      const other = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey;
      expect(await verifyAccessToken({ ...keys, find: async () => other }, issuer, token)).toBeNull();
      expect(await read(token)).not.toBeNull();
    });
  });
  it.each<[string, string | null, string, boolean]>([
    ["PUBLIC_URL's own", "https://talk.example", "https://talk.example", true],
    ["where it listens, where PUBLIC_URL is set", "https://talk.example", "http://10.0.0.7:8787", false],
    ["loopback where PUBLIC_URL is set", "https://talk.example", "http://127.0.0.1:8787", false],
    ["loopback", null, "http://127.0.0.1:9999", true],
    ["localhost", null, "http://localhost:1", true],
    ["without a port", null, "http://localhost", true],
    ["of IPv6", null, "http://[::1]:65535", true],
    ["with a port of too many digits", null, "http://localhost:123456", false],
    ["with a port of no digits", null, "http://localhost:x", false],
    ["with something before", null, "xhttp://localhost", false],
    ["with something behind", null, "http://localhost:80/", false],
    ["elsewhere", null, "https://talk.example", false],
    ["where it listens", null, "http://10.0.0.7:8787", true],
  ])("its issuer: %s", (_name, publicUrl, name, taken) => {
    const one = issuerOf(publicUrl, () => "http://10.0.0.7:8787");
    expect(one.accepts(name)).toBe(taken);
    expect(one.name()).toBe(publicUrl ?? "http://10.0.0.7:8787");
  });
});
