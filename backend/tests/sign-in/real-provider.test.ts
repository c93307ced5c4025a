import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { challengeOf } from "../../src/sign-in/sign-in-keys.ts";
import { CONSENT, type Answer, SITE_ORIGIN, type TestInvitee, useTestWorld } from "../test-world.ts";
import { createBrowser } from "./browser.ts";
import { useRealProvider } from "./real-provider.ts";
import { whileHeld } from "../while-held.ts";
import { createWalk, FROM_SITE, newVerifier, RETURN_URL } from "./walk.ts";

const idp = await useRealProvider();
const world = await useTestWorld(idp.env);
idp.serve(`${world.url}/sign-in/callback/oidc`);
const { prisma, pool } = world.database;
await prisma.site.update({ where: { key: "test-site" }, data: { returnUrls: [RETURN_URL] } });
const walk = createWalk(world, "oidc");
const guest = () => world.claim({ site: "test-site" });
/** Somebody at the provider whom nobody has met. */
const stranger = (more: object = {}): string => {
  const sub = `sub-${randomUUID()}`;
  idp.accounts.set(sub, { email: `${sub}@campus.example`, email_verified: true, name: `Name of ${sub}`, ...more });
  idp.screen.signsInAs = sub;
  return sub;
};
const codeOf = ({ status, body }: Answer) => [status, body.code];
const as = (tokens: { accessToken: string }): Record<string, string> => ({
  authorization: `Bearer ${tokens.accessToken}`,
});

