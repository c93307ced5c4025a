// Roles and API keys, each rule by itself: the mutation tests break the pieces one by one (docs/mutation.md).
import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { inTransaction } from "../../src/database/in-transaction.ts";
import type { Staff, StaffBy } from "../../src/identity/authenticate.ts";
import { changeUserRole } from "../../src/staff/change-user.ts";
import { makeApiKey } from "../../src/staff/make-api-key.ts";
import { changeRole, type Grant } from "../../src/staff/role-store.ts";
import { createApiKeyStore } from "../../src/staff/api-key-store.ts";
import { createUserStore } from "../../src/staff/user-store.ts";
import { useTestDatabase } from "../test-database.ts";
import { addIdentities, addPerson } from "./sign-in.ts";

// No server: what is broken is tried in a moment.
const database = await useTestDatabase();
const { prisma, pool } = database;
const world = { database, apiKeyStore: createApiKeyStore(database), userStore: createUserStore(database) };
const refusedAs = (code: string) => ({ code, message: expect.stringMatching(/\w+ \w+/) });
const roleOf = async (id: string) => (await prisma.user.findUniqueOrThrow({ where: { id } })).role;
const change = (actorId: string | null, userId: string, grant: Grant) =>
  inTransaction(pool, (client) => changeRole(client, { actorId, userId, grant }));
const signIns = async (userId: string) => {
  await prisma.staffSession.create({ data: { hash: randomUUID(), userId, expiresAt: new Date("2999-01-01") } });
  return () => prisma.staffSession.count({ where: { userId } });
};
const entries = (subject: string) => prisma.auditEntry.findMany({ where: { action: "user.role", subject } });

describe("a role", () => {
  it.each<["GUEST" | "USER" | "STAFF" | "ADMIN", number, Grant, string]>([
    ["GUEST", 0, "STAFF", "STAFF"],
    ["USER", 1, "ADMIN", "ADMIN"],
    ["STAFF", 0, "ADMIN", "ADMIN"],
    ["ADMIN", 0, "STAFF", "STAFF"],
    ["STAFF", 0, null, "GUEST"],
    ["STAFF", 1, null, "USER"],
    ["ADMIN", 2, null, "USER"],
  ])("of %s with %i identities, granted %s, is %s; with its entry", async (from, identities, grant, to) => {
    const [admin, id] = [await addPerson(world, "ADMIN"), await addPerson(world, from)];
    await addIdentities(world, id, identities);
    const open = await signIns(id);
    const bystander = await signIns(admin);
    expect(await change(admin, id, grant)).toEqual({ outcome: "changed", role: to });
    expect(await roleOf(id)).toBe(to);
    expect(await entries(id)).toMatchObject([{ actorId: admin, detail: { from, to } }]);
    // What a higher role has opened closes with it; who only rises stays signed in.
    expect(await open()).toBe(from === "ADMIN" || grant === null ? 0 : 1);
    expect(await bystander()).toBe(1);
  });

  it("that is the same already changes nothing", async () => {
    const [admin, staff] = [await addPerson(world, "ADMIN"), await addPerson(world, "STAFF")];
    const open = await signIns(staff);
    expect(await change(admin, staff, "STAFF")).toEqual({ outcome: "unchanged", role: "STAFF" });
    expect(await change(admin, await addPerson(world, "GUEST"), null)).toEqual({ outcome: "unchanged", role: "GUEST" });
    expect([await open(), (await entries(staff)).length]).toEqual([1, 0]);
  });

  it("is not changed by who is no ADMIN, nor of who is not there, or no more", async () => {
    const [admin, staff, user] = [
      await addPerson(world, "ADMIN"),
      await addPerson(world, "STAFF"),
      await addPerson(world, "USER"),
    ];
    for (const actor of [staff, user, "nobody"])
      expect(await change(actor, user, "STAFF")).toEqual({ outcome: "actor-no-admin" });
    expect(await change(admin, "nobody", "STAFF")).toEqual({ outcome: "not-found" });
    expect(await change(null, "nobody", "STAFF")).toEqual({ outcome: "not-found" });
    const [merged, erased] = [await addPerson(world, "USER"), await addPerson(world, "USER")];
    await prisma.user.update({ where: { id: merged }, data: { mergedIntoId: user } });
    await prisma.user.update({ where: { id: erased }, data: { erasedAt: new Date() } });
    for (const id of [merged, erased]) expect(await change(admin, id, "STAFF")).toEqual({ outcome: "gone" });
    // Somebody who was an ADMIN and is no more changes nothing either.
    const ghost = await addPerson(world, "ADMIN");
    await prisma.user.update({ where: { id: ghost }, data: { erasedAt: new Date() } });
    expect(await change(ghost, user, "STAFF")).toEqual({ outcome: "actor-no-admin" });
    expect(await roleOf(user)).toBe("USER");
  });

  it("of the last ADMIN who is somebody stays; the command line has no say in that", async () => {
    await pool.query(`UPDATE "User" SET role = 'USER' WHERE role = 'ADMIN'`);
    const last = await addPerson(world, "ADMIN");
    const ghost = await addPerson(world, "ADMIN");
    await prisma.user.update({ where: { id: ghost }, data: { mergedIntoId: last } });
    expect(await change(null, last, "STAFF")).toEqual({ outcome: "last-admin" });
    expect(await change(null, last, null)).toEqual({ outcome: "last-admin" });
    expect(await change(null, last, "ADMIN")).toEqual({ outcome: "unchanged", role: "ADMIN" });
    expect(await roleOf(last)).toBe("ADMIN");
    const another = await addPerson(world, "STAFF");
    expect(await change(null, another, "ADMIN")).toEqual({ outcome: "changed", role: "ADMIN" });
    expect(await entries(another)).toMatchObject([{ actorId: null }]);
    expect(await change(null, last, "STAFF")).toEqual({ outcome: "changed", role: "STAFF" });
  });
});

