// What a claim does, each thing by itself: the mutation tests break the pieces one by one (docs/mutation.md).
import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { inTransaction } from "../../src/database/in-transaction.ts";
import { sha256 } from "../../src/identity/derive-key.ts";
import { describeInvitee } from "../../src/invitations/claim-invitation.ts";
import { deriveInvitationToken } from "../../src/invitations/invitation-token.ts";
import { createApiKey } from "../../src/identity/sign-in-staff.ts";
import { makeKey, signPerson, siteOf } from "../known-people/sign-person.ts";
import { type Answer, CONSENT, useTestWorld } from "../test-world.ts";

const world = await useTestWorld({ CLAIMS_PER_MINUTE: "1000000" });
const { prisma, pool } = world.database;
const claim = (token: string, more: object = {}) =>
  world.call("POST", "/v1/invitations/claim", { token, consent: CONSENT, ...more });
/** A refusal says something in words too. */
const refusal = ({ status, body }: Answer) => [status, body.code, /\w+ \w+/.test(body.detail)];
const rowOf = (id: string) => prisma.invitation.findUniqueOrThrow({ where: { id } });
const set = (id: string, column: "revokedAt" | "expiresAt") =>
  pool.query(`UPDATE "Invitation" SET "${column}" = now() - interval '1 minute' WHERE id = $1`, [id]);
const claimEvents = async (id: string) =>
  (await prisma.telemetryEvent.findMany({ where: { name: "invitation_claimed" } })).filter(
    ({ properties }) => (properties as { invitation: string }).invitation === id,
  );
const claimEntries = (id: string) => prisma.auditEntry.findMany({ where: { action: "invitation.claim", subject: id } });
const consents = (invitationId: string) =>
  prisma.consent.findMany({ where: { invitationId }, orderBy: [{ createdAt: "asc" }, { id: "asc" }] });

describe("a first claim", () => {
  it("makes the guest, and writes down what happened, once", async () => {
    const { token, id } = await world.invite();
    const { status, body } = await claim(token);
    expect(status).toBe(200);
    expect(body).toMatchObject({ expiresIn: 300, invitation: { id }, sessions: [] });
    expect(body.user).toEqual({ id: body.user.id, name: null, avatarUrl: null, role: "GUEST" });
    const user = await prisma.user.findUniqueOrThrow({ where: { id: body.user.id } });
    expect([user.role, user.lastLoginAt === null]).toEqual(["GUEST", false]);
    const row = await rowOf(id);
    expect([row.linkedUserId, row.claimedAt === null, row.openedAt === null]).toEqual([body.user.id, false, false]);
    expect(await claimEvents(id)).toMatchObject([
      { userId: body.user.id, properties: { invitation: id, mode: "SINGLE" } },
    ]);
    expect(await claimEntries(id)).toMatchObject([{ actorId: body.user.id }]);
    expect(await consents(id)).toMatchObject([{ userId: body.user.id, service: CONSENT.service, research: false }]);
    expect(await prisma.loginSession.findMany({ where: { invitationId: id } })).toMatchObject([
      { userId: body.user.id, deviceHash: null, revokedAt: null },
    ]);
  });

  it("after a look keeps when the link was opened", async () => {
    const { token, id } = await world.invite();
    for (let time = 0; time < 2; time++) await world.call("POST", "/v1/invitations/preview", { token });
    const { openedAt } = await rowOf(id);
    expect(openedAt).not.toBeNull();
    const opened = await prisma.telemetryEvent.findMany({ where: { name: "invitation_opened" } });
    expect(opened.filter(({ properties }) => (properties as { invitation: string }).invitation === id)).toHaveLength(1);
    await claim(token);
    expect((await rowOf(id)).openedAt).toEqual(openedAt);
  });

  it("takes what was agreed to, research too", async () => {
    const { token, id } = await world.invite();
    await claim(token, { consent: { ...CONSENT, research: true } });
    await claim(token, { consent: { ...CONSENT, research: false } });
    await claim(token);
    await claim(token, { consent: { ...CONSENT, research: true } });
    // Whoever says nothing of it keeps the word that stands.
    expect((await consents(id)).map(({ research }) => research)).toEqual([true, false, true]);
  });

  it("of another text is refused, and says which is current", async () => {
    const { token, id } = await world.invite();
    const answer = await claim(token, { consent: { service: "2020-01-01" } });
    expect(refusal(answer)).toEqual([422, "invalid", true]);
    expect(answer.body.errors).toEqual([
      { pointer: "/consent/service", detail: expect.stringContaining(CONSENT.service) },
    ]);
    expect((await rowOf(id)).claimedAt).toBeNull();
  });

  it("of what is no token of ours is told: mistyped, or unknown", async () => {
    const { token } = await world.invite();
    expect(refusal(await claim(token.slice(0, -1)))).toEqual([422, "mistyped-token", true]);
    const unknown = deriveInvitationToken(Buffer.from("another key"), "another", 1);
    expect(refusal(await claim(unknown))).toEqual([404, "invitation-not-found", true]);
  });

  it.each([
    ["revokedAt", "revoked"],
    ["expiresAt", "expired"],
  ] as const)("is too late once %s has come", async (column, code) => {
    const { token, id } = await world.invite();
    await set(id, column);
    expect(refusal(await claim(token))).toEqual([410, code, true]);
    expect((await rowOf(id)).linkedUserId).toBeNull();
    expect(await prisma.loginSession.count({ where: { invitationId: id } })).toBe(0);
  });
});