describe("a guest signs in by the popup", () => {
  it("and is the same person, a USER now, with what the provider tells where it was empty", async () => {
    const invitee = await guest();
    const sessionId = await invitee.start();
    await invitee.exchange(sessionId, "Good evening.");
    const sub = stranger({ picture: "https://pictures.example/a.png" });
    const begun = await walk.begin(invitee);
    expect(await walk.status(invitee, begun)).toEqual({ status: "pending", provider: "oidc", code: null });
    const last = await walk.popup(begun);
    expect(last.status).toBe(200);
    expect(last.text).toContain("You can close this window");
    expect((await walk.status(invitee, begun)).status).toBe("ready");

    const redeemed = await walk.redeem(invitee, begun);
    expect(redeemed.status).toBe(200);
    expect(redeemed.body).toMatchObject({
      outcome: "linked",
      user: { id: invitee.user.id, role: "USER", name: `Name of ${sub}`, avatarUrl: "https://pictures.example/a.png" },
      invitation: { id: invitee.invitation.id },
      sessions: [{ id: sessionId }],
      offer: { type: "email", value: `${sub}@campus.example` },
    });
    const me = await world.call("GET", "/v1/me", undefined, as(redeemed.body));
    expect([me.status, me.body.user.role]).toEqual([200, "USER"]);
    const row = await prisma.user.findUniqueOrThrow({
      where: { id: invitee.user.id },
      include: { externalIdentities: true, contactMethods: true },
    });
    expect(row.externalIdentities).toMatchObject([{ provider: `oidc:${idp.issuer}`, externalId: sub }]);
    // An address of the provider is offered: it is nobody's until its owner adds it.
    expect(row.contactMethods).toEqual([]);
    // What the provider said is not kept.
    expect(await prisma.signIn.findUniqueOrThrow({ where: { id: begun.id } })).toMatchObject({ outcome: null });
    const events = await prisma.telemetryEvent.count({ where: { name: "signed_in", userId: invitee.user.id } });
    expect(events).toBe(1);
  });

  it("keeps a name and an avatar that were there", async () => {
    const invitee = await guest();
    await prisma.user.update({ where: { id: invitee.user.id }, data: { name: "Maya" } });
    stranger();
    expect((await walk.signIn(invitee)).body.user.name).toBe("Maya");
  });

  it("ends the guest's other sign-ins, keeps this one, and a lost answer is no loss", async () => {
    const { token } = await world.invite({ site: "test-site" });
    const other = await world.claimToken(token, "phone");
    const invitee = await world.claimToken(token, "laptop");
    stranger();
    const { body } = await walk.signIn(invitee);
    expect(codeOf(await other.get("/v1/me"))).toEqual([401, "session-ended"]);
    // The client that never saw the answer refreshes with what it has, and gets the very token of the answer.
    const refreshed = await world.call("POST", "/v1/auth/refresh", { refreshToken: invitee.refreshToken });
    expect([refreshed.status, refreshed.body.refreshToken]).toEqual([200, body.refreshToken]);
  });

  it("20 redemptions at once: one link", async () => {
    const invitee = await guest();
    stranger();
    const begun = await walk.begin(invitee);
    await walk.popup(begun);
    const answers = await Promise.all(Array.from({ length: 20 }, () => walk.redeem(invitee, begun)));
    expect(answers.filter(({ status }) => status === 200).length).toBe(1);
    expect(answers.filter(({ body }) => body.code === "sign-in-used").length).toBe(19);
    expect(await prisma.externalIdentity.count({ where: { userId: invitee.user.id } })).toBe(1);
    expect(codeOf(await walk.redeem(invitee, begun))).toEqual([409, "sign-in-used"]);
  });

  it("ten guests with one identity at once: one has it, nine are asked whether it is them", async () => {
    stranger();
    const guests = await Promise.all(Array.from({ length: 10 }, () => guest()));
    const begun = [];
    for (const invitee of guests) {
      const it = await walk.begin(invitee);
      await walk.popup(it);
      begun.push({ invitee, it });
    }
    const answers = await Promise.all(begun.map(({ invitee, it }) => walk.redeem(invitee, it)));
    expect(answers.filter(({ status }) => status === 200).length).toBe(1);
    expect(answers.filter(({ body }) => body.code === "identity-taken").length).toBe(9);
  });

  it("is not redeemed by another verifier, another bearer, or before the answer is there", async () => {
    const [invitee, other] = [await guest(), await guest()];
    stranger();
    const begun = await walk.begin(invitee);
    expect(codeOf(await walk.redeem(invitee, begun))).toEqual([409, "sign-in-not-ready"]);
    await walk.popup(begun);
    expect(codeOf(await walk.redeem(invitee, { id: begun.id, verifier: newVerifier() }))).toEqual([
      403,
      "wrong-verifier",
    ]);
    expect(codeOf(await walk.redeem(other, begun))).toEqual([404, "not-found"]);
    expect(codeOf(await other.get(`/v1/sign-ins/${begun.id}`))).toEqual([404, "not-found"]);
    expect(codeOf(await world.call("GET", `/v1/sign-ins/${begun.id}`))).toEqual([401, "no-token"]);
    expect(codeOf(await world.call("POST", `/v1/sign-ins/${begun.id}/redeem`, { verifier: begun.verifier }))).toEqual([
      401,
      "no-token",
    ]);
    // None of them used it up.
    expect((await walk.redeem(invitee, begun)).status).toBe(200);
  });

  it("is over after its time", async () => {
    const invitee = await guest();
    stranger();
    const begun = await walk.begin(invitee);
    await walk.popup(begun);
    await pool.query(`UPDATE "SignIn" SET "expiresAt" = now() - interval '1 second' WHERE id = $1`, [begun.id]);
    expect(codeOf(await walk.redeem(invitee, begun))).toEqual([410, "sign-in-expired"]);
    expect((await walk.status(invitee, begun)).code).toBe("sign-in-expired");
  });

  it("a person who says no changes nothing", async () => {
    const invitee = await guest();
    idp.screen.says = "no";
    const begun = await walk.begin(invitee);
    const last = await walk.popup(begun);
    idp.screen.says = "yes";
    expect(last.text).toContain("You said no");
    expect(await walk.status(invitee, begun)).toMatchObject({ status: "failed", code: "sign-in-declined" });
    expect(codeOf(await walk.redeem(invitee, begun))).toEqual([409, "sign-in-failed"]);
  });
});