const COOKIE: StaffBy = { kind: "cookie", hash: "x" };
const staffOf = (userId: string, role: "STAFF" | "ADMIN", by: StaffBy = COOKIE): Staff => ({
  userId,
  role,
  name: null,
  by,
});

describe("a role, as it is asked for", () => {
  it("is granted as STAFF and ADMIN alone: the others take it away", async () => {
    const admin = staffOf(await addPerson(world, "ADMIN"), "ADMIN");
    const id = await addPerson(world, "GUEST");
    for (const [asked, is] of [
      ["STAFF", "STAFF"],
      ["ADMIN", "ADMIN"],
      ["USER", "GUEST"],
      ["STAFF", "STAFF"],
      ["STAFF", "STAFF"],
      ["GUEST", "GUEST"],
    ] as const) {
      await changeUserRole(world, admin, id, asked);
      expect([asked, await roleOf(id)]).toEqual([asked, is]);
    }
  });
  it("is refused in words, each for its own reason", async () => {
    const admin = staffOf(await addPerson(world, "ADMIN"), "ADMIN");
    const id = await addPerson(world, "USER");
    const ask = (by: Staff, userId: string) => changeUserRole(world, by, userId, "STAFF");
    await expect(ask(admin, admin.userId)).rejects.toMatchObject(refusedAs("own-role"));
    await expect(ask(admin, "nobody")).rejects.toMatchObject(refusedAs("not-found"));
    const gone = await addPerson(world, "USER");
    await prisma.user.update({ where: { id: gone }, data: { erasedAt: new Date() } });
    await expect(ask(admin, gone)).rejects.toMatchObject({
      ...refusedAs("invalid"),
      errors: [{ pointer: "/role", detail: expect.stringMatching(/\w/) }],
    });
    const former = staffOf(await addPerson(world, "STAFF"), "ADMIN");
    await expect(ask(former, id)).rejects.toMatchObject(refusedAs("role-too-low"));
    // Nobody demotes the last one, since nobody demotes themselves; but for whoever has lost the role between two looks.
    const store = { changeRole: async () => ({ outcome: "last-admin" as const }) };
    const odd = { userStore: { ...world.userStore, ...store } };
    await expect(changeUserRole(odd, admin, id, "USER")).rejects.toMatchObject(refusedAs("last-admin"));
    expect(await roleOf(id)).toBe("USER");
  });
});

