import { createHmac, createPublicKey, generateKeyPairSync } from "node:crypto";
import jwt from "jsonwebtoken";
import { type MutableResponse, type MutableToken, OAuth2Server } from "oauth2-mock-server";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { type Answer, useTestWorld } from "../test-world.ts";
import { createBrowser } from "./browser.ts";
import { createWalk } from "./walk.ts";

// One stand-in answers for Google and for Apple; it signs what a test tells it to.
const idp = new OAuth2Server();
await idp.issuer.keys.generate("RS256");
await idp.start(0, "127.0.0.1");
afterAll(() => idp.stop());
const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const world = await useTestWorld({
  GOOGLE_ISSUER: idp.issuer.url ?? "",
  GOOGLE_CLIENT_ID: "google-client",
  GOOGLE_CLIENT_SECRET: "google-secret",
  // Nobody listens there.
  OIDC_NAME: "Away",
  OIDC_ISSUER: "http://127.0.0.1:9",
  OIDC_CLIENT_ID: "c",
  OIDC_CLIENT_SECRET: "s",
  APPLE_ISSUER: idp.issuer.url ?? "",
  APPLE_CLIENT_ID: "apple-client",
  APPLE_TEAM_ID: "TEAM123456",
  APPLE_KEY_ID: "KEY1234567",
  APPLE_PRIVATE_KEY: privateKey.export({ type: "pkcs8", format: "pem" }).toString().replaceAll("\n", "\\n"),
});
const { prisma } = world.database;
const google = createWalk(world, "google");

let people = 0;
type Claims = Record<string, unknown>;
/** What the provider says of the next person; a test may bend any of it. */
const says = (claims: Claims): string => {
  const sub = String(claims["sub"] ?? `sub-${(people += 1)}`);
  const bend = (token: MutableToken) => {
    if (token.payload["aud"] !== undefined)
      Object.assign(token.payload, { sub, email: `${sub}@gmail.com`, email_verified: true, name: sub }, claims);
  };
  idp.service.on("beforeTokenSigning", bend);
  return sub;
};
const answers = (bend: (body: Record<string, unknown>) => void) =>
  idp.service.on("beforeResponse", (response: MutableResponse) => {
    if (response.body !== "") bend(response.body);
  });
afterEach(() => {
  idp.service.removeAllListeners("beforeTokenSigning");
  idp.service.removeAllListeners("beforeResponse");
  idp.service.removeAllListeners("beforeAuthorizeRedirect");
});
const codeOf = ({ status, body }: Answer) => [status, body.code];
const rewrite = (token: unknown, part: 0 | 1, change: (json: Claims) => void): string => {
  const parts = String(token).split(".");
  const json = JSON.parse(Buffer.from(parts[part] ?? "", "base64url").toString()) as Claims;
  change(json);
  parts[part] = Buffer.from(JSON.stringify(json)).toString("base64url");
  return parts.join(".");
};
const HOUR = 3_600;
const now = () => Math.floor(Date.now() / 1000);