describe("nobody but the page that began it", () => {
  it("opens the way: another intent, another origin, a form, and a link from a stranger are refused", async () => {
    const invitee = await guest();
    const victim = stranger();
    const begun = await walk.begin(invitee);
    const browser = createBrowser();
    const page = await browser.ask(begun.url);
    expect(page.text).toContain(`data-origin="${SITE_ORIGIN}"`);
    // Merely looking at the page binds nothing and begins nothing.
    expect(browser.named("sidecoach-sign-in")).toBeNull();
    expect((await walk.open(browser, begun, "x".repeat(43))).status).toBe(403);
    const hostile = { "content-type": "application/json", origin: SITE_ORIGIN };
    const body = JSON.stringify({ intent: begun.intent });
    const url = `${world.url}/sign-in/${begun.id}/open`;
    expect((await browser.ask(url, { method: "POST", headers: hostile, body })).status).toBe(403);
    expect(
      (await browser.ask(url, { method: "POST", headers: { "content-type": "application/json" }, body })).status,
    ).toBe(403);
    const form = { "content-type": "application/x-www-form-urlencoded", origin: world.url };
    expect((await browser.ask(url, { method: "POST", headers: form, body: `intent=${begun.intent}` })).status).toBe(
      400,
    );
    expect(browser.named("sidecoach-sign-in")).toBeNull();
    // The attacker opens the way in a browser of their own and sends the provider's address on: the victim's browser lacks the cookie.
    const callback = await walk.toCallback(createBrowser(), begun);
    const last = await createBrowser().go(callback);
    expect([last.status, last.text.includes("not begun in this browser")]).toEqual([404, true]);
    expect((await walk.status(invitee, begun)).status).toBe("pending");
    expect(await prisma.externalIdentity.count({ where: { externalId: victim } })).toBe(0);
  });

  it("gets the provider's answer: a wrong state, a wrong issuer, an answer brought twice", async () => {
    const invitee = await guest();
    stranger();
    const begun = await walk.begin(invitee);
    const browser = createBrowser();
    const callback = new URL(await walk.toCallback(browser, begun));
    expect(callback.searchParams.get("iss")).toBe(idp.issuer);

    const otherState = new URL(callback);
    otherState.searchParams.set("state", newVerifier());
    expect((await browser.go(otherState.href)).status).toBe(404);
    expect((await walk.status(invitee, begun)).status).toBe("pending");
    const otherProvider = callback.href.replace("/callback/oidc", "/callback/google");
    expect((await browser.go(otherProvider)).status).toBe(404);

    const cookies = new Map(browser.cookies);
    expect((await browser.go(callback.href)).status).toBe(200);
    // Brought again, with the very cookie that was cleared.
    for (const [name, cookie] of cookies) browser.cookies.set(name, cookie);
    expect((await browser.go(callback.href)).status).toBe(404);
    expect((await walk.redeem(invitee, begun)).status).toBe(200);

    const mixedUp = await walk.begin(await guest());
    const elsewhere = createBrowser();
    const answer = new URL(await walk.toCallback(elsewhere, mixedUp));
    answer.searchParams.set("iss", "https://honest.example");
    expect((await elsewhere.go(answer.href)).status).toBe(400);
  });

  it("a code of another sign-in does not pass: PKCE and nonce are its own", async () => {
    const [mine, theirs] = [await walk.begin(await guest()), await walk.begin(await guest())];
    stranger();
    const [browser, other] = [createBrowser(), createBrowser()];
    const callback = new URL(await walk.toCallback(browser, mine));
    const stolen = new URL(await walk.toCallback(other, theirs));
    callback.searchParams.set("code", stolen.searchParams.get("code") ?? "");
    expect((await browser.go(callback.href)).status).toBe(400);
  });

  it("its pages run what is written in them, and are framed by nobody", async () => {
    const page = await createBrowser().ask((await walk.begin(await guest())).url);
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
    expect(page.headers.get("cross-origin-opener-policy")).toBe("unsafe-none");
    expect(page.headers.get("referrer-policy")).toBe("no-referrer");
    const [, script = ""] = /<script>([\s\S]*?)<\/script>/.exec(page.text) ?? [];
    const { createHash } = await import("node:crypto");
    expect(policy).toContain(createHash("sha256").update(script).digest("base64"));
  });
});

it("asks which account only where another may be meant: a provider of any kind knows `prompt=login`", async () => {
  const promptOf = async (more: object) => {
    const begun = await walk.begin(await guest(), more);
    const { text } = await walk.open(createBrowser(), begun, begun.intent);
    return new URL(JSON.parse(text).url).searchParams.get("prompt");
  };
  expect(await promptOf({})).toBeNull();
  expect(await promptOf({ choose: false })).toBeNull();
  expect(await promptOf({ choose: true })).toBe("login");
});

