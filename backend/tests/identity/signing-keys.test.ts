import { createPublicKey } from "node:crypto";
import jwt from "jsonwebtoken";
import { expect, it } from "vitest";
import { createSigningKeyStore } from "../../src/identity/signing-key-store.ts";
import { loadSigningKeys, makeSigningKey } from "../../src/identity/signing-keys.ts";
import { runCommand } from "../../src/run-command.ts";
import { useTwoInstances } from "../test-world.ts";

const { a, b } = await useTwoInstances();
const { pool } = a.database;
const rotate = () => runCommand(a, { command: "rotate-signing-key", taken: [], values: {} }, []);
const kidOf = (token: string) => jwt.decode(token, { complete: true })?.header.kid;
const published = async (world: typeof a) => (await world.call("GET", "/.well-known/jwks.json")).body.keys;
const kids = async (world: typeof a) => (await published(world)).map(({ kid }: { kid: string }) => kid);

it("publishes next and current as public keys alone, by which anyone can verify a token", async () => {
  const keys = await published(a);
  expect(keys).toHaveLength(2);
  for (const key of keys) {
    expect(Object.keys(key).toSorted()).toEqual(["alg", "crv", "kid", "kty", "use", "x", "y"]);
    expect(key).toMatchObject({ kty: "EC", crv: "P-256", alg: "ES256", use: "sig" });
  }
  expect(await kids(b)).toEqual(await kids(a));
  const { accessToken } = await a.claim();
  const [, current] = keys;
  expect(kidOf(accessToken)).toBe(current.kid);
  const payload = jwt.verify(accessToken, createPublicKey({ key: current, format: "jwk" }), { algorithms: ["ES256"] });
  expect(payload).toMatchObject({ iss: a.url, aud: "sidecoach-api" });
});

it("a rotation: the next one signs, known to every server before; the old token stays good on all of them", async () => {
  const before = await a.claim();
  const [next, current] = await kids(a);
  await rotate();
  const [newest, signing, previous] = await kids(a);
  expect([signing, previous]).toEqual([next, current]);
  expect([next, current]).not.toContain(newest);
  const after = await a.claim();
  expect(kidOf(after.accessToken)).toBe(next);
  // The other server has not looked again: it knows the key all the same, and goes on signing with the old one.
  expect((await b.call("GET", "/v1/me", undefined, after.bearer)).status).toBe(200);
  expect(kidOf((await b.claim()).accessToken)).toBe(current);
  for (const server of [a, b]) expect((await server.call("GET", "/v1/me", undefined, before.bearer)).status).toBe(200);
  await b.signingKeys.reload();
  expect(kidOf((await b.claim()).accessToken)).toBe(next);
  expect(await kids(b)).toEqual(await kids(a));
});

it("two rotations at once are two; a server that missed both looks again at a token of a key it does not know", async () => {
  const held = await kids(a);
  await Promise.all([rotate(), rotate()]);
  expect(new Set([...held, ...(await kids(a))]).size).toBe(held.length + 2);
  await rotate();
  const { accessToken, bearer } = await a.claim();
  expect(await kids(b)).not.toContain(kidOf(accessToken));
  const answers = await Promise.all(Array.from({ length: 10 }, () => b.call("GET", "/v1/me", undefined, bearer)));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
});

it("the old one ends when its last token has: its tokens are 401, its row is retired", async () => {
  const old = await a.claim();
  await rotate();
  const kid = kidOf(old.accessToken);
  expect((await old.get("/v1/me")).status).toBe(200);
  await pool.query(`UPDATE "SigningKey" SET "createdAt" = "createdAt" - interval '1 hour'`);
  await a.signingKeys.reload();
  expect(await kids(a)).toHaveLength(2);
  expect((await old.get("/v1/me")).body.code).toBe("bad-token");
  const { rows } = await pool.query(`SELECT "retiredAt" FROM "SigningKey" WHERE id = $1`, [kid]);
  expect(rows[0].retiredAt).not.toBeNull();
});

it("every rotation is audited; private halves are kept encrypted, and another SECRET_KEY opens none", async () => {
  const { rows: acts } = await pool.query(`SELECT subject FROM "AuditEntry" WHERE action = 'signing-key.rotate'`);
  expect(acts).toHaveLength(5);
  const { rows } = await pool.query<{ text: string }>(`SELECT row_to_json(k)::text AS text FROM "SigningKey" k`);
  for (const { text } of rows) {
    expect(text).not.toContain("PRIVATE");
    expect(text).not.toMatch(/"d"\s*:/);
  }
  const store = createSigningKeyStore(a.database);
  await expect(loadSigningKeys(store, Buffer.alloc(32, 1))).rejects.toThrow("SECRET_KEY does not fit");
});

it("ten servers that start at once on an empty database make one pair", async () => {
  await pool.query(`UPDATE "SigningKey" SET "retiredAt" = now() WHERE "retiredAt" IS NULL`);
  const store = createSigningKeyStore(a.database);
  await Promise.all(Array.from({ length: 10 }, () => store.ensure(() => makeSigningKey(a.keys.signingKeyEncryption))));
  expect(await store.keys()).toHaveLength(2);
});