describe("a token that does not hold signs nobody in", () => {
  const REFUSED = {
    page: 400,
    status: "failed",
    code: "sign-in-failed",
    redeemed: [409, "sign-in-failed"],
    identities: 0,
  };
  const attempt = async (): Promise<typeof REFUSED> => {
    const invitee = await world.claim();
    const begun = await google.begin(invitee);
    const last = await google.popup(begun);
    const { status, code } = await google.status(invitee, begun);
    const redeemed = codeOf(await google.redeem(invitee, begun));
    const identities = await prisma.externalIdentity.count({ where: { userId: invitee.user.id } });
    return { page: last.status, status, code, redeemed, identities };
  };

  it("while an honest one does", async () => {
    const sub = says({ picture: "http://pictures.example/plain.png" });
    const invitee = await world.claim();
    const { body } = await google.signIn(invitee);
    // A picture that would load over http is left out.
    expect(body.user).toMatchObject({ id: invitee.user.id, role: "USER", name: sub, avatarUrl: null });
    expect(body.offer).toEqual({ type: "email", value: `${sub}@gmail.com` });
    expect(await prisma.externalIdentity.findFirst({ where: { externalId: sub } })).toMatchObject({
      provider: "google",
    });
  });
  it.each<[string, Claims]>([
    ["of another nonce", { nonce: "another" }],
    ["of no nonce", { nonce: undefined }],
    ["of another issuer", { iss: "https://evil.example" }],
    ["for another client", { aud: "another-client" }],
    ["for several clients, ours not the authorised one", { aud: ["google-client", "another"], azp: "another" }],
    ["that has expired", { iat: now() - 2 * HOUR, exp: now() - HOUR }],
    ["that never expires", { exp: undefined }],
    ["of nobody", { sub: undefined }],
    ["of somebody with a NUL in their name", { sub: "a\u0000b" }],
    ["of somebody whose name has no end", { sub: "a".repeat(256) }],
    ["of somebody who is no text", { sub: 7 }],
    ["that is not valid yet", { nbf: now() + HOUR }],
  ])("one %s", async (_what, claims) => {
    says(claims);
    if ("sub" in claims)
      idp.service.on("beforeTokenSigning", (token: MutableToken) => {
        if (token.payload["aud"] === undefined) return;
        if (claims["sub"] === undefined) delete token.payload["sub"];
        else Object.assign(token.payload, claims);
      });
    expect(await attempt()).toEqual(REFUSED);
  });
  it("one without a signature (alg none)", async () => {
    says({});
    answers((body) => {
      const unsigned = rewrite(body["id_token"], 0, (header) => Object.assign(header, { alg: "none" }));
      body["id_token"] = `${unsigned.split(".").slice(0, 2).join(".")}.`;
    });
    expect(await attempt()).toEqual(REFUSED);
  });
  it("one that was changed after it was signed", async () => {
    says({});
    answers((body) => {
      body["id_token"] = rewrite(body["id_token"], 1, (claims) => Object.assign(claims, { sub: "somebody else" }));
    });
    expect(await attempt()).toEqual(REFUSED);
  });
  it("one signed with a key of somebody else, under the provider's kid", async () => {
    says({});
    const { privateKey: foreign } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    answers((body) => {
      const { header, payload } = jwt.decode(String(body["id_token"]), { complete: true }) ?? {};
      body["id_token"] = jwt.sign(payload ?? "", foreign, { algorithm: "RS256", keyid: header?.kid ?? "" });
    });
    expect(await attempt()).toEqual(REFUSED);
  });
  it("one signed with the public key as a shared secret (HS256)", async () => {
    says({});
    answers((body) => {
      const [key] = idp.issuer.keys.toJSON();
      const pem = createPublicKey({ key: key as never, format: "jwk" })
        .export({ type: "spki", format: "pem" })
        .toString();
      const { payload } = jwt.decode(String(body["id_token"]), { complete: true }) ?? {};
      const head = Buffer.from(JSON.stringify({ alg: "HS256", kid: key?.kid })).toString("base64url");
      const text = `${head}.${Buffer.from(JSON.stringify(payload)).toString("base64url")}`;
      body["id_token"] = `${text}.${createHmac("sha256", pem).update(text).digest("base64url")}`;
    });
    expect(await attempt()).toEqual(REFUSED);
  });
  it("none at all", async () => {
    answers((body) => delete body["id_token"]);
    expect(await attempt()).toEqual(REFUSED);
  });
});

it("an address that is not verified is not offered, and no address ever joins two people", async () => {
  const first = says({ email: "shared@gmail.com" });
  const one = await google.signIn(await world.claim());
  idp.service.removeAllListeners("beforeTokenSigning");
  const second = says({ email: "shared@gmail.com", email_verified: false });
  const two = await google.signIn(await world.claim());
  expect([one.body.outcome, two.body.outcome, two.body.offer]).toEqual(["linked", "linked", null]);
  expect(one.body.user.id).not.toBe(two.body.user.id);
  const rows = await prisma.externalIdentity.findMany({ where: { externalId: { in: [first, second] } } });
  expect(new Set(rows.map(({ userId }) => userId)).size).toBe(2);
});

