// Leases of servers, and invitations whose time has come.
import { describe, expect, it } from "vitest";
import { takeExpired } from "../../src/quotas/expiry-store.ts";
import {
  buryServers,
  deadServers,
  dropLease,
  dropOtherLeases,
  LEASE,
  renewLease,
  sessionsSince,
} from "../../src/quotas/lease-store.ts";
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

describe("a server that died", () => {
  const die = (id: string, secondsAgo: number) =>
    pool.query(
      `INSERT INTO "ServerLease" (id, until) VALUES ($1, now() - make_interval(secs => $2))
       ON CONFLICT (id) DO UPDATE SET until = excluded.until`,
      [id, secondsAgo],
    );
  /** A session in which something was recorded so many seconds ago. */
  const heard = async (secondsAgo: number): Promise<number> => {
    const { sessionId, userId } = await ground.place();
    await pool.query(
      `INSERT INTO "TelemetryEvent" (id, name, properties, "userId", "sessionId", "createdAt")
       VALUES (gen_random_uuid()::text, 'message_sent', '{}', $1, $2, now() - make_interval(secs => $3))`,
      [userId, sessionId, secondsAgo],
    );
    return sessionId;
  };
  it("stays listed until it is buried; one that renewed its lease meanwhile was only late", async () => {
    await pool.query(`DELETE FROM "ServerLease"`);
    await renewLease(pool, "alive");
    await die("dead", 1);
    await die("late", 1);
    const dead = (await deadServers(pool)).toSorted();
    expect(dead).toEqual(["dead", "late"]);
    expect((await deadServers(pool)).toSorted()).toEqual(dead);
    await renewLease(pool, "late");
    await buryServers(pool, dead);
    expect((await leases()).map(({ id }) => id)).toEqual(["alive", "late"]);
    expect(await deadServers(pool)).toEqual([]);
  });
  it("may have left untold what was recorded since a renewal before its last sign of life", async () => {
    await pool.query(`DELETE FROM "TelemetryEvent"`);
    // A lease that ran out 10 s ago was last renewed 30 s ago, or is of a renewal that was under way for 5 s.
    await die("dead", 10);
    await die("longer dead", 60);
    const [before, then, now] = [await heard(37), await heard(33), await heard(0)];
    expect((await sessionsSince(pool, ["dead"])).toSorted()).toEqual([then, now].toSorted());
    expect((await sessionsSince(pool, ["dead", "longer dead"])).toSorted()).toEqual([before, then, now].toSorted());
    await buryServers(pool, ["dead", "longer dead"]);
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