describe("by redirect", () => {
  const toReturn = async (url: string) => createBrowser().go(url, (at) => at.startsWith(SITE_ORIGIN));

  it("only to a registered address, exactly", async () => {
    const invitee = await guest();
    const ask = (returnUrl?: string, who: TestInvitee = invitee) =>
      who.post(
        "/v1/sign-ins",
        {
          provider: "oidc",
          challenge: challengeOf(newVerifier()),
          mode: "redirect",
          ...(returnUrl ? { returnUrl } : {}),
        },
        FROM_SITE,
      );
    for (const url of [
      undefined,
      `${RETURN_URL}#x`,
      `${SITE_ORIGIN}/room`,
      "https://evil.example/",
      "javascript:alert(1)",
    ])
      expect(codeOf(await ask(url))).toEqual([422, "invalid"]);
    // An invitation without a site has no registered address.
    const { id, token } = await world.invite();
    await prisma.invitation.update({ where: { id }, data: { siteId: null } });
    expect(codeOf(await ask(RETURN_URL, await world.claimToken(token)))).toEqual([422, "invalid"]);
    expect((await ask(RETURN_URL)).status).toBe(201);
  });

  it("the code in the fragment redeems it, and polling alone does not", async () => {
    const invitee = await guest();
    stranger();
    const begun = await walk.begin(invitee, { mode: "redirect", returnUrl: RETURN_URL });
    expect(begun.intent).toBeNull();
    const { url } = await toReturn(begun.url);
    const { hash, search } = new URL(url);
    expect([search, hash.startsWith(`#sign-in=${begun.id}.`)]).toEqual(["?signed=in", true]);
    expect((await walk.status(invitee, begun)).status).toBe("ready");
    // Whoever sent a victim the link has the verifier and the bearer, and not the code: that went to the victim's page.
    expect(codeOf(await walk.redeem(invitee, begun))).toEqual([403, "wrong-verifier"]);
    const code = hash.split(".")[1];
    expect((await walk.redeem(invitee, begun, { code })).body).toMatchObject({
      outcome: "linked",
      user: { id: invitee.user.id },
    });
  });

  it("a no comes back without a code", async () => {
    const invitee = await guest();
    idp.screen.says = "no";
    const begun = await walk.begin(invitee, { mode: "redirect", returnUrl: RETURN_URL });
    const { url } = await toReturn(begun.url);
    idp.screen.says = "yes";
    expect(new URL(url).hash).toBe(`#sign-in=${begun.id}`);
    expect((await walk.status(invitee, begun)).code).toBe("sign-in-declined");
  });
});

