// What the command line makes belongs to nobody, and the audit says so.
import { expect, it } from "vitest";
import { createApiKey } from "../../src/identity/sign-in-staff.ts";
import { runCommand } from "../../src/run-command.ts";
import { readInvocation, UsageError } from "../../src/command-line-arguments.ts";
import { useTestWorld } from "../test-world.ts";
import { addIdentities, addPerson } from "./sign-in.ts";

const world = await useTestWorld();
const { prisma } = world.database;
const run = (...args: string[]): Promise<string> => {
  const invocation = readInvocation(args);
  if (!invocation) throw new UsageError("help");
  return runCommand(world, invocation, []);
};
const newest = (action: string) =>
  prisma.auditEntry.findFirstOrThrow({ where: { action }, orderBy: { createdAt: "desc" } });
const as = (key: string) => ({ authorization: `Bearer ${key}` });

it("an invitation has no actor, whoever is ADMIN", async () => {
  await addPerson(world, "ADMIN");
  expect(await run("invite", "--site", "test-site")).toContain("invitation: inv_");
  const entry = await newest("invitation.create");
  expect(entry.actorId).toBeNull();
  const { createdById } = await prisma.invitation.findUniqueOrThrow({ where: { id: entry.subject } });
  expect(createdById).toBe("command-line");
});

it("a key goes on, whoever's role is taken; and whoever holds it cannot take that of the command line", async () => {
  const key = await run("api-key", "create", "nightly", "--role", "ADMIN");
  for (const { id } of await prisma.user.findMany({ where: { role: "ADMIN", id: { not: "command-line" } } }))
    if (id !== world.staffId) await prisma.user.update({ where: { id }, data: { role: "GUEST" } });
  expect((await world.call("GET", "/v1/admin/sites", undefined, as(key))).status).toBe(200);
  const { body } = await world.call("GET", "/v1/admin/api-keys", undefined, as(key));
  expect(body.items[0]).toMatchObject({ name: "nightly", owner: { name: "Command line", role: "ADMIN" } });
  const owners = await createApiKey(world, world.staffId, "an ADMIN's", "ADMIN");
  for (const [by, code] of [
    [key, "own-role"],
    [owners, "not-found"],
  ] as const) {
    const taken = await world.call("PATCH", "/v1/admin/users/command-line", { role: "GUEST" }, as(by));
    expect(taken.body.code).toBe(code);
  }
  const somebody = await addPerson(world, "GUEST");
  expect((await world.call("PATCH", `/v1/admin/users/${somebody}`, { role: "STAFF" }, as(key))).status).toBe(200);
  // It is nobody among people, and no ADMIN who could be the last one.
  const people = await world.call("GET", "/v1/admin/users?role=ADMIN", undefined, as(key));
  expect(people.body.items.map(({ id }: { id: string }) => id)).not.toContain("command-line");
  const admins = await prisma.user.findMany({ where: { role: "ADMIN", id: { not: "command-line" } } });
  expect(admins.map(({ id }) => id)).toEqual([world.staffId]);
  const last = await world.call("PATCH", `/v1/admin/users/${world.staffId}`, { role: "GUEST" }, as(key));
  expect(last.body.code).toBe("last-admin");
});

it("a key tells the role of whose it is, so that one without any is not called good", async () => {
  const id = await addPerson(world, "STAFF");
  await world.apiKeyStore.add({
    hash: "of-nobody-now",
    name: "left over",
    role: "STAFF",
    scopes: [],
    userId: id,
    expiresAt: null,
    actorId: id,
  });
  await prisma.user.update({ where: { id }, data: { role: "GUEST" } });
  const { items } = (
    await world.call("GET", "/v1/admin/api-keys", undefined, as(await run("api-key", "create", "k", "--role", "ADMIN")))
  ).body;
  expect(items.find(({ name }: { name: string }) => name === "left over").owner).toMatchObject({ id, role: "GUEST" });
});

it("a site that is made, and an origin that is let in, are entries; what changes nothing is none", async () => {
  await run("site", "add", "harbor", "--name", "Harbor College", "--page", "https://harbor.example/room");
  const { id } = await prisma.site.findUniqueOrThrow({ where: { key: "harbor" } });
  expect(await newest("site.create")).toMatchObject({ actorId: null, subject: id, detail: { key: "harbor" } });
  await run("site", "allow", "https://www.harbor.example", "--site", "harbor");
  await run("site", "allow", "https://www.harbor.example", "--site", "harbor");
  expect(await prisma.auditEntry.findMany({ where: { action: "site.allow", subject: id } })).toMatchObject([
    { actorId: null, detail: { origin: "https://www.harbor.example" } },
  ]);
  await expect(run("site", "add", "harbor", "--name", "x", "--page", "https://x.example")).rejects.toThrow("already");
});

it("staff add says who signs in with the same address already, and makes nobody of them", async () => {
  const id = await addPerson(world, "ADMIN");
  await addIdentities(world, id, 1);
  await prisma.externalIdentity.updateMany({ where: { userId: id }, data: { email: "Boss@campus.example" } });
  const [note, link] = (await run("staff", "add", "boss@campus.example", "--role", "ADMIN")).split("\n");
  expect(note).toContain("boss@campus.example and is ADMIN already");
  expect(link).toContain("/admin#sign-in=link_");
  expect((await run("staff", "add", "new@campus.example", "--role", "STAFF")).split("\n")).toHaveLength(1);
});