describe("an API key", () => {
  const make = (by: Staff, more: object = {}) => makeApiKey(world, by, { name: "a key", role: "STAFF", ...more });
  const keyOf = (scopes: string[], expiresAt: Date | null = null): StaffBy => ({
    kind: "key",
    keyId: "x",
    scopes,
    expiresAt,
  });

  it("is its maker's, with what was asked for, and one entry", async () => {
    const userId = await addPerson(world, "STAFF", "Ada");
    const { row, key } = await make(staffOf(userId, "STAFF"), { scopes: ["export", "people", "export"] });
    expect(row).toMatchObject({
      name: "a key",
      role: "STAFF",
      scopes: ["export", "people"],
      userId,
      userName: "Ada",
      lastUsedAt: null,
      expiresAt: null,
      revokedAt: null,
    });
    expect(key).toMatch(/^key_[\w-]{43}$/);
    expect(await prisma.auditEntry.findMany({ where: { subject: row.id } })).toMatchObject([
      { actorId: userId, action: "api-key.create", detail: { role: "STAFF", scopes: ["export", "people"] } },
    ]);
  });

  it("lives as long as was asked for, to the day, whatever the clock's zone", async () => {
    const { row } = await make(staffOf(await addPerson(world, "STAFF"), "STAFF"), { expiresInDays: 3 });
    const days = ((row.expiresAt?.getTime() ?? 0) - row.createdAt.getTime()) / 86_400_000;
    expect(Math.abs(days - 3)).toBeLessThan(0.01);
  });

  it("of ADMIN is made by an ADMIN alone", async () => {
    const [staff, admin] = [await addPerson(world, "STAFF"), await addPerson(world, "ADMIN")];
    await expect(make(staffOf(staff, "STAFF"), { role: "ADMIN" })).rejects.toMatchObject(refusedAs("role-too-low"));
    expect((await make(staffOf(admin, "ADMIN"), { role: "ADMIN" })).row.role).toBe("ADMIN");
    expect((await make(staffOf(admin, "ADMIN"))).row.role).toBe("STAFF");
    expect(await prisma.apiKey.count({ where: { userId: staff } })).toBe(0);
  });

  it("made by a key may no more than that key, and lives no longer", async () => {
    const userId = await addPerson(world, "STAFF");
    const narrow = (expiresAt: Date | null = null) => staffOf(userId, "STAFF", keyOf(["export", "people"], expiresAt));
    for (const scopes of [undefined, [], ["settings"], ["export", "settings"]])
      await expect(make(narrow(), scopes && { scopes })).rejects.toMatchObject({
        code: "scope-too-narrow",
        message: expect.stringContaining("export, people"),
      });
    for (const scopes of [["export"], ["people", "export"]])
      expect((await make(narrow(), { scopes })).row.scopes).toEqual(scopes);
    const wide = staffOf(userId, "STAFF", keyOf([]));
    for (const scopes of [undefined, [], ["settings"]])
      expect((await make(wide, scopes && { scopes })).row.scopes).toEqual(scopes ?? []);

    const end = new Date(Date.now() + 5 * 86_400_000);
    const until = async (expiresInDays?: number) =>
      (await make(narrow(end), { scopes: ["export"], ...(expiresInDays && { expiresInDays }) })).row.expiresAt;
    expect(await until()).toEqual(end);
    expect(await until(30)).toEqual(end);
    expect((await until(1))?.getTime()).toBeLessThan(end.getTime() - 3 * 86_400_000);
    expect((await make(narrow(), { scopes: ["export"] })).row.expiresAt).toBeNull();
  });

  it("is revoked once, by its owner or by whoever may every one", async () => {
    const [userId, other] = [await addPerson(world, "STAFF"), await addPerson(world, "STAFF")];
    const { row } = await make(staffOf(userId, "STAFF"));
    const store = world.apiKeyStore;
    const revokedAt = async () => (await prisma.apiKey.findUniqueOrThrow({ where: { id: row.id } })).revokedAt;
    expect(await store.revoke(row.id, other, other)).toBe(false);
    expect(await store.revoke("nothing", null, other)).toBe(false);
    expect(await revokedAt()).toBeNull();
    expect(await store.revoke(row.id, userId, userId)).toBe(true);
    const first = await revokedAt();
    expect(first).not.toBeNull();
    expect(await store.revoke(row.id, null, other)).toBe(true);
    expect(await revokedAt()).toEqual(first);
    expect(await prisma.auditEntry.findMany({ where: { subject: row.id, action: "api-key.revoke" } })).toMatchObject([
      { actorId: userId },
    ]);
  });

  it("is listed newest first, of one owner or of all, from a place on", async () => {
    await prisma.apiKey.deleteMany();
    const [one, other] = [await addPerson(world, "STAFF"), await addPerson(world, "STAFF")];
    const ids: string[] = [];
    for (const userId of [one, other, one]) ids.push((await make(staffOf(userId, "STAFF"))).row.id);
    const list = async (filter: Partial<Parameters<typeof world.apiKeyStore.keys>[0]>) =>
      (await world.apiKeyStore.keys({ ownerId: null, after: null, limit: 10, ...filter })).map(({ id }) => id);
    expect(await list({})).toEqual(ids.toReversed());
    expect(await list({ ownerId: one })).toEqual([ids[2], ids[0]]);
    expect(await list({ limit: 2 })).toEqual([ids[2], ids[1]]);
    const { rows } = await pool.query(`SELECT "createdAt"::text AS at FROM "ApiKey" WHERE id = $1`, [ids[2]]);
    expect(await list({ after: { at: rows[0].at, id: ids[2] ?? "" } })).toEqual([ids[1], ids[0]]);
    // Of one moment: the id says where it goes on.
    await pool.query(`UPDATE "ApiKey" SET "createdAt" = '2026-01-01'`);
    const [first = "", ...rest] = ids.toSorted().toReversed();
    expect(await list({ after: { at: "2026-01-01", id: first } })).toEqual(rest);
  });
});