describe("a later claim", () => {
  it("is the same guest's, and no second one in any book", async () => {
    const { token, id } = await world.invite();
    const first = await claim(token);
    const { claimedAt } = await rowOf(id);
    const second = await claim(token);
    expect(second.body.user).toEqual(first.body.user);
    expect(second.body.refreshToken).not.toBe(first.body.refreshToken);
    expect((await rowOf(id)).claimedAt).toEqual(claimedAt);
    expect([await claimEvents(id), await claimEntries(id)].map(({ length }) => length)).toEqual([1, 1]);
  });

  it.each(["revokedAt", "expiresAt"] as const)("is let in to read when %s has come", async (column) => {
    const { token, id } = await world.invite();
    const first = await claim(token);
    await set(id, column);
    const again = await claim(token);
    expect([again.status, again.body.user?.id]).toEqual([200, first.body.user.id]);
  });

  it.each(["USER", "STAFF", "ADMIN"] as const)("by the link alone is none of somebody who is %s now", async (role) => {
    const { token, id } = await world.invite();
    const { body } = await claim(token);
    await prisma.user.update({ where: { id: body.user.id }, data: { role } });
    expect(refusal(await claim(token))).toEqual([409, "invitation-used", true]);
    expect(await prisma.loginSession.count({ where: { invitationId: id } })).toBe(1);
    expect(await consents(id)).toHaveLength(1);
  });

  it("on a device that is known replaces its sign-in; a sixth device signs the least recently used out", async () => {
    const { token, id } = await world.invite();
    const devices: Answer[] = [];
    for (let at = 0; at < 5; at++) devices.push(await claim(token, { deviceId: `device-${at}` }));
    const stored = await prisma.loginSession.findMany({ where: { invitationId: id }, orderBy: { createdAt: "asc" } });
    expect(stored.map(({ deviceHash }) => deviceHash)).toEqual(devices.map((_, at) => sha256(`device-${at}`)));
    // The oldest was used last.
    await pool.query(`UPDATE "LoginSession" SET "lastUsedAt" = now() + interval '1 minute' WHERE id = $1`, [
      stored[0]?.id,
    ]);
    await claim(token, { deviceId: "device-3" });
    const live = async () =>
      (await prisma.loginSession.findMany({ where: { invitationId: id, revokedAt: null } }))
        .map(({ deviceHash }) => [...devices.keys(), 5].find((at) => sha256(`device-${at}`) === deviceHash))
        .toSorted();
    expect(await live()).toEqual([0, 1, 2, 3, 4]);
    await claim(token, { deviceId: "device-5" });
    expect(await live()).toEqual([0, 2, 3, 4, 5]);
  });
});