it("what a provider tells is cleaned before it is kept", async () => {
  says({ name: `Ma\0ya \ud800${"x".repeat(500)}`, picture: "javascript:alert(1)" });
  const { body } = await google.signIn(await world.claim());
  expect(body.user.name.startsWith("Maya \ufffd")).toBe(true);
  expect([body.user.name.length <= 120, body.user.avatarUrl]).toEqual([true, null]);
});

describe("Apple answers by a form that its own page posts", () => {
  const apple = createWalk(world, "apple");
  /** The form of Apple's page: what would have been the query, and once the name. */
  const post = async (
    browser: ReturnType<typeof createBrowser>,
    callback: string,
    more: Record<string, string> = {},
  ) => {
    const url = new URL(callback);
    const body = new URLSearchParams([...url.searchParams, ...Object.entries(more)]).toString();
    const headers = { "content-type": "application/x-www-form-urlencoded", origin: "https://appleid.apple.com" };
    return browser.ask(`${url.origin}${url.pathname}`, { method: "POST", headers, body, crossSite: true });
  };

  it("which brings no Lax cookie: its state cookie is SameSite=None; Secure", async () => {
    const sub = says({ email_verified: "true", name: undefined });
    const secrets: unknown[] = [];
    idp.service.on("beforeResponse", (_response, request: { body: { client_secret?: unknown } }) =>
      secrets.push(request.body.client_secret),
    );
    const invitee = await world.claim();
    const begun = await apple.begin(invitee);
    const browser = createBrowser();
    const opened = await apple.open(browser, begun, begun.intent);
    const asked = new URL(JSON.parse(opened.text).url).searchParams;
    expect([asked.get("response_mode"), asked.get("scope")]).toEqual(["form_post", "openid name email"]);
    expect(browser.named(`sidecoach-sign-in-${begun.id}`)?.[1]).toMatchObject({ sameSite: "none", secure: true });
    const callback = await apple.toCallback(browser, begun);
    const last = await post(browser, callback, {
      user: JSON.stringify({ name: { firstName: "Maya", lastName: "Ortiz" } }),
    });
    expect(last.status).toBe(200);
    const { body } = await apple.redeem(invitee, begun);
    expect(body.user).toMatchObject({ id: invitee.user.id, role: "USER", name: "Maya Ortiz" });
    expect(body.offer).toEqual({ type: "email", value: `${sub}@gmail.com` });
    // The client's secret is a token of its own, minutes old.
    const claims = jwt.verify(String(secrets[0]), createPublicKey(privateKey), { algorithms: ["ES256"] });
    expect(claims).toMatchObject({ iss: "TEAM123456", sub: "apple-client", aud: idp.issuer.url });
  });
  it("and of another browser's it is not taken", async () => {
    says({});
    const begun = await apple.begin(await world.claim());
    const callback = await apple.toCallback(createBrowser(), begun);
    expect((await post(createBrowser(), callback)).status).toBe(404);
  });
  it("a window that the person closed is a no", async () => {
    const invitee = await world.claim();
    const begun = await apple.begin(invitee);
    const browser = createBrowser();
    const state = new URL(await apple.toCallback(browser, begun)).searchParams.get("state");
    const url = `${world.url}/sign-in/callback/apple?error=user_cancelled_authorize&state=${state}`;
    expect((await post(browser, url)).status).toBe(400);
    expect((await apple.status(invitee, begun)).code).toBe("sign-in-declined");
  });
});

it("a provider that cannot be reached: 503, and nothing is used up", async () => {
  const walk = createWalk(world, "oidc");
  const invitee = await world.claim();
  const begun = await walk.begin(invitee);
  const opened = await walk.open(createBrowser(), begun, begun.intent);
  expect([opened.status, JSON.parse(opened.text).code]).toEqual([503, "provider-unavailable"]);
  expect(opened.headers.get("retry-after")).not.toBeNull();
  expect((await walk.status(invitee, begun)).status).toBe("pending");
});
