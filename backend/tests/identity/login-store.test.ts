// Sign-ins of invitees and of staff, each rule by itself, on the store: the mutation tests break the pieces one by one
// (docs/mutation.md). Times are moved in the database, never waited for.
import { createHash, randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { inTransaction } from "../../src/database/in-transaction.ts";
import { authenticateInvitee, authenticateStaff } from "../../src/identity/authenticate.ts";
import { endAllLogins, MAX_DEVICES, openLogin } from "../../src/identity/identity-store.ts";
import { deriveRefreshToken } from "../../src/identity/refresh-token.ts";
import { issueTokens, refreshLogin, refreshTokenHash } from "../../src/identity/refresh-login.ts";
import {
  createApiKey,
  createSignInLink,
  csrfTokenOf,
  newApiKey,
  newStaffCookie,
  redeemSignInLink,
} from "../../src/identity/sign-in-staff.ts";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld();
const { prisma, pool } = world.database;
const { identityStore: store } = world;
const sha = (text: string) => createHash("sha256").update(text).digest("hex");
const hashOf = refreshTokenHash(world);
const refusedAs = (code: string) => ({ code, message: expect.stringMatching(/\w+ \w+/) });

type Role = "GUEST" | "USER" | "STAFF" | "ADMIN";
const person = async (role: Role = "GUEST", name = "Somebody") =>
  (await prisma.user.create({ data: { role, name } })).id;
const invitation = async (more: object = {}) => (await world.invite(more)).id;
const open = (userId: string, invitationId: string, deviceHash: string | null = null) =>
  inTransaction(pool, (client) => openLogin(client, { userId, invitationId, deviceHash }, hashOf));
const newLogin = async () => {
  const [userId, invitationId] = [await person(), await invitation()];
  return { userId, invitationId, id: await open(userId, invitationId) };
};
const rowOf = (id: string) => prisma.loginSession.findUniqueOrThrow({ where: { id } });
const move = (table: string, column: string, id: string, ago: string) =>
  pool.query(`UPDATE "${table}" SET "${column}" = now() - $2::interval WHERE id = $1`, [id, ago]);
const GONE = [
  ["merged", `UPDATE "User" SET "mergedIntoId" = $2 WHERE id = $1`],
  ["erased", `UPDATE "User" SET "erasedAt" = now() WHERE id = $1 AND $2 <> ''`],
] as const;
const secondsBetween = (from: Date, to: Date) => (to.getTime() - from.getTime()) / 1000;
const DAY = 86_400;

describe("a login", () => {
  it("is what it is: whose, of which invitation and site, as which token version", async () => {
    const userId = await person("USER");
    const invitationId = await invitation({ site: "test-site" });
    const id = await open(userId, invitationId, "device");
    const { siteId } = await prisma.invitation.findUniqueOrThrow({ where: { id: invitationId } });
    expect(siteId).not.toBeNull();
    expect(await store.login(id)).toEqual({
      id,
      userId,
      invitationId,
      siteId,
      role: "USER",
      tokenVersion: 1,
      personNeeded: false,
      live: true,
    });
    expect(await store.login("nothing")).toBeNull();
    const { createdAt, expiresAt } = await rowOf(id);
    expect(Math.abs(secondsBetween(createdAt, expiresAt) - 30 * DAY)).toBeLessThan(5);
    expect(await prisma.refreshToken.findMany({ where: { loginSessionId: id } })).toMatchObject([
      { hash: hashOf(id, 0), generation: 0, usedAt: null },
    ]);
  });

  it("is over once it is revoked or its time is", async () => {
    const [revoked, over] = [await newLogin(), await newLogin()];
    await store.revokeLogin(revoked.id);
    const { revokedAt } = await rowOf(revoked.id);
    await store.revokeLogin(revoked.id);
    expect((await rowOf(revoked.id)).revokedAt).toEqual(revokedAt);
    await move("LoginSession", "expiresAt", over.id, "1 second");
    for (const { id } of [revoked, over]) expect(await store.login(id)).toMatchObject({ live: false });
    expect((await rowOf(over.id)).revokedAt).toBeNull();
  });

  it.each(GONE)("of somebody who was %s is over", async (_what, change) => {
    const login = await newLogin();
    await pool.query(change, [login.userId, world.staffId]);
    expect(await store.login(login.id)).toMatchObject({ live: false });
  });

  it("needs the site's word where the site says so, of this site", async () => {
    const site = await prisma.site.create({
      data: { key: randomUUID(), name: "x", pageUrl: "https://a.example", origins: [], requireKnownPeople: true },
    });
    const login = await newLogin();
    await pool.query(`UPDATE "Invitation" SET "siteId" = $2 WHERE id = $1`, [login.invitationId, site.id]);
    const known = (provider: string) =>
      prisma.externalIdentity.create({ data: { userId: login.userId, provider, externalId: randomUUID() } });
    await known("site:another");
    expect(await store.login(login.id)).toMatchObject({ personNeeded: true });
    await expect(issueTokens(world, login, 0)).rejects.toMatchObject(refusedAs("known-person-needed"));
    await known(`site:${site.id}`);
    expect(await store.login(login.id)).toMatchObject({ personNeeded: false });
  });

  it("of one device replaces its last one on this invitation alone; without a device it replaces none", async () => {
    const [userId, one, other] = [await person(), await invitation(), await invitation()];
    const first = await open(userId, one, "phone");
    const elsewhere = await open(userId, other, "phone");
    const bare = await open(userId, one);
    await open(userId, one);
    await open(userId, one, "laptop");
    await open(userId, one, "phone");
    const live = async (id: string) => (await rowOf(id)).revokedAt === null;
    expect([await live(first), await live(elsewhere), await live(bare)]).toEqual([false, true, true]);
  });

  it("past five ends the one that was used least recently, never itself, and counts no dead ones", async () => {
    const [userId, invitationId] = [await person(), await invitation()];
    expect(MAX_DEVICES).toBe(5);
    const ids: string[] = [];
    for (let at = 0; at < 5; at++) ids.push(await open(userId, invitationId));
    await pool.query(`UPDATE "LoginSession" SET "lastUsedAt" = now() + interval '1 hour' WHERE id = $1`, [ids[0]]);
    await store.revokeLogin(ids[4] ?? "");
    const live = async () =>
      (await prisma.loginSession.findMany({ where: { invitationId, revokedAt: null } })).map(({ id }) => id);
    const fifth = await open(userId, invitationId);
    expect(new Set(await live())).toEqual(new Set([...ids.slice(0, 4), fifth]));
    const sixth = await open(userId, invitationId);
    expect(new Set(await live())).toEqual(new Set([ids[0], ids[2], ids[3], fifth, sixth]));
  });

  it("ends with all of its person's, and their access tokens with it", async () => {
    const one = await newLogin();
    const two = await open(one.userId, await invitation());
    const other = await newLogin();
    await inTransaction(pool, (client) => endAllLogins(client, one.userId));
    expect([(await rowOf(one.id)).revokedAt === null, (await rowOf(two)).revokedAt === null]).toEqual([false, false]);
    expect((await rowOf(other.id)).revokedAt).toBeNull();
    expect((await store.user(one.userId)).tokenVersion).toBe(2);
    expect((await store.user(other.userId)).tokenVersion).toBe(1);
    const { revokedAt } = await rowOf(one.id);
    await store.revokeLoginsOf(one.userId);
    expect((await rowOf(one.id)).revokedAt).toEqual(revokedAt);
    expect((await store.user(one.userId)).tokenVersion).toBe(3);
    await expect(store.user("nobody")).rejects.toThrow();
  });
});

describe("a rotation", () => {
  const rotate = (id: string, generation: number) => store.rotateRefreshToken(hashOf(id, generation), hashOf);
  const rotated = (id: string, generation: number) => ({ outcome: "rotated", loginSessionId: id, generation });
  const tokensOf = (id: string) =>
    prisma.refreshToken.findMany({ where: { loginSessionId: id }, orderBy: { generation: "asc" } });

  it("gives the successor, the same one however often it is asked, and marks what was used", async () => {
    const { id } = await newLogin();
    expect(await rotate(id, 0)).toEqual(rotated(id, 1));
    const [first] = await tokensOf(id);
    expect(first?.usedAt).not.toBeNull();
    expect(await rotate(id, 0)).toEqual(rotated(id, 1));
    const rows = await tokensOf(id);
    expect(rows.map(({ hash, usedAt }) => [hash, usedAt !== null])).toEqual([
      [hashOf(id, 0), true],
      [hashOf(id, 1), false],
    ]);
    expect(rows[0]?.usedAt).toEqual(first?.usedAt);
    expect(await rotate(id, 1)).toEqual(rotated(id, 2));
  });

  it("long after is still good while its successor was never used: the reply was lost", async () => {
    const { id } = await newLogin();
    await rotate(id, 0);
    await pool.query(`UPDATE "RefreshToken" SET "usedAt" = now() - interval '20 days' WHERE "loginSessionId" = $1`, [
      id,
    ]);
    await pool.query(`UPDATE "RefreshToken" SET "usedAt" = NULL WHERE "loginSessionId" = $1 AND generation = 1`, [id]);
    expect(await rotate(id, 0)).toEqual(rotated(id, 1));
    expect((await rowOf(id)).revokedAt).toBeNull();
  });

  it.each([
    [50, true],
    [70, false],
  ])("%s s after its successor was used is good: %s; not good means the whole family ends", async (seconds, isGood) => {
    const { id } = await newLogin();
    await rotate(id, 0);
    await rotate(id, 1);
    await pool.query(
      `UPDATE "RefreshToken" SET "usedAt" = now() - make_interval(secs => $2) WHERE "loginSessionId" = $1 AND generation = 1`,
      [id, seconds],
    );
    expect(await rotate(id, 0)).toEqual(isGood ? rotated(id, 1) : { outcome: "reused" });
    expect((await rowOf(id)).revokedAt === null).toBe(isGood);
    expect(await rotate(id, 2)).toEqual(isGood ? rotated(id, 3) : { outcome: "ended" });
    expect(await tokensOf(id)).toHaveLength(isGood ? 4 : 3);
  });

  it("of what is not known, or has ended, is none", async () => {
    const { id } = await newLogin();
    expect(await store.rotateRefreshToken("unknown", hashOf)).toEqual({ outcome: "unknown" });
    await store.revokeLogin(id);
    expect(await rotate(id, 0)).toEqual({ outcome: "ended" });
    expect(await tokensOf(id)).toHaveLength(1);
  });

  it("makes the login live 30 more days, and never past 90 in all", async () => {
    const [young, old] = [await newLogin(), await newLogin()];
    await move("LoginSession", "createdAt", young.id, "10 days");
    await move("LoginSession", "createdAt", old.id, "80 days");
    for (const { id } of [young, old]) await move("LoginSession", "lastUsedAt", id, "5 days");
    for (const { id } of [young, old]) await rotate(id, 0);
    const [one, two] = [await rowOf(young.id), await rowOf(old.id)];
    expect(Math.abs(secondsBetween(one.createdAt, one.expiresAt) - 40 * DAY)).toBeLessThan(60);
    expect(Math.abs(secondsBetween(two.createdAt, two.expiresAt) - 90 * DAY)).toBeLessThan(60);
    for (const { lastUsedAt, createdAt } of [one, two])
      expect(secondsBetween(createdAt, lastUsedAt)).toBeGreaterThan(9 * DAY);
    await rotate(old.id, 0);
    expect((await rowOf(old.id)).lastUsedAt).toEqual(two.lastUsedAt);
  });

  it("knows the site of a token before it is used up", async () => {
    const login = await newLogin();
    expect(await store.siteOfRefreshToken(hashOf(login.id, 0))).toBeNull();
    const withSite = await open(await person(), await invitation({ site: "test-site" }));
    const { id } = await prisma.site.findUniqueOrThrow({ where: { key: "test-site" } });
    expect(await store.siteOfRefreshToken(hashOf(withSite, 0))).toBe(id);
    expect(await store.siteOfRefreshToken("unknown")).toBeNull();
  });
});

describe("tokens", () => {
  it("are given for a refresh token: five minutes of access, and the next one", async () => {
    const invitee = await world.claim();
    const { id } = await prisma.loginSession.findFirstOrThrow({ where: { userId: invitee.user.id } });
    const given = await refreshLogin(world, invitee.refreshToken);
    expect(given).toMatchObject({
      expiresIn: 300,
      refreshToken: deriveRefreshToken(world.keys.refresh, id, 1),
    });
    expect(await authenticateInvitee(world, `Bearer ${given.accessToken}`)).toMatchObject({ loginId: id });
    expect((await refreshLogin(world, given.refreshToken)).refreshToken).toBe(
      deriveRefreshToken(world.keys.refresh, id, 2),
    );
  });
  it("are not given for one that was used long ago", async () => {
    const invitee = await world.claim();
    const { id } = await prisma.loginSession.findFirstOrThrow({ where: { userId: invitee.user.id } });
    const next = await refreshLogin(world, invitee.refreshToken);
    await refreshLogin(world, next.refreshToken);
    await pool.query(`UPDATE "RefreshToken" SET "usedAt" = now() - interval '1 hour' WHERE "loginSessionId" = $1`, [
      id,
    ]);
    await expect(refreshLogin(world, invitee.refreshToken)).rejects.toMatchObject(refusedAs("session-ended"));
  });
  it("are refused in words where there is nothing to give them for", async () => {
    await expect(refreshLogin(world, "ref_unknown")).rejects.toMatchObject(refusedAs("bad-token"));
    await expect(issueTokens(world, { id: "nothing" }, 0)).rejects.toMatchObject(refusedAs("session-ended"));
    const invitee = await world.claim();
    await pool.query(`UPDATE "LoginSession" SET "revokedAt" = now() WHERE "userId" = $1`, [invitee.user.id]);
    await expect(refreshLogin(world, invitee.refreshToken)).rejects.toMatchObject(refusedAs("session-ended"));
  });
  it.each(GONE)("of somebody who was %s are not refreshed, though the login was not revoked", async (_what, change) => {
    const invitee = await world.claim();
    await pool.query(change, [invitee.user.id, world.staffId]);
    await expect(refreshLogin(world, invitee.refreshToken)).rejects.toMatchObject(refusedAs("session-ended"));
  });
});

describe("what a stream is held by", () => {
  const nothing = { logins: [], cookies: [], keys: [] };
  const ended = (held: Partial<Parameters<typeof store.endedOf>[0]>) => store.endedOf({ ...nothing, ...held }, 30);
  const cookieOf = async (userId: string) => {
    const hash = randomUUID();
    await prisma.staffSession.create({ data: { hash, userId, expiresAt: new Date("2999-01-01") } });
    return hash;
  };
  const keyOf = async (userId: string) =>
    (await prisma.apiKey.create({ data: { hash: randomUUID(), name: "x", role: "STAFF", userId } })).id;

  it("has not ended while it is good", async () => {
    const login = await newLogin();
    const [staff, admin] = [await person("STAFF"), await person("ADMIN")];
    expect(
      await ended({
        logins: [{ id: login.id, tokenVersion: 1 }],
        cookies: [await cookieOf(staff), await cookieOf(admin)],
        keys: [await keyOf(staff), await keyOf(admin)],
      }),
    ).toEqual(nothing);
  });
  it("has ended where it is unknown, each of its own kind", async () => {
    const logins = [{ id: "one", tokenVersion: 4 }];
    expect(await ended({ logins, cookies: ["two"], keys: ["three"] })).toEqual({
      logins,
      cookies: ["two"],
      keys: ["three"],
    });
  });
  it("has ended with the login, its time or its token version", async () => {
    const held = async (change: (id: string, userId: string) => Promise<unknown>, tokenVersion = 1) => {
      const { id, userId } = await newLogin();
      await change(id, userId);
      return (await ended({ logins: [{ id, tokenVersion }] })).logins.length;
    };
    expect(await held((id) => store.revokeLogin(id))).toBe(1);
    expect(await held((id) => move("LoginSession", "expiresAt", id, "1 second"))).toBe(1);
    expect(await held(async () => undefined, 2)).toBe(1);
    for (const [, change] of GONE)
      expect(await held((_id, userId) => pool.query(change, [userId, world.staffId]))).toBe(1);
    expect(await held(async () => undefined)).toBe(0);
  });
  it("has ended with the role, the cookie's time or its rest, the key's time or its owner", async () => {
    const cookie = async (sql: string) => {
      const userId = await person("STAFF");
      const hash = await cookieOf(userId);
      await pool.query(sql, [userId]);
      return (await ended({ cookies: [hash] })).cookies.length;
    };
    expect(await cookie(`UPDATE "User" SET role = 'USER' WHERE id = $1`)).toBe(1);
    expect(
      await cookie(`UPDATE "StaffSession" SET "expiresAt" = now() - interval '1 second' WHERE "userId" = $1`),
    ).toBe(1);
    expect(
      await cookie(`UPDATE "StaffSession" SET "lastUsedAt" = now() - interval '31 minutes' WHERE "userId" = $1`),
    ).toBe(1);
    expect(
      await cookie(`UPDATE "StaffSession" SET "lastUsedAt" = now() - interval '29 minutes' WHERE "userId" = $1`),
    ).toBe(0);
    expect(await cookie(`UPDATE "User" SET "erasedAt" = now() WHERE id = $1`)).toBe(1);
    const key = async (sql: string) => {
      const userId = await person("STAFF");
      const id = await keyOf(userId);
      await pool.query(sql, [userId]);
      return (await ended({ keys: [id] })).keys.length;
    };
    expect(await key(`UPDATE "User" SET role = 'GUEST' WHERE id = $1`)).toBe(1);
    expect(await key(`UPDATE "ApiKey" SET "revokedAt" = now() WHERE "userId" = $1`)).toBe(1);
    expect(await key(`UPDATE "ApiKey" SET "expiresAt" = now() - interval '1 second' WHERE "userId" = $1`)).toBe(1);
    expect(await key(`UPDATE "ApiKey" SET "expiresAt" = now() + interval '1 hour' WHERE "userId" = $1`)).toBe(0);
    expect(await key(`UPDATE "User" SET "erasedAt" = now() WHERE id = $1`)).toBe(1);
  });
});

describe("an invitee's request", () => {
  const ask = (header: string | undefined, unknown?: "allowed" | "refused") =>
    authenticateInvitee(world, header, unknown);
  it("is theirs, by a bearer, however its name is written", async () => {
    const invitee = await world.claim({ site: "test-site" });
    const { id } = await prisma.loginSession.findFirstOrThrow({ where: { userId: invitee.user.id } });
    const site = await prisma.site.findUniqueOrThrow({ where: { key: "test-site" } });
    for (const scheme of ["Bearer", "bearer"])
      expect(await ask(`${scheme} ${invitee.accessToken}`)).toEqual({
        userId: invitee.user.id,
        loginId: id,
        invitationId: invitee.invitation.id,
        siteId: site.id,
        tokenVersion: 1,
      });
  });
  it.each([undefined, "", "Bearer", "Bearer ", "Basic abc", "Bearer a b", "xBearer abc", "Bearer abc\n"])(
    "with the header %j has no token",
    async (header) => {
      await expect(ask(header)).rejects.toMatchObject(refusedAs("no-token"));
    },
  );
  it("with another token is nobody's", async () => {
    await expect(ask("Bearer nonsense")).rejects.toMatchObject(refusedAs("bad-token"));
  });
  it.each<[string, string, string]>([
    ["revoked", `UPDATE "LoginSession" SET "revokedAt" = now() WHERE "userId" = $1`, "session-ended"],
    ["gone", `DELETE FROM "LoginSession" WHERE "userId" = $1`, "session-ended"],
    ["of no invitation", `UPDATE "LoginSession" SET "invitationId" = NULL WHERE "userId" = $1`, "session-ended"],
    [
      "another's",
      `UPDATE "LoginSession" SET "userId" = (SELECT id FROM "User" WHERE role = 'ADMIN' LIMIT 1) WHERE "userId" = $1`,
      "session-ended",
    ],
    [
      "of another invitation",
      `UPDATE "LoginSession" SET "invitationId" = (SELECT id FROM "Invitation" WHERE "linkedUserId" IS DISTINCT FROM $1 LIMIT 1) WHERE "userId" = $1`,
      "bad-token",
    ],
    ["of another site", `UPDATE "Invitation" SET "siteId" = NULL WHERE "linkedUserId" = $1`, "bad-token"],
    ["of an older version", `UPDATE "User" SET "tokenVersion" = 2 WHERE id = $1`, "bad-token"],
  ])("by a login that is %s is refused", async (_what, change, code) => {
    await world.invite();
    const invitee = await world.claim({ site: "test-site" });
    await pool.query(change, [invitee.user.id]);
    await expect(ask(`Bearer ${invitee.accessToken}`)).rejects.toMatchObject(refusedAs(code));
  });
  it("waits for the site's word where it asks for that, but for the one route that brings it", async () => {
    const site = await prisma.site.create({
      data: { key: randomUUID(), name: "x", pageUrl: "https://b.example", origins: [] },
    });
    const invitee = await world.claim({ site: site.key });
    await pool.query(`UPDATE "Site" SET "requireKnownPeople" = true WHERE id = $1`, [site.id]);
    const header = `Bearer ${invitee.accessToken}`;
    for (const unknown of [undefined, "refused"] as const)
      await expect(ask(header, unknown)).rejects.toMatchObject(refusedAs("known-person-needed"));
    expect(await ask(header, "allowed")).toMatchObject({ userId: invitee.user.id });
  });
});

describe("a staff request", () => {
  const ask = (
    { header, cookie = null }: { header?: string; cookie?: string | null },
    least: "STAFF" | "ADMIN" = "STAFF",
    path = "/v1/admin/users",
  ) => authenticateStaff(world, { header, cookie }, least, path);
  const cookieOf = async (role: Role, name = "Ada") => {
    const userId = await person(role, name);
    const cookie = randomUUID();
    await prisma.staffSession.create({ data: { hash: sha(cookie), userId, expiresAt: new Date("2999-01-01") } });
    return { cookie, userId };
  };
  it("by cookie is theirs while the role is enough", async () => {
    const { cookie, userId } = await cookieOf("STAFF");
    const who = { userId, role: "STAFF", name: "Ada", by: { kind: "cookie", hash: sha(cookie) } };
    expect(await ask({ cookie })).toEqual(who);
    await expect(ask({ cookie }, "ADMIN")).rejects.toMatchObject({
      ...refusedAs("role-too-low"),
      message: expect.stringContaining("ADMIN"),
    });
    const admin = await cookieOf("ADMIN");
    expect(await ask({ cookie: admin.cookie })).toMatchObject({ role: "ADMIN" });
    expect(await ask({ cookie: admin.cookie }, "ADMIN")).toMatchObject({ role: "ADMIN" });
  });
  it.each(["USER", "GUEST"] as const)("by the cookie of somebody who is %s now is refused", async (role) => {
    await expect(ask(await cookieOf(role))).rejects.toMatchObject(refusedAs("role-too-low"));
  });
  it("by a key is its owner's, as far as role and scope go", async () => {
    const userId = await person("STAFF", "Ada");
    const expiresAt = new Date("2999-01-01");
    const key = await createApiKey(world, userId, "script", "ADMIN", { scopes: ["people"], expiresAt });
    const header = `Bearer ${key}`;
    const { id } = await prisma.apiKey.findFirstOrThrow({ where: { userId } });
    expect(await ask({ header })).toEqual({
      userId,
      role: "STAFF",
      name: "script",
      by: { kind: "key", keyId: id, scopes: ["people"], expiresAt },
    });
    expect((await prisma.apiKey.findUniqueOrThrow({ where: { id } })).lastUsedAt).not.toBeNull();
    await expect(ask({ header }, "ADMIN")).rejects.toMatchObject(refusedAs("role-too-low"));
    await expect(ask({ header }, "STAFF", "/v1/admin/sites")).rejects.toMatchObject({
      ...refusedAs("scope-too-narrow"),
      message: expect.stringContaining("settings"),
    });
    // A cookie has no scopes.
    expect(await ask(await cookieOf("STAFF"), "STAFF", "/v1/admin/sites")).toMatchObject({ role: "STAFF" });
  });
  it("by nothing, or by what is not valid, is nobody's; a key is looked at before a cookie", async () => {
    await expect(ask({})).rejects.toMatchObject(refusedAs("no-token"));
    await expect(ask({ cookie: "" })).rejects.toMatchObject(refusedAs("bad-token"));
    await expect(ask({ cookie: "unknown" })).rejects.toMatchObject(refusedAs("bad-token"));
    const { cookie } = await cookieOf("ADMIN");
    await expect(ask({ header: "Bearer unknown", cookie })).rejects.toMatchObject(refusedAs("bad-token"));
  });
  it.each(GONE)("of somebody who was %s is nobody's", async (_what, change) => {
    const { cookie, userId } = await cookieOf("STAFF");
    const header = `Bearer ${await createApiKey(world, userId, "x", "STAFF")}`;
    await pool.query(change, [userId, world.staffId]);
    for (const by of [{ cookie }, { header }]) await expect(ask(by)).rejects.toMatchObject(refusedAs("bad-token"));
  });
  it("by a cookie that has rested half an hour is nobody's, and each use counts as one", async () => {
    const { cookie } = await cookieOf("STAFF");
    const rest = (minutes: number) =>
      pool.query(`UPDATE "StaffSession" SET "lastUsedAt" = now() - make_interval(mins => $2) WHERE hash = $1`, [
        sha(cookie),
        minutes,
      ]);
    await rest(29);
    await ask({ cookie });
    const { lastUsedAt } = await prisma.staffSession.findUniqueOrThrow({ where: { hash: sha(cookie) } });
    expect(Math.abs(secondsBetween(lastUsedAt, new Date()))).toBeLessThan(20 * 60);
    await rest(31);
    await expect(ask({ cookie })).rejects.toMatchObject(refusedAs("bad-token"));
  });
});

describe("a staff sign-in", () => {
  const linkFor = async (userId: string) => {
    const link = await createSignInLink(world, userId, "https://talk.example/admin");
    expect(link).toMatch(/^https:\/\/talk\.example\/admin#sign-in=link_[\w-]{43}$/);
    return link.split("#sign-in=")[1] ?? "";
  };
  const entries = (userId: string, action: string) =>
    prisma.auditEntry.findMany({ where: { actorId: userId, action } });

  it("by a link is one, good once and for an hour, with a cookie of its own", async () => {
    const userId = await person("STAFF", "Ada");
    const token = await linkFor(userId);
    const row = await prisma.signInLink.findUniqueOrThrow({ where: { hash: sha(token) } });
    expect(Math.abs(secondsBetween(row.createdAt, row.expiresAt) - 3600)).toBeLessThan(10);
    const { cookie, staff } = await redeemSignInLink(world, token);
    expect(staff).toEqual({ userId, role: "STAFF", name: "Ada" });
    expect(cookie).toMatch(/^[\w-]{43}$/);
    const session = await prisma.staffSession.findUniqueOrThrow({ where: { hash: sha(cookie) } });
    expect(Math.abs(secondsBetween(session.createdAt, session.expiresAt) - 8 * 3600)).toBeLessThan(10);
    expect((await store.user(userId)).lastLoginAt).not.toBeNull();
    expect(await entries(userId, "staff.sign-in")).toMatchObject([{ subject: userId, detail: { via: "link" } }]);
    await expect(redeemSignInLink(world, token)).rejects.toMatchObject(refusedAs("bad-token"));
    expect(await prisma.staffSession.count({ where: { userId } })).toBe(1);
  });

  it.each<[string, string]>([
    ["too old", `UPDATE "SignInLink" SET "expiresAt" = now() - interval '1 second' WHERE "userId" = $1`],
    ["of no staff", `UPDATE "User" SET role = 'USER' WHERE id = $1`],
    ["of somebody erased", `UPDATE "User" SET "erasedAt" = now() WHERE id = $1`],
  ])("by a link that is %s is none", async (_what, change) => {
    const userId = await person("ADMIN");
    const token = await linkFor(userId);
    await pool.query(change, [userId]);
    await expect(redeemSignInLink(world, token)).rejects.toMatchObject(refusedAs("bad-token"));
    await expect(redeemSignInLink(world, "link_unknown")).rejects.toMatchObject(refusedAs("bad-token"));
    expect(await prisma.staffSession.count({ where: { userId } })).toBe(0);
  });

  it("ends the one that the browser held, and old ones; others stay", async () => {
    const userId = await person("STAFF");
    const first = (await redeemSignInLink(world, await linkFor(userId))).cookie;
    const second = (await redeemSignInLink(world, await linkFor(userId))).cookie;
    const spent = (await redeemSignInLink(world, await linkFor(userId))).cookie;
    await pool.query(`UPDATE "StaffSession" SET "expiresAt" = now() - interval '1 second' WHERE hash = $1`, [
      sha(spent),
    ]);
    const third = (await redeemSignInLink(world, await linkFor(userId), first)).cookie;
    const left = await prisma.staffSession.findMany({ where: { userId } });
    expect(new Set(left.map(({ hash }) => hash))).toEqual(new Set([sha(second), sha(third)]));
  });

  it("is ended once, with its entry", async () => {
    const userId = await person("STAFF");
    const { cookie } = await redeemSignInLink(world, await linkFor(userId));
    for (let time = 0; time < 2; time++) await store.endStaffSession(sha(cookie));
    expect(await prisma.staffSession.count({ where: { userId } })).toBe(0);
    expect(await entries(userId, "staff.sign-out")).toMatchObject([{ subject: userId }]);
  });

  it("has a CSRF token that hangs on its cookie, and keys that nobody guesses", () => {
    expect(csrfTokenOf(world, "one")).not.toBe(csrfTokenOf(world, "other"));
    expect(csrfTokenOf(world, "one")).toBe(csrfTokenOf(world, "one"));
    expect(csrfTokenOf(world, "one")).toMatch(/^[\w-]{43}$/);
    const { key, hash } = newApiKey();
    expect([key.length, hash]).toEqual([4 + 43, sha(key)]);
    expect(key).toMatch(/^key_/);
    expect(newApiKey().key).not.toBe(key);
    expect(newStaffCookie(null).row).toMatchObject({ hours: 8, replaces: null });
    const { cookie, row } = newStaffCookie("before");
    expect(row).toEqual({ hash: sha(cookie), hours: 8, replaces: sha("before") });
  });
});

describe("staff by the command line", () => {
  it("are known by an address, whatever was claimed of it unverified", async () => {
    const address = `${randomUUID()}@staff.example`;
    const guest = await person("GUEST");
    await prisma.contactMethod.create({ data: { userId: guest, type: "email", value: address, verified: false } });
    const id = (await store.addStaff(address, "STAFF")) ?? "";
    expect(id).not.toBe(guest);
    expect(await store.user(id)).toMatchObject({ name: address.split("@")[0], role: "STAFF" });
    expect(await prisma.contactMethod.findMany({ where: { value: address } })).toMatchObject([
      { userId: id, type: "email", verified: true, primary: true },
    ]);
    expect(await store.addStaff(address, "STAFF")).toBe(id);
    expect(await store.addStaff(address, "ADMIN")).toBe(id);
    expect((await store.user(id)).role).toBe("ADMIN");
    await pool.query(`UPDATE "User" SET role = 'USER' WHERE role = 'ADMIN' AND id <> $1`, [id]);
    expect(await store.addStaff(address, "STAFF")).toBeNull();
    expect((await store.user(id)).role).toBe("ADMIN");
  });
});
