import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import jwt from "jsonwebtoken";
import { describe, expect, it, vi } from "vitest";
import { assertSound } from "../attacks/audit.ts";
import { createApiKey } from "../../src/identity/sign-in-staff.ts";
import { doubles, orphans } from "../people/merge-ground.ts";
import { CONSENT, useTestWorld } from "../test-world.ts";
import { makeKey, now, signPerson, siteOf } from "./sign-person.ts";

const world = await useTestWorld({ CLAIMS_PER_MINUTE: "1000000" });
const { prisma, pool } = world.database;
const admin = { authorization: `Bearer ${await createApiKey(world, world.staffId, "tests", "ADMIN")}` };
const siteId = await siteOf(world);
const key = await makeKey(world, admin, siteId);
const provider = `site:${siteId}`;

const inSite = (more: object = {}) => world.claim({ site: "test-site", ...more });
const claim = (token: string, more: object = {}) =>
  world.call("POST", "/v1/invitations/claim", { token, consent: CONSENT, ...more });
const newPerson = () => `person-${randomUUID()}`;
const bearerOf = (body: { accessToken: string }) => ({ authorization: `Bearer ${body.accessToken}` });

describe("POST /v1/me/identify", () => {
  it("makes the guest a USER in place, and this device's sign-in a new one", async () => {
    const guest = await inSite();
    const sessionId = await guest.start();
    const sub = newPerson();
    const answer = await guest.post("/v1/me/identify", { token: signPerson(key, { sub, name: "Ada" }) });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        outcome: "linked",
        user: { id: guest.user.id, role: "USER", name: "Ada" },
        sessions: [{ id: sessionId }],
      },
    });
    expect(await prisma.externalIdentity.findMany({ where: { userId: guest.user.id } })).toMatchObject([
      { provider, externalId: sub, email: null },
    ]);
    expect((await guest.get("/v1/me")).body.code).toBe("session-ended");
    expect((await world.call("GET", "/v1/me", undefined, bearerOf(answer.body))).status).toBe(200);
    expect(
      await prisma.telemetryEvent.findMany({ where: { userId: guest.user.id, name: "person_known" } }),
    ).toMatchObject([{ properties: { site: siteId } }]);
  });

  it("asked again as the same person changes nothing, and ends no sign-in", async () => {
    const sub = newPerson();
    const { token } = await world.invite({ site: "test-site" });
    const first = await claim(token, { identified: signPerson(key, { sub, name: "Ada" }) });
    const bearer = bearerOf(first.body);
    const again = await world.call("POST", "/v1/me/identify", { token: signPerson(key, { sub, name: "Eve" }) }, bearer);
    expect(again).toMatchObject({ status: 200, body: { outcome: "known", user: { name: "Ada" } } });
    expect(again.body).not.toHaveProperty("accessToken");
    expect((await world.call("GET", "/v1/me", undefined, bearer)).status).toBe(200);
  });

  it("known to be another: shows both accounts, and merges once that is confirmed, with the same token", async () => {
    const sub = newPerson();
    const known = await claim((await world.invite({ site: "test-site" })).token, {
      identified: signPerson(key, { sub, name: "Ada" }),
    });
    const guest = await inSite();
    const sessionId = await guest.start();
    await guest.exchange(sessionId, "Good evening.");
    await world.running.settled();
    const token = signPerson(key, { sub });
    const asked = await guest.post("/v1/me/identify", { token });
    expect(asked).toMatchObject({
      status: 409,
      body: {
        code: "identity-taken",
        // the opening line, the guest's words, the reply and the comment
        from: { sessions: 1, messages: 4 },
        into: { name: "Ada", avatarUrl: null, provider },
      },
    });
    expect((await guest.get("/v1/me")).status).toBe(200);
    const merged = await guest.post("/v1/me/identify", { token, confirm: true });
    expect(merged).toMatchObject({
      status: 200,
      body: { outcome: "merged", user: { id: known.body.user.id, role: "USER" }, sessions: [{ id: sessionId }] },
    });
    expect((await guest.get("/v1/me")).body.code).toBe("session-ended");
    const read = await world.call("GET", `/v1/sessions/${sessionId}`, undefined, bearerOf(merged.body));
    expect(read.body.messages).toHaveLength(4);
    const refreshed = await world.call("POST", "/v1/auth/refresh", { refreshToken: merged.body.refreshToken });
    expect(refreshed.status).toBe(200);
    expect(await orphans(world)).toEqual({});
    expect(await doubles(world)).toEqual({});
    await assertSound(world);
  });

  it("a sign-in of one person of the site is never another's", async () => {
    const [ada, eve] = [newPerson(), newPerson()];
    const { body } = await claim((await world.invite({ site: "test-site" })).token, {
      identified: signPerson(key, { sub: ada }),
    });
    const identify = (sub: string, confirm = false) =>
      world.call("POST", "/v1/me/identify", { token: signPerson(key, { sub }), confirm }, bearerOf(body));
    expect((await identify(eve)).body.code).toBe("another-person");
    await claim((await world.invite({ site: "test-site" })).token, { identified: signPerson(key, { sub: eve }) });
    expect((await identify(eve, true)).body.code).toBe("another-person");
    expect(await prisma.externalIdentity.count({ where: { userId: body.user.id } })).toBe(1);
  });

  it("never merges by e-mail, and never somebody who has signed in another way", async () => {
    const guest = await inSite();
    await prisma.externalIdentity.create({
      data: { userId: guest.user.id, provider: "google", externalId: randomUUID(), email: "ada@example.org" },
    });
    await pool.query(`UPDATE "User" SET role = 'USER' WHERE id = $1`, [guest.user.id]);
    const sub = "ada@example.org";
    const other = await claim((await world.invite({ site: "test-site" })).token, {
      identified: signPerson(key, { sub }),
    });
    expect(other.body.user.id).not.toBe(guest.user.id);
    const token = signPerson(key, { sub });
    expect((await guest.post("/v1/me/identify", { token, confirm: true })).body.code).toBe("merge-refused");
    expect((await guest.post("/v1/me/identify", { token })).body.code).toBe("merge-refused");
  });

  it("links nobody to STAFF or ADMIN, and asks no guest whether they are one", async () => {
    for (const role of ["STAFF", "ADMIN"]) {
      const [invitee, sub] = [await inSite(), newPerson()];
      await pool.query(`UPDATE "User" SET role = $2::"Role", name = 'Of staff' WHERE id = $1`, [invitee.user.id, role]);
      const linked = await invitee.post("/v1/me/identify", { token: signPerson(key, { sub }) });
      expect([linked.status, linked.body.code]).toEqual([403, "use-console"]);
      await prisma.externalIdentity.create({ data: { userId: invitee.user.id, provider, externalId: sub } });
      const asked = await (await inSite()).post("/v1/me/identify", { token: signPerson(key, { sub }) });
      expect([asked.status, asked.body.code]).toEqual([409, "merge-refused"]);
      expect(JSON.stringify(asked.body)).not.toContain("Of staff");
      expect(await prisma.externalIdentity.count({ where: { userId: invitee.user.id } })).toBe(1);
    }
  });

  it("STAFF and ADMIN are never merged into", async () => {
    const sub = newPerson();
    const { body } = await claim((await world.invite({ site: "test-site" })).token, {
      identified: signPerson(key, { sub }),
    });
    await pool.query(`UPDATE "User" SET role = 'STAFF' WHERE id = $1`, [body.user.id]);
    const guest = await inSite();
    const answer = await guest.post("/v1/me/identify", { token: signPerson(key, { sub }), confirm: true });
    expect([answer.status, answer.body.code]).toEqual([409, "merge-refused"]);
  });
});

