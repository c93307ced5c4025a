import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { createApiKey } from "../../src/identity/sign-in-staff.ts";
import { CONSENT, useTestWorld } from "../test-world.ts";
import { makeKey, signPerson, type SiteKey, siteOf } from "./sign-person.ts";

const world = await useTestWorld();
const { prisma, pool } = world.database;
const bearer = async (role: "STAFF" | "ADMIN") => ({
  authorization: `Bearer ${await createApiKey(world, world.staffId, "tests", role)}`,
});
const admin = await bearer("ADMIN");
const staff = await bearer("STAFF");
const siteId = await siteOf(world);
const keysOf = async (id = siteId) =>
  (await world.call("GET", `/v1/admin/sites/${id}/keys`, undefined, admin)).body.items;
const passes = async (key: SiteKey) => {
  const { token } = await world.invite({ site: "test-site" });
  const identified = signPerson(key, { sub: randomUUID() });
  return (await world.call("POST", "/v1/invitations/claim", { token, consent: CONSENT, identified })).status === 200;
};

it("a rotation overlaps: the old key signs until it retires, the new one from the start", async () => {
  const old = await makeKey(world, admin, siteId);
  expect(old).toMatchObject({ retiresAt: null, secret: expect.stringMatching(/^[\w-]{43}$/) });
  const next = await makeKey(world, admin, siteId, { overlapHours: 24 });
  expect([await passes(old), await passes(next)]).toEqual([true, true]);
  const listed = await keysOf();
  expect(listed.map(({ kid }: SiteKey) => kid)).toEqual([next.kid, old.kid]);
  expect(listed[0]).toEqual({ kid: next.kid, createdAt: expect.any(String), retiresAt: null });
  const hours = (Date.parse(listed[1].retiresAt) - Date.parse(listed[0].createdAt)) / 3_600_000;
  expect(hours).toBeCloseTo(24, 2);
  // A later rotation never lets a key live longer than the one before said.
  await makeKey(world, admin, siteId, { overlapHours: 100 });
  expect((await keysOf()).find(({ kid }: SiteKey) => kid === old.kid)).toMatchObject({
    retiresAt: listed[1].retiresAt,
  });
  await pool.query(`UPDATE "SiteKey" SET "retiresAt" = now() WHERE id = $1`, [old.kid]);
  expect([await passes(old), await passes(next)]).toEqual([false, true]);
  expect((await keysOf()).map(({ kid }: SiteKey) => kid)).not.toContain(old.kid);
});

it("an ended key signs nobody in, a key of a site that is switched off neither", async () => {
  const key = await makeKey(world, admin, siteId);
  const path = `/v1/admin/sites/${siteId}/keys/${key.kid}`;
  expect((await world.call("DELETE", path, undefined, admin)).status).toBe(204);
  expect(await passes(key)).toBe(false);
  expect((await world.call("DELETE", path, undefined, admin)).status).toBe(404);
  const other = await prisma.site.create({
    data: { key: randomUUID(), name: "x", pageUrl: "https://x.example/", origins: [] },
  });
  const third = await makeKey(world, admin, siteId);
  expect((await world.call("DELETE", `/v1/admin/sites/${other.id}/keys/${third.kid}`, undefined, admin)).status).toBe(
    404,
  );
  expect(await passes(third)).toBe(true);
  const { token } = await world.invite({ site: "test-site" });
  await pool.query(`UPDATE "Site" SET "isActive" = false WHERE id = $1`, [siteId]);
  const claimed = { token, consent: CONSENT, identified: signPerson(third) };
  expect((await world.call("POST", "/v1/invitations/claim", claimed)).body.code).toBe("known-person-refused");
  await pool.query(`UPDATE "Site" SET "isActive" = true WHERE id = $1`, [siteId]);
});

it("keys are an ADMIN's, and every act with them is audited without the secret", async () => {
  const paths: [string, string, object | undefined][] = [
    ["GET", `/v1/admin/sites/${siteId}/keys`, undefined],
    ["POST", `/v1/admin/sites/${siteId}/keys`, {}],
    ["DELETE", `/v1/admin/sites/${siteId}/keys/${randomUUID()}`, undefined],
    ["PATCH", `/v1/admin/sites/${siteId}`, { requireKnownPeople: true }],
  ];
  for (const [method, path, body] of paths) {
    expect((await world.call(method, path, body, staff)).body.code).toBe("role-too-low");
    expect((await world.call(method, path, body)).body.code).toBe("no-token");
    const nowhere = path.replace(siteId, randomUUID());
    expect((await world.call(method, nowhere, body, admin)).status).toBe(404);
  }
  expect((await world.call("POST", `/v1/admin/sites/${siteId}/keys`, { overlapHours: -1 }, admin)).status).toBe(422);
  const { kid, secret } = await makeKey(world, admin, siteId, { overlapHours: 0 });
  await world.call("PATCH", `/v1/admin/sites/${siteId}`, { requireKnownPeople: false }, admin);
  await world.call("DELETE", `/v1/admin/sites/${siteId}/keys/${kid}`, undefined, admin);
  expect(
    await prisma.auditEntry.findMany({
      where: { OR: [{ subject: kid }, { action: "site.change" }] },
      orderBy: { createdAt: "asc" },
    }),
  ).toMatchObject([
    { actorId: world.staffId, action: "site-key.create", detail: { site: siteId, overlapHours: 0 } },
    { actorId: world.staffId, action: "site.change", subject: siteId, detail: { requireKnownPeople: false } },
    { actorId: world.staffId, action: "site-key.delete", detail: { site: siteId } },
  ]);
  const { rows } = await pool.query(`SELECT FROM "SiteKey" WHERE secret LIKE '%' || $1 || '%'`, [secret]);
  expect(rows).toHaveLength(0);
});
