import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { decrypt } from "../../src/identity/encrypt.ts";
import { mergeUsers } from "../../src/people/merge-users.ts";
import { assertSound } from "../attacks/audit.ts";
import { parseEvents, useTestWorld } from "../test-world.ts";
import { doubles, makeGuest, makeUser, mergeOf, orphans } from "./merge-ground.ts";

const world = await useTestWorld();
const { prisma, pool } = world.database;
const refused = { name: "Problem", code: "merge-refused", status: 409 };

describe("a merge", () => {
  it("gives the user all that the guest had, and leaves a tombstone that points there", async () => {
    const guest = await makeGuest(world);
    const userId = await makeUser(world);
    const quota = (await prisma.invitation.findUniqueOrThrow({ where: { id: guest.invitation.id } })).quota;
    const usage = (await prisma.invitation.findUniqueOrThrow({ where: { id: guest.invitation.id } })).usage;
    const before = await prisma.usageLog.count({ where: { userId: guest.user.id } });
    const told = await prisma.telemetryEvent.count({ where: { userId: guest.user.id } });
    expect(before).toBe(3);

    expect(await mergeUsers(world, mergeOf(guest, userId))).toEqual({ targetId: userId });
    expect(await orphans(world)).toEqual({});
    const moved = { userId, originUserId: guest.user.id };
    expect(await prisma.usageLog.count({ where: moved })).toBe(before);
    expect(await prisma.telemetryEvent.count({ where: moved })).toBe(told);
    expect(await prisma.conversationSession.findMany({ where: moved })).toHaveLength(1);
    expect(await prisma.invitation.findUniqueOrThrow({ where: { id: guest.invitation.id } })).toMatchObject({
      linkedUserId: userId,
      quota,
      usage,
    });
    expect(await prisma.user.findUniqueOrThrow({ where: { id: guest.user.id } })).toMatchObject({
      role: "GUEST",
      mergedIntoId: userId,
      name: null,
      tokenVersion: 2,
    });
    expect(await prisma.user.findUniqueOrThrow({ where: { id: userId } })).toMatchObject({ role: "USER", name: "Ada" });
    expect((await guest.get("/v1/me")).body.code).toBe("session-ended");
    const refreshed = await world.call("POST", "/v1/auth/refresh", { refreshToken: guest.refreshToken });
    expect(refreshed.body.code).toBe("session-ended");
    await assertSound(world);
  });

  it("is told and audited once, with a snapshot that only the target's secret opens", async () => {
    const guest = await makeGuest(world);
    const userId = await makeUser(world);
    const merge = { ...mergeOf(guest, userId), loginSessionId: "the-login" };
    await mergeUsers(world, merge);
    await mergeUsers(world, merge);
    const operation = await prisma.mergeOperation.findUniqueOrThrow({ where: { sourceId: guest.user.id } });
    const { key } = await prisma.userSecret.findUniqueOrThrow({ where: { userId } });
    const secret = Buffer.from(decrypt(world.keys.userSecret, key), "base64");
    expect(operation.snapshot).not.toContain("Ada");
    expect(JSON.parse(decrypt(secret, operation.snapshot))).toMatchObject({
      source: { id: guest.user.id, role: "GUEST" },
      target: { id: userId, name: "Ada" },
      consents: [{ userId: guest.user.id, research: false }],
      moved: { ConversationSession: 1, UsageLog: 3, Invitation: 1, Consent: 1 },
    });
    expect(await prisma.auditEntry.findMany({ where: { action: "user.merge", subject: userId } })).toMatchObject([
      {
        actorId: guest.user.id,
        detail: { merge: operation.id, source: guest.user.id, login: "the-login", moved: { UsageLog: 3 } },
      },
    ]);
    expect(await prisma.telemetryEvent.findMany({ where: { name: "users_merged", userId } })).toMatchObject([
      { properties: { source: guest.user.id, sessions: 1 } },
    ]);
  });

  it("asked again is the same, to another target is refused, and changes nothing", async () => {
    const guest = await makeGuest(world);
    const [userId, another] = [await makeUser(world), await makeUser(world)];
    await mergeUsers(world, mergeOf(guest, userId));
    expect(await mergeUsers(world, mergeOf(guest, userId))).toEqual({ targetId: userId });
    await expect(mergeUsers(world, mergeOf(guest, another))).rejects.toMatchObject(refused);
    expect(await prisma.conversationSession.count({ where: { userId: another } })).toBe(0);
    expect(await doubles(world)).toEqual({});
  });

  it.each(["STAFF", "ADMIN"] as const)("never has %s for a target", async (role) => {
    const guest = await world.claim();
    await expect(mergeUsers(world, mergeOf(guest, await makeUser(world, { role })))).rejects.toMatchObject(refused);
    expect((await guest.get("/v1/me")).status).toBe(200);
  });

  it("takes nobody but a bare, living guest for a source, and nobody but a living user for a target", async () => {
    const userId = await makeUser(world);
    const known = await makeUser(world);
    const merge = (sourceId: string, targetId: string) =>
      mergeUsers(world, { sourceId, targetId, requestedById: sourceId, loginSessionId: null });
    await expect(merge(known, userId)).rejects.toMatchObject(refused);
    const withIdentity = await prisma.user.create({
      data: { externalIdentities: { create: { provider: "github", externalId: randomUUID() } } },
    });
    await expect(merge(withIdentity.id, userId)).rejects.toMatchObject(refused);
    const erased = await prisma.user.create({ data: { erasedAt: new Date() } });
    await expect(merge(erased.id, userId)).rejects.toMatchObject(refused);
    const guest = await prisma.user.create({ data: {} });
    await expect(merge(guest.id, guest.id)).rejects.toMatchObject(refused);
    await expect(merge(guest.id, "nobody")).rejects.toMatchObject(refused);
    await expect(merge("nobody", userId)).rejects.toMatchObject(refused);
    const otherGuest = await prisma.user.create({ data: {} });
    await expect(merge(guest.id, otherGuest.id)).rejects.toMatchObject(refused);
    const erasedUser = await prisma.user.create({ data: { role: "USER", erasedAt: new Date() } });
    await expect(merge(guest.id, erasedUser.id)).rejects.toMatchObject(refused);
    expect(await prisma.mergeOperation.count({ where: { sourceId: { in: [known, guest.id, erased.id] } } })).toBe(0);
  });

  it("goes on to whoever its target is by now", async () => {
    const guest = await makeGuest(world);
    const middle = await prisma.user.create({ data: { role: "USER" } });
    await mergeUsers(world, mergeOf(guest, middle.id));
    // A user who gave up the last identity is a guest again.
    await prisma.user.update({ where: { id: middle.id }, data: { role: "GUEST" } });
    const last = await makeUser(world);
    await mergeUsers(world, mergeOf({ user: middle }, last));
    expect(await orphans(world)).toEqual({});
    expect(await prisma.user.findUniqueOrThrow({ where: { id: guest.user.id } })).toMatchObject({ mergedIntoId: last });
    expect(await prisma.conversationSession.findMany({ where: { userId: last } })).toMatchObject([
      { originUserId: guest.user.id },
    ]);
    expect(await mergeUsers(world, mergeOf(guest, middle.id))).toEqual({ targetId: last });
    expect(await mergeUsers(world, mergeOf(guest, last))).toEqual({ targetId: last });
  });

  it("fills a name that the user had not, and never writes over one", async () => {
    const userId = (await prisma.user.create({ data: { role: "USER", avatarUrl: "https://a.example/own.png" } })).id;
    const guest = await prisma.user.create({ data: { name: "Grace", avatarUrl: "https://a.example/other.png" } });
    await mergeUsers(world, mergeOf({ user: guest }, userId));
    expect(await prisma.user.findUniqueOrThrow({ where: { id: userId } })).toMatchObject({
      name: "Grace",
      avatarUrl: "https://a.example/own.png",
    });
  });
});

