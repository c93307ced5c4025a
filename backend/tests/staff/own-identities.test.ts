import { describe, expect, it } from "vitest";
import { createApiKey } from "../../src/identity/sign-in-staff.ts";
import { useTestWorld } from "../test-world.ts";
import { addIdentities, addPerson, atConsole, signInToConsole, withKey } from "./sign-in.ts";

const world = await useTestWorld();
const { prisma, pool } = world.database;
const held = (userId: string) => prisma.externalIdentity.count({ where: { userId } });
const path = (id: string | undefined) => `/v1/admin/me/identities/${id}`;
const outcome = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];

describe("a staff member's own account", () => {
  it("goes, with one audit entry of ids alone; what they were signed in to besides ends", async () => {
    const person = await atConsole(world, "STAFF");
    const elsewhere = await signInToConsole(world, person.userId);
    const bystander = await atConsole(world, "STAFF");
    const inWidget = await world.claim();
    await pool.query(`UPDATE "LoginSession" SET "userId" = $1 WHERE "userId" = $2`, [person.userId, inWidget.user.id]);
    const [one, other] = await addIdentities(world, person.userId, 2);
    expect(outcome(await person.delete(path(one)))).toEqual([204, undefined]);
    expect(await prisma.externalIdentity.findMany({ where: { userId: person.userId } })).toMatchObject([{ id: other }]);
    expect(await prisma.auditEntry.findMany({ where: { action: "identity.unlink" } })).toMatchObject([
      { actorId: person.userId, subject: person.userId, detail: { identity: one, provider: "google" } },
    ]);
    expect((await person.get("/v1/admin/me")).status).toBe(200);
    expect((await elsewhere.get("/v1/admin/me")).body.code).toBe("bad-token");
    expect((await bystander.get("/v1/admin/me")).status).toBe(200);
    expect(await prisma.loginSession.count({ where: { userId: person.userId, revokedAt: null } })).toBe(0);
    expect(outcome(await person.delete(path(one)))).toEqual([404, "not-found"]);
  });

  it("is never the last: of five that go at once one stays, and four are told of", async () => {
    const person = await atConsole(world, "ADMIN");
    const ids = await addIdentities(world, person.userId, 5);
    const answers = await Promise.all(ids.map((id) => person.delete(path(id))));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(4);
    expect(answers.filter(({ body }) => body.code === "last-identity")).toHaveLength(1);
    expect(await held(person.userId)).toBe(1);
    expect(await prisma.auditEntry.count({ where: { action: "identity.unlink", actorId: person.userId } })).toBe(4);
    expect((await person.get("/v1/admin/me")).status).toBe(200);
  });

  it("is nobody else's to remove, an ADMIN's neither, nor a key's, nor a page's without the CSRF token", async () => {
    const [person, admin] = [await atConsole(world, "STAFF"), await atConsole(world, "ADMIN")];
    const [id] = await addIdentities(world, person.userId, 2);
    await addIdentities(world, admin.userId, 2);
    expect(outcome(await admin.delete(path(id)))).toEqual([404, "not-found"]);
    const key = withKey(world, await createApiKey(world, person.userId, "script", "STAFF"));
    expect(outcome(await key.delete(path(id)))).toEqual([403, "use-console"]);
    const { cookie } = person.headers;
    expect(outcome(await world.call("DELETE", path(id), undefined, { cookie }))).toEqual([403, "csrf-token"]);
    expect(await held(person.userId)).toBe(2);
  });

  it("stays where the entry cannot be written", async () => {
    const person = await atConsole(world, "STAFF");
    const [id] = await addIdentities(world, person.userId, 2);
    await pool.query(
      `ALTER TABLE "AuditEntry" ADD CONSTRAINT nothing_more CHECK (action <> 'identity.unlink') NOT VALID`,
    );
    try {
      expect((await person.delete(path(id))).status).toBe(500);
    } finally {
      await pool.query(`ALTER TABLE "AuditEntry" DROP CONSTRAINT nothing_more`);
    }
    expect(await held(person.userId)).toBe(2);
  });

  it("of whoever lost the role meanwhile is not removed this way", async () => {
    const id = await addPerson(world, "STAFF");
    const person = await signInToConsole(world, id);
    const [identity] = await addIdentities(world, id, 2);
    await pool.query(`UPDATE "User" SET role = 'USER' WHERE id = $1`, [id]);
    expect(outcome(await person.delete(path(identity)))).toEqual([403, "role-too-low"]);
    expect(await held(id)).toBe(2);
  });
});
