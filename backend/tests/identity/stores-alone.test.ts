// What a world is built with, on a database without one: where these fail, no other test could begin.
import { describe, expect, it } from "vitest";
import { createIdentityStore } from "../../src/identity/identity-store.ts";
import { createSigningKeyStore } from "../../src/identity/signing-key-store.ts";
import { makeSigningKey } from "../../src/identity/signing-keys.ts";
import { useTestDatabase } from "../test-database.ts";

const database = await useTestDatabase();
const { prisma, pool } = database;
const store = createIdentityStore(database);
const keys = createSigningKeyStore(database);
const make = () => makeSigningKey(Buffer.alloc(32, 7));

it("the owner is the oldest ADMIN, and made where there is none", async () => {
  const owner = await store.ensureOwner();
  await prisma.user.create({ data: { role: "ADMIN", createdAt: new Date("2999-01-01") } });
  expect(await store.ensureOwner()).toBe(owner);
  const older = await prisma.user.create({ data: { role: "ADMIN", createdAt: new Date("2001-01-01") } });
  expect(await store.ensureOwner()).toBe(older.id);
  await pool.query(`UPDATE "User" SET role = 'USER' WHERE role = 'ADMIN'`);
  const made = await store.ensureOwner();
  expect(await prisma.user.findUniqueOrThrow({ where: { id: made } })).toMatchObject({ name: "Owner", role: "ADMIN" });
  expect(await store.ensureOwner()).toBe(made);
});

describe("signing keys in the database", () => {
  it("are a pair, the older of which signs, made only where they are missing", async () => {
    await pool.query(`UPDATE "SigningKey" SET "retiredAt" = now()`);
    expect(await keys.keys()).toEqual([]);
    await keys.ensure(make);
    const [next, current] = await keys.keys();
    expect((current?.ageSeconds ?? 0) - (next?.ageSeconds ?? 0)).toBeGreaterThan(0.9);
    await keys.ensure(make);
    expect((await keys.keys()).map(({ id }) => id)).toEqual([next?.id, current?.id]);
    await keys.retire([next?.id ?? ""]);
    await keys.ensure(make);
    const after = await keys.keys();
    expect([after.length, after[1]?.id]).toEqual([2, current?.id]);
  });
  it("are one pair, however many servers start at once", async () => {
    await pool.query(`UPDATE "SigningKey" SET "retiredAt" = now()`);
    await Promise.all(Array.from({ length: 8 }, () => keys.ensure(make)));
    expect(await keys.keys()).toHaveLength(2);
  });
  it("go on at a rotation, with its entry; a retired one keeps when it was", async () => {
    const before = await keys.keys();
    const added = make();
    await keys.rotate(added);
    expect((await keys.keys()).map(({ id }) => id)).toEqual([added.id, ...before.map(({ id }) => id)]);
    const [stored] = await keys.keys();
    expect(stored).toMatchObject({ publicJwk: added.publicJwk, privateKey: added.privateKey });
    expect(await prisma.auditEntry.findMany({ where: { action: "signing-key.rotate" } })).toMatchObject([
      { actorId: null, subject: added.id },
    ]);
    await keys.retire([added.id]);
    const { retiredAt } = await prisma.signingKey.findUniqueOrThrow({ where: { id: added.id } });
    await keys.retire([added.id]);
    expect((await prisma.signingKey.findUniqueOrThrow({ where: { id: added.id } })).retiredAt).toEqual(retiredAt);
    expect(retiredAt).not.toBeNull();
    expect(await keys.keys()).toHaveLength(2);
  });
});