it("keeps who wrote a note and who did what", async () => {
  const guest = await makeGuest(world);
  const author = await prisma.user.create({ data: { role: "GUEST", name: "was staff once" } });
  const note = await prisma.observationNote.create({
    data: { invitationId: guest.invitation.id, researcherId: author.id, content: "hm" },
  });
  const invitation = await prisma.invitation.create({
    data: { token: randomUUID(), quota: { tokens: 1, label: "x" }, expiresAt: new Date(), createdById: author.id },
  });
  await prisma.apiKey.create({ data: { hash: randomUUID(), name: "old", role: "STAFF", userId: author.id } });
  await mergeUsers(world, mergeOf({ user: author }, await makeUser(world)));
  expect(await prisma.observationNote.findUnique({ where: { id: note.id } })).toMatchObject({
    researcherId: author.id,
  });
  expect(await prisma.invitation.findUnique({ where: { id: invitation.id } })).toMatchObject({
    createdById: author.id,
  });
  expect(await prisma.apiKey.findFirst({ where: { userId: author.id } })).not.toMatchObject({ revokedAt: null });
});

describe("contact methods", () => {
  const contact = (userId: string, type: string, value: string, verified: boolean, primary = false) =>
    prisma.contactMethod.create({ data: { userId, type, value, verified, primary } });

  it("verified ones move as non-primary, unverified ones go, and a type without a primary gets the guest's oldest", async () => {
    const guest = await prisma.user.create({ data: {} });
    const userId = await makeUser(world);
    await contact(userId, "email", "ada@own.example", true, true);
    await contact(guest.id, "email", "ada@guest.example", true, true);
    await contact(guest.id, "email", "unverified@guest.example", false);
    await contact(guest.id, "phone", "+431", false);
    await contact(guest.id, "phone", "+432", true);
    await contact(guest.id, "phone", "+433", true, true);
    await prisma.contactCode.create({
      data: { userId: guest.id, type: "phone", value: "+431", codeHash: "x", expiresAt: new Date("2999-01-01") },
    });
    await mergeUsers(world, mergeOf({ user: guest }, userId));
    const { rows } = await pool.query(
      `SELECT value, "primary" FROM "ContactMethod" WHERE "userId" = $1 AND verified ORDER BY value`,
      [userId],
    );
    expect(rows).toEqual([
      { value: "+432", primary: true },
      { value: "+433", primary: false },
      { value: "ada@guest.example", primary: false },
      { value: "ada@own.example", primary: true },
    ]);
    expect(await prisma.contactMethod.count({ where: { userId: guest.id } })).toBe(0);
    expect(await prisma.contactMethod.count({ where: { value: { in: ["+431", "unverified@guest.example"] } } })).toBe(
      0,
    );
    expect(await prisma.contactCode.count({ where: { userId: guest.id } })).toBe(0);
  });
});

