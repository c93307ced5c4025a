import { generateKeyPairSync } from "node:crypto";
import jwt from "jsonwebtoken";
import { expect, it } from "vitest";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld();
const invitee = await world.claim();
const { header, payload } = jwt.decode(invitee.accessToken, { complete: true }) as {
  header: { kid: string };
  payload: Record<string, unknown>;
};
const other = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const own = world.signingKeys.current.privateKey;
const b64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const { iat: _iat, exp: _exp, ...claims } = payload;
const pem = world.signingKeys.publicKeys.get(header.kid)!.export({ type: "spki", format: "pem" }).toString();
const { createHmac } = await import("node:crypto");
const hs = (body: object) => {
  const head = `${b64({ alg: "HS256", typ: "JWT", kid: header.kid })}.${b64(body)}`;
  return `${head}.${createHmac("sha256", pem).update(head).digest("base64url")}`;
};
const es = (body: object, more: object = {}) => jwt.sign(body, own, { algorithm: "ES256", keyid: header.kid, ...more });

it.each([
  ["alg none", `${b64({ alg: "none", kid: header.kid })}.${b64(payload)}.`],
  ["HS256 with the public key", hs(payload)],
  ["another key, our kid", jwt.sign(claims, other, { algorithm: "ES256", keyid: header.kid, expiresIn: 300 })],
  ["our key, another kid", jwt.sign(claims, own, { algorithm: "ES256", keyid: "other", expiresIn: 300 })],
  ["no kid", jwt.sign(claims, own, { algorithm: "ES256", expiresIn: 300 })],
  ["kid __proto__", jwt.sign(claims, own, { algorithm: "ES256", keyid: "__proto__", expiresIn: 300 })],
  ["expired", es({ ...claims, iat: Math.floor(Date.now() / 1000) - 400, exp: Math.floor(Date.now() / 1000) - 100 })],
  [
    "too old though unexpired",
    es({ ...claims, iat: Math.floor(Date.now() / 1000) - 400, exp: Math.floor(Date.now() / 1000) + 1000 }),
  ],
  ["another audience", es({ ...claims, aud: "other" }, { expiresIn: 300 })],
  ["another issuer", es({ ...claims, iss: "other" }, { expiresIn: 300 })],
  ["another user's sub", es({ ...claims, sub: world.staffId }, { expiresIn: 300 })],
  ["an unknown session", es({ ...claims, sid: "x" }, { expiresIn: 300 })],
  ["no sid", es({ ...claims, sid: undefined }, { expiresIn: 300 })],
  ["not yet", es({ ...claims, nbf: Math.floor(Date.now() / 1000) + 1000 }, { expiresIn: 300 })],
  ["the refresh token", invitee.refreshToken],
])("%s is 401", async (_name, token) => {
  expect((await world.call("GET", "/v1/me", undefined, { authorization: `Bearer ${token}` })).status).toBe(401);
  expect((await world.call("GET", "/v1/admin/me", undefined, { authorization: `Bearer ${token}` })).status).toBe(401);
});
it("the right one is 200, and a lower-case scheme too", async () => {
  expect(
    (await world.call("GET", "/v1/me", undefined, { authorization: `bearer ${es(claims, { expiresIn: 300 })}` }))
      .status,
  ).toBe(200);
});
