import { describe, expect, it } from "vitest";
import { tellExpiry } from "../../src/conversations/tell-expiry.ts";
import { atConsole } from "../staff/sign-in.ts";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld();
const { pool, prisma } = world.database;

const noticesAfter = async (sessionId: number, from: string): Promise<string[]> => {
  const told: string[] = [];
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 50);
  for await (const { event } of world.log.read(sessionId, from, stop.signal))
    told.push(event.type === "problem" ? `problem ${event.code}` : event.type);
  return told;
};
const expire = (id: string) =>
  pool.query(
    `UPDATE "Invitation" SET "expiresAt" = now() - interval '1 second', "expiryToldAt" = NULL WHERE id = $1 OR "parentId" = $1`,
    [id],
  );

it("an invitation that expires is told once to each of its open sessions, whoever sweeps", async () => {
  const made = await world.invite();
  const invitee = await world.claimToken(made.token);
  const ids = [await invitee.start(), await invitee.start({ new: true }), await invitee.start({ new: true })];
  await invitee.patch(`/v1/sessions/${ids[2]}`, { status: "COMPLETED" });
  const from = await Promise.all(ids.map((id) => world.log.position(id)));
  await expire(made.id);
  const told = await Promise.all(Array.from({ length: 6 }, () => tellExpiry(world)));
  expect(told.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(1);
  await expect
    .poll(async () => (await prisma.invitation.findUniqueOrThrow({ where: { id: made.id } })).expiryToldAt)
    .not.toBeNull();
  await expect.poll(() => noticesAfter(ids[0]!, from[0]!)).toEqual(["problem expired", "quota"]);
  await expect.poll(() => noticesAfter(ids[1]!, from[1]!)).toEqual(["problem expired", "quota"]);
  expect(await noticesAfter(ids[2]!, from[2]!), "a completed one has nobody to tell").toEqual([]);
  expect(
    await prisma.telemetryEvent.count({
      where: { name: "invitation_expired", properties: { path: ["invitation"], equals: made.id } },
    }),
  ).toBe(1);
  // Extended, and over again: told again.
  const again = await world.log.position(ids[0]!);
  await pool.query(
    `UPDATE "Invitation" SET "expiresAt" = now() + interval '1 hour', "expiryToldAt" = NULL WHERE id = $1`,
    [made.id],
  );
  expect(await tellExpiry(world, made.id)).toBe(0);
  await expire(made.id);
  await tellExpiry(world, made.id);
  await expect.poll(() => noticesAfter(ids[0]!, again)).toEqual(["problem expired", "quota"]);
});

it("a child of a SHARED invitation is told of its own expiry; a revoked one was told of that", async () => {
  const made = await world.invite({ claimMode: "SHARED" });
  const one = await world.claimToken(made.token, "device-one");
  const id = await one.start();
  const from = await world.log.position(id);
  await expire(made.id);
  await tellExpiry(world);
  await expect.poll(() => noticesAfter(id, from)).toEqual(["problem expired", "quota"]);
  const revoked = await world.invite();
  await pool.query(`UPDATE "Invitation" SET "revokedAt" = now() WHERE id = $1`, [revoked.id]);
  await expire(revoked.id);
  expect(await tellExpiry(world, revoked.id)).toBe(0);
});

describe("an expired invitation that staff extend", () => {
  const lastTold = async (sessionId: number, from: string) => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    let last: object | null = null;
    for await (const { event } of world.log.read(sessionId, from, stop.signal)) last = event;
    return last;
  };
  const ways = {
    "one by one": async (id: string) => {
      const staff = await atConsole(world, "STAFF");
      const expiresAt = new Date(Date.now() + 5 * 86_400_000).toISOString();
      expect((await staff.patch(`/v1/admin/invitations/${id}`, { expiresAt })).status).toBe(200);
      return expiresAt;
    },
    "many at once": async (id: string) => {
      const staff = await atConsole(world, "STAFF");
      const acted = await staff.post("/v1/admin/invitations/acts", { act: "extend", ids: [id], days: 3 });
      expect(acted.body.done).toEqual([id]);
      return (await prisma.invitation.findUniqueOrThrow({ where: { id } })).expiresAt.toISOString();
    },
  };
  it.each(Object.entries(ways))("is open again at once where it closed, %s", async (_how, extend) => {
    const made = await world.invite({ claimMode: "SHARED" });
    const invitee = await world.claimToken(made.token, "a-device");
    const [open, over] = [await invitee.start(), await invitee.start({ new: true })];
    await invitee.patch(`/v1/sessions/${over}`, { status: "COMPLETED" });
    await expire(made.id);
    await tellExpiry(world);
    expect((await invitee.send(open, "Hello.")).body.code).toBe("expired");
    const from = await Promise.all([open, over].map((id) => world.log.position(id)));
    const expiresAt = await extend(made.id);
    expect(await lastTold(open, from[0]!)).toEqual({ type: "invitation", expiresAt });
    expect(await lastTold(over, from[1]!), "a completed one has nobody to tell").toBeNull();
    await invitee.exchange(open, "Hello.");
  });

  it("is told its new end alone: a top-up tells the quota, and a label nothing", async () => {
    const staff = await atConsole(world, "STAFF");
    const made = await world.invite();
    const invitee = await world.claimToken(made.token);
    const id = await invitee.start();
    const from = await world.log.position(id);
    await staff.patch(`/v1/admin/invitations/${made.id}`, { label: "P-1" });
    expect(await noticesAfter(id, from)).toEqual([]);
    await staff.patch(`/v1/admin/invitations/${made.id}`, { quotaTokens: 3_000_000 });
    expect(await noticesAfter(id, from)).toEqual(["quota"]);
    // Less time is told, too.
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    await staff.patch(`/v1/admin/invitations/${made.id}`, { expiresAt: soon });
    expect(await noticesAfter(id, from)).toEqual(["quota", "invitation"]);
    // So is none, as what it is; the sweep has nothing to add.
    const gone = new Date(Date.now() - 3_600_000).toISOString();
    await staff.patch(`/v1/admin/invitations/${made.id}`, { expiresAt: gone });
    await tellExpiry(world);
    expect(await noticesAfter(id, from)).toEqual(["quota", "invitation", "problem expired", "quota"]);
  });
});
