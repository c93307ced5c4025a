import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createDatabase } from "../../src/database/create-database.ts";
import { startEmbeddedPostgres } from "../../src/database/embedded-postgres.ts";
import { useTestDatabase } from "../test-database.ts";

const { prisma, pool } = await useTestDatabase({ poolSize: 3 });

describe("createDatabase", () => {
  it("serves Prisma and statements of our own from one pool", async () => {
    const site = await prisma.site.create({
      data: { key: "k", name: "n", pageUrl: "http://localhost/", origins: ["http://localhost"] },
    });
    const { rows } = await pool.query<{ id: string }>('SELECT id FROM "Site" WHERE key = $1', ["k"]);
    expect(rows).toEqual([{ id: site.id }]);
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 ? prisma.site.count() : pool.query("SELECT pg_sleep(0.01)"))),
    );
    expect(pool.totalCount).toBeLessThanOrEqual(3);
  });

  it.each(["America/New_York", "Asia/Tokyo"])("writes and reads times as they are, in %s too", async (zone) => {
    const before = process.env["TZ"];
    process.env["TZ"] = zone;
    try {
      const at = new Date("2026-11-23T12:00:00.000Z");
      await pool.query(`INSERT INTO "UsedTokenId" ("siteId", jti, "expiresAt") VALUES ('s', $1, $2)`, [zone, at]);
      const { rows } = await pool.query<{ at: Date; text: string }>(
        `SELECT "expiresAt" AS at, "expiresAt"::text AS text FROM "UsedTokenId" WHERE jti = $1`,
        [zone],
      );
      expect(rows).toEqual([{ at, text: "2026-11-23 12:00:00" }]);
    } finally {
      if (before === undefined) delete process.env["TZ"];
      else process.env["TZ"] = before;
    }
  });

  it("survives a restart of the database, with connections idle and busy", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "sidecoach-test-"));
    chmodSync(dataDir, 0o711);
    const errors: Error[] = [];
    const first = await startEmbeddedPostgres({ dataDir, fsync: false });
    const database = createDatabase(first.url, { poolSize: 4, onError: (error) => errors.push(error) });
    await Promise.all([1, 2, 3].map(() => database.pool.query("SELECT pg_sleep(0.05)")));
    const busy = database.pool.query("SELECT pg_sleep(8)").then(
      () => "finished",
      () => "cut off",
    );
    await first.stop();
    expect(await busy).toBe("cut off");
    await expect(database.pool.query("SELECT 1")).rejects.toThrow();

    const second = await startEmbeddedPostgres({ dataDir, fsync: false });
    expect((await database.pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    expect(await database.prisma.$queryRaw`SELECT 1 AS one`).toEqual([{ one: 1 }]);
    expect(errors.length).toBeGreaterThan(0);

    await database.close();
    await second.stop();
    rmSync(second.location, { recursive: true, force: true });
    rmSync(dataDir, { recursive: true, force: true });
  });
});
