import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createApiKey } from "../../src/identity/sign-in-staff.ts";
import { OPERATIONS } from "../../src/http/operations/all.ts";
import { doubles, orphans } from "../people/merge-ground.ts";
import { erasePerson } from "../../src/rights/erase-person.ts";
import { CONSENT, useTestWorld } from "../test-world.ts";
import { whileHeld } from "../while-held.ts";
import { makeKey, signPerson, siteOf } from "./sign-person.ts";

const world = await useTestWorld({ CLAIMS_PER_MINUTE: "1000000" });
const { prisma, pool } = world.database;
const admin = { authorization: `Bearer ${await createApiKey(world, world.staffId, "tests", "ADMIN")}` };
const siteId = await siteOf(world);
const key = await makeKey(world, admin, siteId);
const invite = (more: object = {}) => world.invite({ site: "test-site", ...more });
const claim = (token: string, more: object = {}) =>
  world.call("POST", "/v1/invitations/claim", { token, consent: CONSENT, ...more });
const as = (sub: string, more: object = {}) => ({ identified: signPerson(key, { sub }), ...more });
const newPerson = () => `person-${randomUUID()}`;
const bearerOf = (body: { accessToken: string }) => ({ authorization: `Bearer ${body.accessToken}` });

describe("a claim by somebody the site has signed", () => {
  it("of fresh invitations is always by the same user, and needs no confirmation", async () => {
    const sub = newPerson();
    const [first, second] = [
      await claim((await invite()).token, as(sub)),
      await claim((await invite()).token, as(sub)),
    ];
    expect(first).toMatchObject({ status: 200, body: { user: { role: "USER" } } });
    expect(second.status).toBe(200);
    expect(second.body.user.id).toBe(first.body.user.id);
    expect(second.body.invitation.id).not.toBe(first.body.invitation.id);
  });

  it("comes in again where they have signed in, which nobody else does", async () => {
    const { token } = await invite();
    const sub = newPerson();
    const { body } = await claim(token, as(sub));
    expect((await claim(token, as(sub))).body.user.id).toBe(body.user.id);
    expect((await claim(token)).body).toMatchObject({ code: "invitation-used", ways: { site: true, account: false } });
    const identities = await world.call("GET", "/v1/me/identities", undefined, bearerOf(body));
    expect(identities.body.items).toMatchObject([{ provider: "site", name: "Practice House" }]);
    expect((await claim(token, as(newPerson()))).body.code).toBe("invitation-used");
    const known = newPerson();
    await claim((await invite()).token, as(known));
    expect((await claim(token, as(known, { confirm: true }))).body.code).toBe("invitation-used");
  });

  it("makes the guest of the invitation them, and ends the guest's other sign-ins", async () => {
    const { token } = await invite();
    const guest = await world.claimToken(token);
    const claimed = await claim(token, as(newPerson()));
    expect(claimed.body.user).toMatchObject({ id: guest.user.id, role: "USER" });
    expect((await guest.get("/v1/me")).body.code).toBe("session-ended");
  });

  it("of a guest's invitation by somebody known asks, then merges", async () => {
    const sub = newPerson();
    const known = await claim((await invite()).token, as(sub));
    const { token } = await invite();
    const guest = await world.claimToken(token);
    await guest.start();
    const asked = await claim(token, as(sub));
    expect(asked.body).toMatchObject({ status: 409, code: "identity-taken", from: { sessions: 1 } });
    const merged = await claim(token, as(sub, { confirm: true }));
    expect(merged).toMatchObject({ status: 200, body: { user: { id: known.body.user.id }, sessions: [{}] } });
    expect(await prisma.user.findUniqueOrThrow({ where: { id: guest.user.id } })).toMatchObject({
      mergedIntoId: known.body.user.id,
    });
    expect((await guest.get("/v1/me")).body.code).toBe("session-ended");
    expect(await orphans(world)).toEqual({});
  });

  it("of a SHARED one goes with the person, from any device, and counts once", async () => {
    const { token, id } = await invite({ claimMode: "SHARED", maxClaims: 3 });
    const [ada, eve] = [newPerson(), newPerson()];
    const first = await claim(token, as(ada, { deviceId: "phone" }));
    const second = await claim(token, as(ada, { deviceId: "laptop" }));
    expect(second.body.invitation.id).toBe(first.body.invitation.id);
    const other = await claim(token, as(eve, { deviceId: "phone" }));
    expect(other.body.user.id).not.toBe(first.body.user.id);
    expect(other.body.invitation.id).not.toBe(first.body.invitation.id);
    // A guest of this device becomes the person.
    const guest = await claim(token, { deviceId: "tablet" });
    const signed = await claim(token, as(newPerson(), { deviceId: "tablet" }));
    expect(signed.body.user.id).toBe(guest.body.user.id);
    expect((await claim(token, as(newPerson(), { deviceId: "phone" }))).body.code).toBe("claims-used-up");
    expect(await prisma.invitation.findUniqueOrThrow({ where: { id } })).toMatchObject({ claimCount: 3 });
  });

  it("forty first comings of one person at once make one user", async () => {
    const sub = newPerson();
    const invitations = await Promise.all(Array.from({ length: 40 }, () => invite()));
    const answers: { status: number; body: { user: { id: string } } }[] = [];
    for (let batch = 0; batch < 40; batch += 10)
      answers.push(
        ...(await Promise.all(invitations.slice(batch, batch + 10).map(({ token }) => claim(token, as(sub))))),
      );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 40 }, () => 200));
    expect(new Set(answers.map(({ body }) => body.user.id)).size).toBe(1);
    expect(await doubles(world)).toEqual({});
  });

  it("who is erased at the same moment comes as somebody new, and nothing is written to who they were", async () => {
    for (const first of ["claim", "erasure"] as const) {
      const sub = newPerson();
      const before = await claim((await invite()).token, { identified: signPerson(key, { sub, name: "Canary" }) });
      const userId: string = before.body.user.id;
      const { token } = await invite();
      const coming = () => claim(token, { identified: signPerson(key, { sub, name: "Canary" }) });
      const erasing = () => erasePerson(world, userId);
      const hold = (client: { query: (sql: string, values: unknown[]) => Promise<unknown> }) =>
        client.query(`SELECT FROM "User" WHERE id = $1 FOR UPDATE`, [userId]);
      const met = await whileHeld<unknown>(pool, hold, first === "claim" ? [coming, erasing] : [erasing, coming]);
      expect(met).toContainEqual({ status: "erased" });
      expect(await prisma.user.findUniqueOrThrow({ where: { id: userId } })).toMatchObject({
        name: null,
        role: "GUEST",
      });
      expect(await prisma.externalIdentity.count({ where: { userId } })).toBe(0);
      expect(await prisma.invitation.count({ where: { linkedUserId: userId } })).toBe(0);
      expect(await prisma.loginSession.count({ where: { userId, revokedAt: null } })).toBe(0);
      // Nobody gets tokens that are good for nothing: who comes next is told no, or is let in.
      const next = await claim(token, { identified: signPerson(key, { sub }) });
      const me = await world.call("GET", "/v1/me", undefined, bearerOf(next.body));
      expect([next.body.code, me.status]).toEqual(first === "claim" ? ["erased", 401] : [undefined, 200]);
    }
  });

  it("by an identity that its owner removes at the same moment is nobody's", async () => {
    const sub = newPerson();
    const owner = await claim((await invite()).token, as(sub));
    const userId: string = owner.body.user.id;
    await prisma.externalIdentity.create({ data: { userId, provider: "google", externalId: randomUUID() } });
    const fresh = await invite();
    const { token } = await invite();
    const guest = await world.claimToken(token);
    const answers = await whileHeld(
      pool,
      async (client) => {
        await client.query(`SELECT FROM "User" WHERE id = $1 FOR UPDATE`, [userId]);
        await client.query(`DELETE FROM "ExternalIdentity" WHERE "userId" = $1 AND "externalId" = $2`, [userId, sub]);
      },
      [() => claim(fresh.token, as(sub)), () => claim(token, as(sub, { confirm: true }))],
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 409]);
    expect(answers[0]?.body.user.id).not.toBe(userId);
    expect(answers[1]?.body.code).toBe("merge-refused");
    expect((await guest.get("/v1/me")).status).toBe(200);
  });

  it("does not first claim what has expired or was revoked", async () => {
    const late = await invite();
    await pool.query(`UPDATE "Invitation" SET "expiresAt" = now() - interval '1 hour' WHERE id = $1`, [late.id]);
    expect((await claim(late.token, as(newPerson()))).body.code).toBe("expired");
  });
});