describe("a SHARED invitation", () => {
  const shared = (more: object = {}) => world.invite({ claimMode: "SHARED", maxClaims: 2, label: "All", ...more });

  it("gives each device a child of its own, made after it, and counts", async () => {
    const { token, id } = await shared({ site: "test-site", externalRef: "group-7" });
    const [one, other] = [await claim(token, { deviceId: "one" }), await claim(token, { deviceId: "other" })];
    expect(one.body.invitation.id).not.toBe(other.body.invitation.id);
    expect(one.body.user.id).not.toBe(other.body.user.id);
    const parent = await rowOf(id);
    expect(parent).toMatchObject({ claimCount: 2, linkedUserId: null, claimedAt: null });
    const child = await rowOf(one.body.invitation.id);
    const { label, scenarioId, quota, expiresAt, createdById, siteId, presetName, externalRef } = parent;
    expect(child).toMatchObject({
      label,
      scenarioId,
      quota,
      usage: {},
      expiresAt,
      createdById,
      siteId,
      presetName,
      externalRef,
      parentId: id,
      deviceHash: sha256("one"),
      linkedUserId: one.body.user.id,
      claimMode: "SINGLE",
    });
    expect(child.token).toBe(sha256(deriveInvitationToken(world.keys.invitation, child.id, 1)));
    expect(child.openedAt).not.toBeNull();
    expect(await claimEvents(child.id)).toMatchObject([{ properties: { mode: "SHARED" } }]);
    expect(await claimEntries(child.id)).toHaveLength(1);
    expect(await claimEntries(id)).toHaveLength(0);
  });

  it("lets the same device in again, whatever has come since; the next one is told why not", async () => {
    const { token, id } = await shared();
    const one = await claim(token, { deviceId: "one" });
    expect((await claim(token, { deviceId: "one" })).body.invitation.id).toBe(one.body.invitation.id);
    expect((await rowOf(id)).claimCount).toBe(1);
    await claim(token, { deviceId: "other" });
    expect(refusal(await claim(token, { deviceId: "third" }))).toEqual([409, "claims-used-up", true]);
    expect((await claim(token, { deviceId: "one" })).status).toBe(200);
    await set(id, "revokedAt");
    expect(refusal(await claim(token, { deviceId: "third" }))).toEqual([410, "revoked", true]);
    expect((await claim(token, { deviceId: "one" })).status).toBe(200);
    expect(await prisma.invitation.count({ where: { parentId: id } })).toBe(2);
  });

  it("takes whoever brings no device for somebody new, and as many as come where nobody said how many", async () => {
    const { token, id } = await shared();
    await pool.query(`UPDATE "Invitation" SET "maxClaims" = NULL WHERE id = $1`, [id]);
    const users = new Set<string>();
    for (let time = 0; time < 4; time++) users.add((await claim(token)).body.user.id);
    expect(users.size).toBe(4);
    expect((await rowOf(id)).claimCount).toBe(4);
  });
});