describe("an identity that is known", () => {
  it("of another user: both are shown, nothing changes without a yes; with it the guest becomes that user", async () => {
    const first = await guest();
    const sub = stranger();
    await walk.signIn(first);

    const later = await guest();
    const sessionId = await later.start();
    await later.exchange(sessionId, "It is me again.");
    const begun = await walk.begin(later);
    await walk.popup(begun);
    const asked = await walk.redeem(later, begun);
    expect(codeOf(asked)).toEqual([409, "identity-taken"]);
    expect(asked.body).toMatchObject({
      from: { sessions: 1 },
      into: { name: `Name of ${sub}`, avatarUrl: null, provider: "oidc", account: "Campus" },
    });
    expect((await later.get("/v1/me")).body.user).toMatchObject({ id: later.user.id, role: "GUEST" });

    const answers = await Promise.all(Array.from({ length: 5 }, () => walk.redeem(later, begun, { confirm: true })));
    const merged = answers.filter(({ status }) => status === 200);
    expect(merged.length).toBe(1);
    expect(merged[0]?.body).toMatchObject({
      outcome: "merged",
      user: { id: first.user.id },
      invitation: { id: later.invitation.id },
      sessions: [{ id: sessionId }],
    });
    expect(codeOf(await later.get("/v1/me"))).toEqual([401, "session-ended"]);
    const me = await world.call("GET", "/v1/me", undefined, as(merged[0]?.body));
    expect([me.status, me.body.user.id]).toEqual([200, first.user.id]);
    expect(await prisma.mergeOperation.count({ where: { sourceId: later.user.id } })).toBe(1);
  });

  it("that its owner removes at the same moment leads to them no more: by no merge, and by no way back", async () => {
    const { token } = await world.invite({ site: "test-site" });
    const owner = await world.claimToken(token);
    const sub = stranger();
    await walk.signIn(owner);
    const [later, verifier] = [await guest(), newVerifier()];
    const begun = await walk.begin(later);
    await walk.popup(begun);
    const byLink = { provider: "oidc", challenge: challengeOf(verifier), mode: "popup", invitationToken: token };
    const back = (await world.call("POST", "/v1/sign-ins", byLink, FROM_SITE)).body;
    await walk.popup({ ...back, verifier });
    const answers = await whileHeld(
      pool,
      async (client) => {
        await client.query(`SELECT FROM "User" WHERE id = $1 FOR UPDATE`, [owner.user.id]);
        await client.query(`DELETE FROM "ExternalIdentity" WHERE "externalId" = $1`, [sub]);
      },
      [
        () => walk.redeem(later, begun, { confirm: true }),
        () => world.call("POST", `/v1/sign-ins/${back.id}/redeem`, { verifier, invitationToken: token }, FROM_SITE),
      ],
    );
    expect(answers.map(codeOf)).toEqual([
      [409, "merge-refused"],
      [409, "other-account"],
    ]);
    expect((await later.get("/v1/me")).body.user).toMatchObject({ id: later.user.id, role: "GUEST" });
  });

  it("of oneself: nothing new, but that one was here", async () => {
    const invitee = await guest();
    stranger();
    const signedIn = await walk.signIn(invitee);
    const again = world.signedIn(signedIn.body);
    expect((await walk.signIn(again)).body).toMatchObject({ outcome: "known", user: { id: invitee.user.id } });
    expect(await prisma.externalIdentity.count({ where: { userId: invitee.user.id } })).toBe(1);
  });

  it("a second account of one provider is added; of two users none becomes the other", async () => {
    const invitee = await guest();
    stranger();
    const signedIn = world.signedIn((await walk.signIn(invitee)).body);
    stranger();
    const second = await walk.signIn(signedIn);
    expect(second.body).toMatchObject({ outcome: "linked", user: { id: invitee.user.id } });
    const { items } = (await world.call("GET", "/v1/me/identities", undefined, as(second.body))).body;
    expect(items).toMatchObject([
      { provider: "oidc", name: "Campus" },
      { provider: "oidc", name: "Campus" },
    ]);

    const other = await guest();
    stranger();
    const third = world.signedIn((await walk.signIn(other)).body);
    idp.screen.signsInAs = (
      await prisma.externalIdentity.findFirstOrThrow({ where: { userId: invitee.user.id } })
    ).externalId;
    expect(codeOf(await walk.signIn(third, { confirm: true }))).toEqual([409, "merge-refused"]);
  });

  it("of staff is no target, and staff link nothing from a host page", async () => {
    const staff = await prisma.user.create({ data: { role: "STAFF", name: "Staff" } });
    const sub = stranger();
    const provider = `oidc:${idp.issuer}`;
    await prisma.externalIdentity.create({ data: { userId: staff.id, provider, externalId: sub } });
    expect(codeOf(await walk.signIn(await guest(), { confirm: true }))).toEqual([409, "merge-refused"]);

    const invitee = await guest();
    await prisma.user.update({ where: { id: invitee.user.id }, data: { role: "STAFF" } });
    stranger();
    expect(codeOf(await walk.signIn(invitee))).toEqual([403, "use-console"]);
  });

  it("one of two may be removed, the last may not; both at once: one stays", async () => {
    const invitee = await guest();
    stranger();
    const one = world.signedIn((await walk.signIn(invitee)).body);
    const ids = async (who: TestInvitee) =>
      (await who.get("/v1/me/identities")).body.items.map((it: { id: string }) => it.id);
    const remove = (who: TestInvitee, id: string) =>
      world.call("DELETE", `/v1/me/identities/${id}`, undefined, who.bearer);
    const [only] = await ids(one);
    expect(codeOf(await remove(one, only))).toEqual([409, "last-identity"]);
    expect(codeOf(await remove(await guest(), only))).toEqual([404, "not-found"]);
    stranger();
    const two = world.signedIn((await walk.signIn(one)).body);
    const answers = await Promise.all((await ids(two)).map((id: string) => remove(two, id)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 409]);
    expect((await ids(two)).length).toBe(1);
    const removed = { name: "identity_removed", userId: two.user.id };
    expect(await prisma.telemetryEvent.count({ where: removed })).toBe(1);
  });
});