describe("a site that requires it", () => {
  const require = (requireKnownPeople: boolean) =>
    world.call("PATCH", `/v1/admin/sites/${siteId}`, { requireKnownPeople }, admin);

  it("has no unsigned way in: no claim, no re-entry, no refresh, no route", { timeout: 60_000 }, async () => {
    const { token } = await invite();
    const unsigned = await world.claimToken(token, "device");
    const shared = await invite({ claimMode: "SHARED" });
    const unsignedChild = await world.claimToken(shared.token, "device");
    const elsewhere = await invite();
    // Signed in by a provider, which the site knows nothing of.
    const byProvider = await world.claimToken(elsewhere.token);
    await prisma.externalIdentity.create({
      data: { userId: byProvider.user.id, provider: "google", externalId: randomUUID() },
    });
    expect((await require(true)).body).toMatchObject({ id: siteId, requireKnownPeople: true });

    const NEEDED = [403, "known-person-needed"];
    for (const more of [{}, { deviceId: "device" }, { confirm: true }, { deviceId: randomUUID() }])
      for (const link of [token, shared.token, elsewhere.token, (await invite()).token]) {
        const { status, body } = await claim(link, more);
        expect([status, body.code]).toEqual(NEEDED);
      }
    for (const who of [unsigned, unsignedChild, byProvider]) {
      const refreshed = await world.call("POST", "/v1/auth/refresh", { refreshToken: who.refreshToken });
      expect([refreshed.status, refreshed.body.code]).toEqual(NEEDED);
    }
    // What somebody may do with what is theirs, no site takes away.
    const THEIRS = [
      "/v1/me/identify",
      "/v1/me/consent",
      "/v1/me/transcript",
      "/v1/me/transcript-link",
      "/v1/me/erasure",
    ];
    const routes = OPERATIONS.filter(
      ({ who, path }) => who === "invitee" && path.startsWith("/v1/") && !THEIRS.includes(path),
    );
    expect(routes.length).toBeGreaterThan(15);
    for (const { method, path } of routes) {
      const answer = await world.call(
        method.toUpperCase(),
        path.replaceAll(/\{\w+\}/g, "1"),
        method === "get" || method === "delete" ? undefined : {},
        { ...unsigned.bearer, "idempotency-key": randomUUID() },
      );
      expect([path, answer.status, answer.body.code]).toEqual([path, ...NEEDED]);
    }

    expect((await unsigned.get("/v1/me/transcript")).status).toBe(200);
    expect((await unsigned.get("/v1/me/consent")).status).toBe(200);

    // By the site's word they come in, and keep what they had.
    const signed = await unsigned.post("/v1/me/identify", { token: signPerson(key, { sub: newPerson() }) });
    expect(signed).toMatchObject({ status: 200, body: { outcome: "linked", user: { id: unsigned.user.id } } });
    expect((await world.call("GET", "/v1/me", undefined, bearerOf(signed.body))).status).toBe(200);
    const refreshed = await world.call("POST", "/v1/auth/refresh", { refreshToken: signed.body.refreshToken });
    expect(refreshed.status).toBe(200);
    const child = await claim(shared.token, as(newPerson(), { deviceId: "device" }));
    expect(child.body.user.id).toBe(unsignedChild.user.id);
    // Invitations of other sites, and of none, are not its business.
    const free = await invite();
    await prisma.invitation.update({ where: { id: free.id }, data: { siteId: null } });
    expect((await claim(free.token)).status).toBe(200);

    await require(false);
    expect((await claim((await invite()).token)).status).toBe(200);
  });
});