describe("a claim by somebody whom the site has signed", async () => {
  const admin = { authorization: `Bearer ${await createApiKey(world, world.staffId, "keys", "ADMIN")}` };
  const key = await makeKey(world, admin, await siteOf(world));
  const invite = (more: object = {}) => world.invite({ site: "test-site", ...more });
  const as = (sub: string, more: object = {}) => ({ identified: signPerson(key, { sub }), ...more });

  it("is that person's, from the first on, and again; by the link alone it is nobody's any more", async () => {
    const { token, id } = await invite();
    const first = await claim(token, as("ada"));
    expect(first).toMatchObject({ status: 200, body: { user: { role: "USER" }, invitation: { id } } });
    expect((await claim(token, as("ada"))).body.user.id).toBe(first.body.user.id);
    expect(refusal(await claim(token))).toEqual([409, "invitation-used", true]);
    expect(await claimEvents(id)).toHaveLength(1);
  });
  it("of a guest's invitation asks before it brings two accounts together", async () => {
    const known = await claim((await invite()).token, as("grace"));
    const { token } = await invite();
    const guest = await world.claimToken(token);
    expect(refusal(await claim(token, as("grace")))).toEqual([409, "identity-taken", true]);
    expect(refusal(await claim(token, as("grace", { confirm: false })))).toEqual([409, "identity-taken", true]);
    const merged = await claim(token, as("grace", { confirm: true }));
    expect([merged.status, merged.body.user?.id]).toEqual([200, known.body.user.id]);
    expect((await guest.get("/v1/me")).body.code).toBe("session-ended");
  });
  it("of a SHARED one is one child a person, whatever the device", async () => {
    const { token, id } = await invite({ claimMode: "SHARED", maxClaims: 2 });
    const one = await claim(token, as("mary", { deviceId: "phone" }));
    const again = await claim(token, as("mary", { deviceId: "laptop" }));
    const other = await claim(token, as("jane", { deviceId: "phone" }));
    expect([one, again, other].map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(again.body.invitation.id).toBe(one.body.invitation.id);
    expect(other.body.invitation.id).not.toBe(one.body.invitation.id);
    expect((await rowOf(id)).claimCount).toBe(2);
    await set(id, "expiresAt");
    expect((await claim(token, as("mary"))).body.invitation.id).toBe(one.body.invitation.id);
  });
  it("ten first comings at once, to ten invitations, are one user", async () => {
    const tokens = await Promise.all(Array.from({ length: 10 }, () => invite()));
    const answers = await Promise.all(tokens.map(({ token }) => claim(token, as("sophie"))));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(new Set(answers.map(({ body }) => body.user.id)).size).toBe(1);
  });
  it("is needed where the site asks for it", async () => {
    const { token } = await invite();
    await pool.query(`UPDATE "Site" SET "requireKnownPeople" = true WHERE key = 'test-site'`);
    try {
      expect(refusal(await claim(token))).toEqual([403, "known-person-needed", true]);
      expect((await claim(token, as("joan"))).status).toBe(200);
    } finally {
      await pool.query(`UPDATE "Site" SET "requireKnownPeople" = false WHERE key = 'test-site'`);
    }
  });
});

describe("what an invitee is told of themselves", () => {
  it("name and picture, whichever of a role they are, and all they have begun", async () => {
    const invitee = await world.claim({ scenarioSlug: undefined });
    const slugs = (await invitee.get("/v1/scenarios")).body.items.map(({ slug }: { slug: string }) => slug);
    const started = [];
    for (const scenarioSlug of slugs.slice(0, 2)) started.push(await invitee.start({ scenarioSlug }));
    await prisma.user.update({
      where: { id: invitee.user.id },
      data: { role: "USER", name: "Ada", avatarUrl: "https://a.example/a.png" },
    });
    const { body } = await invitee.get("/v1/me");
    expect(body.user).toEqual({ id: invitee.user.id, name: "Ada", avatarUrl: "https://a.example/a.png", role: "USER" });
    expect(body.sessions.map(({ id }: { id: number }) => id).toSorted()).toEqual(started.toSorted());
    expect(new Set(body.sessions.map(({ scenario }: { scenario: { slug: string } }) => scenario.slug))).toEqual(
      new Set(slugs.slice(0, 2)),
    );
  });
  it("nothing of an invitation that is gone", async () => {
    const { user } = await world.claim();
    await expect(describeInvitee(world, { userId: user.id, invitationId: "gone" })).rejects.toMatchObject({
      code: "not-found",
      message: expect.stringMatching(/\w/),
    });
  });
});

describe("the store", () => {
  const { invitationStore } = world;
  it("finds by hash and by id, and nothing where there is none", async () => {
    const { token, id } = await world.invite({ site: "test-site" });
    const row = await invitationStore.byTokenHash(sha256(token));
    expect(row).toMatchObject({ id, state: "unopened", expired: false });
    expect(await invitationStore.byId(id)).toEqual(row);
    expect(await invitationStore.byTokenHash(token)).toBeNull();
    expect(await invitationStore.byId("nothing")).toBeNull();
    expect(await invitationStore.site(row?.siteId ?? "")).toMatchObject({ key: "test-site" });
    expect(await invitationStore.site("nothing")).toBeNull();
  });
  it("locks what is there: another claim waits; and says what vanished", async () => {
    const { token, id } = await world.invite();
    let claimed: Promise<Answer> | undefined;
    await inTransaction(pool, async (client) => {
      expect(await invitationStore.lock(client, id)).toMatchObject({ id, linkedUserId: null });
      claimed = claim(token);
      await expect
        .poll(async () => (await pool.query(`SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'`)).rowCount)
        .toBeGreaterThan(0);
      expect((await rowOf(id)).linkedUserId).toBeNull();
    });
    expect((await claimed)?.status).toBe(200);
    await expect(inTransaction(pool, (client) => invitationStore.lock(client, "gone"))).rejects.toThrow(
      "invitation gone vanished",
    );
  });
  it("knows a child by its device, of its own parent alone", async () => {
    const { token, id } = await world.invite({ claimMode: "SHARED", maxClaims: 2 });
    const { body } = await claim(token, { deviceId: "one" });
    const childOf = (parentId: string, device: string) =>
      inTransaction(pool, (client) => invitationStore.childOfDevice(client, parentId, sha256(device)));
    expect(await childOf(id, "one")).toBe(body.invitation.id);
    expect([await childOf(id, "other"), await childOf(randomUUID(), "one")]).toEqual([null, null]);
  });
});