describe("on a second device, after the link's owner signed in", () => {
  const beginByLink = async (token: string, more: object = {}) => {
    const verifier = newVerifier();
    const begun = await world.call(
      "POST",
      "/v1/sign-ins",
      { provider: "oidc", challenge: challengeOf(verifier), mode: "popup", invitationToken: token, ...more },
      FROM_SITE,
    );
    return { ...begun, begun: { ...begun.body, verifier } };
  };
  const redeemByLink = (token: string, { id, verifier }: { id: string; verifier: string }, deviceId = "phone") =>
    world.call("POST", `/v1/sign-ins/${id}/redeem`, { verifier, invitationToken: token, deviceId }, FROM_SITE);

  it("the link alone lets nobody in; with the identity it does, and with another one it does not", async () => {
    const { token } = await world.invite({ site: "test-site" });
    // Nobody has signed in yet: the claim is the way.
    expect(codeOf(await beginByLink(token))).toEqual([409, "wrong-step"]);
    const invitee = await world.claimToken(token, "laptop");
    expect(codeOf(await beginByLink(token))).toEqual([409, "wrong-step"]);
    const sub = stranger();
    await walk.signIn(invitee);
    const claim = { token, consent: CONSENT, deviceId: "phone" };
    expect(await world.call("POST", "/v1/invitations/claim", claim)).toMatchObject({
      status: 409,
      body: { code: "invitation-used", ways: { site: false, account: true } },
    });

    const { begun } = await beginByLink(token);
    await walk.popup(begun);
    expect((await world.call("GET", `/v1/sign-ins/${begun.id}`)).body.status).toBe("ready");
    const back = await redeemByLink(token, begun);
    expect(back.body).toMatchObject({ outcome: "returned", user: { id: invitee.user.id } });
    expect((await world.call("GET", "/v1/me", undefined, as(back.body))).status).toBe(200);
    expect(codeOf(await redeemByLink(token, begun))).toEqual([409, "sign-in-used"]);

    stranger();
    const other = await beginByLink(token);
    await walk.popup(other.begun);
    expect(codeOf(await redeemByLink(token, other.begun))).toEqual([409, "other-account"]);
    // A known identity, of somebody else, is no better.
    const somebody = await guest();
    await walk.signIn(somebody);
    const third = await beginByLink(token);
    await walk.popup(third.begun);
    expect(codeOf(await redeemByLink(token, third.begun))).toEqual([409, "other-account"]);
    expect(await prisma.externalIdentity.findMany({ where: { userId: invitee.user.id } })).toMatchObject([
      { externalId: sub },
    ]);
  });

  it("is no way around a site that lets in only whom it has signed itself", async () => {
    const { token } = await world.invite({ site: "test-site" });
    const invitee = await world.claimToken(token);
    stranger();
    await walk.signIn(invitee);
    const { begun } = await beginByLink(token);
    await walk.popup(begun);
    const require = (requireKnownPeople: boolean) =>
      prisma.site.update({ where: { key: "test-site" }, data: { requireKnownPeople } });
    await require(true);
    const refused = await redeemByLink(token, begun);
    await require(false);
    expect(codeOf(refused)).toEqual([403, "known-person-needed"]);
  });

  it("the token of another invitation redeems nothing", async () => {
    const [one, two] = [await world.invite({ site: "test-site" }), await world.invite({ site: "test-site" })];
    for (const { token } of [one, two]) {
      const invitee = await world.claimToken(token);
      stranger();
      await walk.signIn(invitee);
    }
    const { begun } = await beginByLink(one.token);
    await walk.popup(begun);
    expect(codeOf(await redeemByLink(two.token, begun))).toEqual([404, "not-found"]);
  });
});

it("asks for what it needs: a provider that is set up, an origin, a challenge", async () => {
  const invitee = await guest();
  const body = { provider: "oidc", challenge: challengeOf(newVerifier()), mode: "popup" };
  for (const wrong of [
    { provider: "google" },
    { provider: "nobody" },
    { challenge: "short" },
    { issuer: "https://evil.example" },
  ])
    expect(codeOf(await invitee.post("/v1/sign-ins", { ...body, ...wrong }, FROM_SITE))).toEqual([422, "invalid"]);
  expect(codeOf(await invitee.post("/v1/sign-ins", body))).toEqual([422, "invalid"]);
  expect(codeOf(await world.call("POST", "/v1/sign-ins", body))).toEqual([401, "no-token"]);
  expect(codeOf(await invitee.post("/v1/sign-ins", body, { origin: "https://evil.example" }))).toEqual([
    403,
    "origin-not-allowed",
  ]);
  expect((await world.call("GET", "/v1/sign-in-providers")).body.items).toEqual([{ id: "oidc", name: "Campus" }]);
});