describe("consent", () => {
  const standing = async (userId: string, invitationId: string) =>
    (
      await pool.query<{ research: boolean }>(
        `SELECT research AND "withdrawnAt" IS NULL AS research FROM "Consent" WHERE "userId" = $1 AND "invitationId" = $2 ORDER BY "createdAt" DESC, id DESC LIMIT 1`,
        [userId, invitationId],
      )
    ).rows[0]?.research;
  const saying = async (research?: boolean) => {
    const { token } = await world.invite();
    const { body } = await world.call("POST", "/v1/invitations/claim", {
      token,
      consent: { service: "2026-11-24", research: research === false ? true : research },
    });
    // A no is a yes taken back.
    if (research === false)
      await world.call("PATCH", "/v1/me/consent", { research }, { authorization: `Bearer ${body.accessToken}` });
    return body as { user: { id: string }; invitation: { id: string } };
  };
  const asUser = (id: string) => prisma.user.update({ where: { id }, data: { role: "USER" } });

  it.each([
    [true, true, true],
    [true, false, false],
    [false, true, false],
    [false, false, false],
  ])("guest %s, user %s: research %s", async (guestSays, userSays, holds) => {
    const [guest, user] = [await saying(guestSays), await saying(userSays)];
    await asUser(user.user.id);
    await mergeUsers(world, mergeOf(guest, user.user.id));
    expect(await standing(user.user.id, guest.invitation.id)).toBe(holds);
    expect(await standing(user.user.id, user.invitation.id)).toBe(holds);
  });

  it("a box left alone restricts nothing of the other's, and nothing of its own becomes allowed", async () => {
    const [guest, user] = [await saying(), await saying(true)];
    await asUser(user.user.id);
    await mergeUsers(world, mergeOf(guest, user.user.id));
    expect(await standing(user.user.id, user.invitation.id)).toBe(true);
    expect(await standing(user.user.id, guest.invitation.id)).toBe(false);
  });

  it("what one merge took back, the next one keeps to; who never said a word restricts nothing", async () => {
    const [refusing, user, later] = [await saying(false), await saying(true), await saying(true)];
    await asUser(user.user.id);
    await mergeUsers(world, mergeOf(refusing, user.user.id));
    await mergeUsers(world, mergeOf(later, user.user.id));
    expect(await standing(user.user.id, later.invitation.id)).toBe(false);

    const willing = await saying(true);
    const userId = await makeUser(world);
    await mergeUsers(world, mergeOf(willing, userId));
    expect(await standing(userId, willing.invitation.id)).toBe(true);
  });
});

