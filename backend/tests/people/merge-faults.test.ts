import type { Pool } from "pg";
import { expect, it } from "vitest";
import { mergeUsers } from "../../src/people/merge-users.ts";
import { useTestWorld } from "../test-world.ts";
import { Fault, faultyPool } from "./faulty-pool.ts";
import { makeGuest, makeUser, mergeOf, orphans, standOf } from "./merge-ground.ts";

const world = await useTestWorld();
const { prisma, pool } = world.database;

const mergeBy = (faulty: Pool, merge: Parameters<typeof mergeUsers>[1]) =>
  mergeUsers({ keys: world.keys, database: { ...world.database, pool: faulty } }, merge);

/** A guest and a user with something in every column that a merge rewrites. */
const makePair = async () => {
  const guest = await makeGuest(world);
  const userId = await makeUser(world);
  const earlier = await prisma.user.create({ data: { mergedIntoId: guest.user.id } });
  const contact = { userId: guest.user.id, type: "email", verified: true, primary: true };
  await prisma.contactMethod.create({ data: { ...contact, value: `${guest.user.id}@a.example` } });
  await prisma.contactMethod.create({
    data: { userId: guest.user.id, type: "phone", value: guest.user.id, verified: false },
  });
  await prisma.contactCode.create({
    data: { userId: guest.user.id, type: "phone", value: "1", codeHash: "x", expiresAt: new Date("2999-01-01") },
  });
  await prisma.apiKey.create({ data: { hash: guest.user.id, name: "old", role: "STAFF", userId: guest.user.id } });
  await prisma.consent.create({
    data: { userId, invitationId: guest.invitation.id, service: "x", research: true, createdAt: new Date(0) },
  });
  return { guest, userId, ids: [guest.user.id, userId, earlier.id] };
};

it(
  "a fault at any statement leaves all as it was, and the merge can be asked again",
  { timeout: 120_000 },
  async () => {
    const { guest, userId, ids } = await makePair();
    const before = await standOf(world, ids);
    const dry = await makePair();
    const whole = faultyPool(pool, 0);
    await mergeBy(whole.pool, mergeOf(dry.guest, dry.userId));
    const statements = whole.seen.length;
    expect(whole.seen.at(0)).toBe("BEGIN");
    expect(whole.seen.at(-1)).toBe("COMMIT");
    expect(statements).toBeGreaterThan(20);

    for (let failAt = 1; failAt <= statements; failAt++) {
      const faulty = faultyPool(pool, failAt);
      await expect(mergeBy(faulty.pool, mergeOf(guest, userId)), `at ${faulty.seen.at(-1)}`).rejects.toThrow(Fault);
      expect(faulty.seen).toHaveLength(failAt);
      expect(await standOf(world, ids)).toEqual(before);
    }
    expect((await guest.get("/v1/me")).status).toBe(200);

    const past = faultyPool(pool, statements + 1);
    await mergeBy(past.pool, mergeOf(guest, userId));
    expect(past.seen).toHaveLength(statements);
    expect(await standOf(world, ids)).not.toEqual(before);
    expect(await orphans(world)).toEqual({});
  },
);

it.each(["40001", "40P01"])(
  "what gave way to another transaction (%s) is tried again, from any statement",
  async (code) => {
    const { guest, userId } = await makePair();
    const probe = faultyPool(pool, 0);
    const another = await makePair();
    await mergeBy(probe.pool, mergeOf(another.guest, another.userId));
    const failAt = probe.seen.length;
    const faulty = faultyPool(pool, failAt, Object.assign(new Fault(), { code }));
    expect(await mergeBy(faulty.pool, mergeOf(guest, userId))).toEqual({ targetId: userId });
    expect(faulty.seen).toHaveLength(failAt * 2);
    expect(await orphans(world)).toEqual({});
  },
);

it("gives up in the end, with the last failure", async () => {
  const { guest, userId } = await makePair();
  let tries = 0;
  const deadlock = Object.assign(new Fault(), { code: "40P01" });
  const connect = async () => {
    tries++;
    throw deadlock;
  };
  await expect(mergeBy({ connect } as unknown as Pool, mergeOf(guest, userId))).rejects.toBe(deadlock);
  expect(tries).toBe(8);
});
