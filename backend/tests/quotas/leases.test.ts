// Leases of servers, and invitations whose time has come.
import { describe, expect, it } from "vitest";
import { takeExpired } from "../../src/quotas/expiry-store.ts";
import { dropLease, dropOtherLeases, LEASE, renewLease } from "../../src/quotas/lease-store.ts";
import { useLedgerGround } from "./ledger-ground.ts";

const ground = await useLedgerGround();
const { pool, prisma } = ground;

/** Seconds that each lease still lasts, as the database says. */
const leases = async () => {
  const { rows } = await pool.query<{ id: string; left: number }>(
    `SELECT id, extract(epoch FROM until - now())::float AS left FROM "ServerLease" ORDER BY id`,
  );
  return rows;
};

describe("a server's lease", () => {
  it("is renewed often enough to survive a miss, and its owner gives up before others take over", () => {
    expect(LEASE).toEqual({ seconds: 20, renewMs: 5_000, giveUpMs: 15_000 });
  });
  it("is made, renewed, and dropped without touching another's", async () => {
    await renewLease(pool, "a");
    await renewLease(pool, "b");
    await pool.query(`UPDATE "ServerLease" SET until = now() - interval '1 hour' WHERE id = 'a'`);
    const [gone, good] = await leases();
    expect(gone!.left).toBeLessThan(0);
    expect(good!.left).toBeGreaterThan(0);
    expect(good!.left).toBeLessThanOrEqual(LEASE.seconds);
    await renewLease(pool, "a");
    expect((await leases()).map(({ id, left }) => [id, left > 0])).toEqual([
      ["a", true],
      ["b", true],
    ]);
    await renewLease(pool, "c");
    await dropLease(pool, "b");
    expect((await leases()).map(({ id }) => id)).toEqual(["a", "c"]);
    await dropOtherLeases(pool, "c");
    expect((await leases()).map(({ id }) => id)).toEqual(["c"]);
  });
});

describe("an invitation that expires", () => {
  const expire = async (seconds: number) => {
    const at = await ground.place();
    await pool.query(`UPDATE "Invitation" SET "expiresAt" = now() - make_interval(secs => $2) WHERE id = $1`, [
      at.invitationId,
      seconds,
    ]);
    return at.invitationId;
  };
  it("is handed out once, with its event; what has not expired, or was revoked, is not", async () => {
    const [early, late, revoked, open] = [await expire(20), await expire(10), await expire(10), await expire(-60)];
    await pool.query(`UPDATE "Invitation" SET "revokedAt" = now() WHERE id = $1`, [revoked]);
    expect(await takeExpired(pool, open)).toEqual([]);
    expect(await takeExpired(pool, revoked)).toEqual([]);
    expect(await takeExpired(pool, late)).toEqual([late]);
    expect(await takeExpired(pool)).toEqual([early]);
    expect(await takeExpired(pool)).toEqual([]);
    const told = await prisma.telemetryEvent.findMany({
      where: { name: "invitation_expired" },
      orderBy: { createdAt: "asc" },
    });
    expect(told).toMatchObject([
      { properties: { invitation: late }, userId: ground.user.id },
      { properties: { invitation: early }, userId: ground.user.id },
    ]);
  });
});