describe("a token", () => {
  const refused = async (token: string) => {
    const guest = await inSite();
    const { status, body } = await guest.post("/v1/me/identify", { token });
    expect(await prisma.externalIdentity.count({ where: { userId: guest.user.id } })).toBe(0);
    return [status, body.code];
  };
  const REFUSED = [403, "known-person-refused"];

  it.each([
    ["another issuer", { iss: "another-site" }],
    ["another audience", { aud: "sidecoach-api" }],
    ["expired", { iat: now() - 300, exp: now() - 60 }],
    ["good for longer than five minutes", { exp: now() + 400 }],
    ["issued in the future", { iat: now() + 200, exp: now() + 300 }],
    ["not good yet", { nbf: now() + 200 }],
    ["without exp", { exp: undefined }],
    ["without iat", { iat: undefined }],
    ["without jti", { jti: undefined }],
    ["without sub", { sub: undefined }],
    ["an empty sub", { sub: "" }],
    ["a sub with NUL", { sub: "a\0b" }],
  ] as [string, Record<string, unknown>][])("%s is refused", async (_name, claims) => {
    expect(await refused(signPerson(key, claims))).toEqual(REFUSED);
  });

  it("of no algorithm, of another, of another key or of none is refused", async () => {
    expect(await refused(signPerson(key, {}, "none"))).toEqual(REFUSED);
    expect(await refused(signPerson(key, {}, "HS512"))).toEqual(REFUSED);
    expect(await refused(signPerson({ ...key, secret: "x" }))).toEqual(REFUSED);
    expect(await refused(signPerson({ ...key, secret: "" }, {}, "none"))).toEqual(REFUSED);
    expect(await refused(signPerson({ ...key, kid: randomUUID() }))).toEqual(REFUSED);
    expect(await refused(signPerson({ ...key, kid: "a\0b" }))).toEqual(REFUSED);
    expect(await refused(jwt.sign({ sub: "ada" }, key.secret))).toEqual(REFUSED);
    expect(await refused("nothing of the kind")).toEqual(REFUSED);
    const header = Buffer.from(JSON.stringify({ alg: "HS256", typ: "JWT", kid: key.kid })).toString("base64url");
    for (const token of [`${header}.not-json.x`, `${header}..`, "a.b.c", `${header}.${header}.`])
      expect(await refused(token)).toEqual(REFUSED);
    // Signed with the encrypted form, as somebody with a dump of the database might.
    const row = await prisma.siteKey.findUniqueOrThrow({ where: { id: key.kid } });
    expect(await refused(signPerson({ kid: key.kid, secret: row.secret }))).toEqual(REFUSED);
    expect(row.secret).not.toContain(key.secret);
  });

  it("of another site, or for an invitation of no site, is refused", async () => {
    const other = await prisma.site.create({
      data: { key: "other-site", name: "Other", pageUrl: "https://other.example/", origins: ["https://other.example"] },
    });
    const otherKey = await makeKey(world, admin, other.id);
    expect(await refused(signPerson(otherKey, { iss: "other-site" }))).toEqual(REFUSED);
    expect(await refused(signPerson(otherKey))).toEqual(REFUSED);
    await prisma.invitation.updateMany({ where: { linkedUserId: null }, data: { siteId: null } });
    const free = await world.invite({ site: "test-site" });
    await prisma.invitation.update({ where: { id: free.id }, data: { siteId: null } });
    expect((await claim(free.token, { identified: signPerson(key) })).body.code).toBe("known-person-refused");
  });

  it("is good once: of a hundred at once one passes", async () => {
    const guest = await inSite();
    const token = signPerson(key, { sub: newPerson() });
    const answers = await Promise.all(
      Array.from({ length: 100 }, async () => guest.post("/v1/me/identify", { token })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    // The others came after the sign-in had ended, or after the token was used.
    const others = answers.filter(({ status }) => status !== 200).map(({ body }) => body.code);
    expect(others.filter((code) => !["session-ended", "known-person-refused"].includes(code))).toEqual([]);
  });

  it("is good once: of a hundred devices with invitations of their own one passes", async () => {
    const sub = newPerson();
    const identified = signPerson(key, { sub });
    const invitations = await Promise.all(Array.from({ length: 100 }, () => world.invite({ site: "test-site" })));
    const answers: { status: number; body: { code?: string } }[] = [];
    for (let batch = 0; batch < 100; batch += 25)
      answers.push(
        ...(await Promise.all(invitations.slice(batch, batch + 25).map(({ token }) => claim(token, { identified })))),
      );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status, body }) => status === 403 && body.code === "known-person-refused")).toHaveLength(
      99,
    );
    expect(await prisma.externalIdentity.count({ where: { provider, externalId: sub } })).toBe(1);
    expect(
      await prisma.invitation.count({
        where: { linkedUserId: { not: null }, id: { in: invitations.map(({ id }) => id) } },
      }),
    ).toBe(1);
  });

  it("of several audiences, with a name of null, a clock 20 s ahead: as libraries of other languages make it", async () => {
    for (const claims of [{ aud: ["another", "sidecoach"] }, { name: null }, { iat: now() + 20, exp: now() + 300 }]) {
      const guest = await inSite();
      const token = signPerson(key, { sub: newPerson(), ...(claims as Record<string, unknown>) });
      expect((await guest.post("/v1/me/identify", { token })).status).toBe(200);
    }
  });

  it("as the page on embedding makes it in Node passes", async () => {
    const page = readFileSync(new URL("../../../docs/embedding.md", import.meta.url), "utf8");
    const block = /```js\n(\/\/ Node[\s\S]*?)```/.exec(page)?.[1] ?? "";
    const body = block.replaceAll(/^(\/\/|import) .*$/gm, "");
    // The page's own lines are what is tried.
    // oxlint-disable-next-line typescript/no-implied-eval
    const sign = new Function("randomUUID", "jwt", "user", "SITE", "KID", "SECRET", `${body}; return token;`) as (
      ...given: unknown[]
    ) => string;
    const token = sign(randomUUID, jwt, { id: newPerson(), name: "Ada" }, "test-site", key.kid, key.secret);
    const guest = await inSite();
    expect((await guest.post("/v1/me/identify", { token })).body).toMatchObject({
      outcome: "linked",
      user: { name: "Ada" },
    });
  });

  it("is good once, also where the database's clock is minutes ahead of the server's", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - 180_000 });
    try {
      const token = signPerson(key, { sub: newPerson() });
      const [one, two] = [await inSite(), await inSite()];
      expect((await one.post("/v1/me/identify", { token })).status).toBe(200);
      expect((await two.post("/v1/me/identify", { token, confirm: true })).body.code).toBe("known-person-refused");
    } finally {
      vi.useRealTimers();
    }
  });

  it("its id is forgotten once it would have expired anyway", async () => {
    await prisma.usedTokenId.create({ data: { siteId, jti: "long-ago", expiresAt: new Date(0) } });
    const guest = await inSite();
    expect((await guest.post("/v1/me/identify", { token: signPerson(key, { sub: newPerson() }) })).status).toBe(200);
    expect(await prisma.usedTokenId.count({ where: { jti: "long-ago" } })).toBe(0);
  });
});