it("in the midst of an exchange: it finishes, is stored, and ends with the user", { timeout: 60_000 }, async () => {
  const guest = await world.claim();
  const sessionId = await guest.start();
  const userId = await makeUser(world);
  world.simulator.gate.close({ lane: "partner", afterTokens: 3 });
  const reading = guest.send(sessionId, "Good evening.");
  await expect.poll(() => world.running.ids().length).toBe(1);
  const [exchangeId = ""] = world.running.ids();
  await expect.poll(() => world.running.get(exchangeId)?.partner.text.length ?? 0).toBeGreaterThan(0);
  expect(await mergeUsers(world, mergeOf(guest, userId))).toEqual({ targetId: userId });
  world.simulator.gate.open();
  await world.running.settled();
  const events = parseEvents((await reading).body);
  expect(events.some(({ type }) => type === "exchange-start")).toBe(true);

  expect(await prisma.exchange.findUniqueOrThrow({ where: { id: exchangeId } })).toMatchObject({ status: "COMPLETED" });
  expect(
    (await prisma.message.findMany({ where: { exchangeId }, orderBy: { id: "asc" } })).map(({ role }) => role),
  ).toEqual(["user", "partner", "coach"]);
  expect(await prisma.usageLog.findMany({ where: { sessionId } })).toMatchObject([
    { userId, originUserId: guest.user.id },
    { userId, originUserId: guest.user.id },
  ]);
  expect(await prisma.telemetryEvent.findMany({ where: { sessionId, name: "exchange_ended" } })).toMatchObject([
    { userId, originUserId: guest.user.id },
  ]);
  expect(await orphans(world)).toEqual({});
  expect(await doubles(world)).toEqual({});
  await assertSound(world);
});

it("ends the guest's open streams with `reauth` as their last event", { timeout: 30_000 }, async () => {
  const guest = await world.claim();
  const sessionId = await guest.start();
  const userId = await makeUser(world);
  const reading = guest.get(`/v1/sessions/${sessionId}/events`);
  await expect.poll(() => world.streams.heldBy().logins.length).toBeGreaterThan(0);
  await mergeUsers(world, mergeOf(guest, userId));
  const events = parseEvents((await reading).body);
  expect(events.at(-1)).toMatchObject({ type: "reauth", reason: "session-ended" });
  expect((await guest.get(`/v1/sessions/${sessionId}/events`)).body.code).toBe("session-ended");
});
