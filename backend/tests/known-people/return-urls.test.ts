import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { createApiKey } from "../../src/identity/sign-in-staff.ts";
import { useTestWorld } from "../test-world.ts";
import { siteOf } from "./sign-person.ts";

const world = await useTestWorld();
const { prisma } = world.database;
const admin = { authorization: `Bearer ${await createApiKey(world, world.staffId, "tests", "ADMIN")}` };
const siteId = await siteOf(world);
const { origins } = await prisma.site.findUniqueOrThrow({ where: { id: siteId } });
const origin = origins[0] ?? "";
const change = (body: object, id = siteId) => world.call("PATCH", `/v1/admin/sites/${id}`, body, admin);
const held = async () => prisma.site.findUniqueOrThrow({ where: { id: siteId } });

it("takes the place of those before, as a browser writes them, each once; the rest of the site stays", async () => {
  expect((await change({ requireKnownPeople: true })).body).toMatchObject({ requireKnownPeople: true, returnUrls: [] });
  const first = await change({ returnUrls: [`${origin}/room?a=1`, origin, `${origin}/`] });
  expect([first.status, first.body]).toMatchObject([
    200,
    {
      id: siteId,
      key: "test-site",
      requireKnownPeople: true,
      voice: false,
      returnUrls: [`${origin}/room?a=1`, `${origin}/`],
    },
  ]);
  expect((await change({ returnUrls: [`${origin}/other`] })).body.returnUrls).toEqual([`${origin}/other`]);
  expect((await change({ requireKnownPeople: false })).body).toMatchObject({
    requireKnownPeople: false,
    returnUrls: [`${origin}/other`],
  });
  const { body } = await world.call("GET", "/v1/admin/sites", undefined, admin);
  expect(body.items.find(({ id }: { id: string }) => id === siteId)).toMatchObject({
    requireKnownPeople: false,
    returnUrls: [`${origin}/other`],
  });
  expect((await change({ returnUrls: [] })).body.returnUrls).toEqual([]);
});

it.each([
  ["another origin", "https://elsewhere.example/room"],
  ["the same host, but not its origin", `${origin}.evil.example/`],
  ["a script", "javascript:alert(1)"],
  ["a blob of that origin", `blob:${origin}/0f3c2a1e`],
  ["no address", "/room"],
  ["a fragment", `${origin}/room#there`],
  ["an empty fragment", `${origin}/room#`],
  ["a password", origin.replace("://", "://a:b@")],
])("%s is refused by its place, and nothing is changed", async (_, wrong) => {
  const before = await held();
  const refused = await change({ returnUrls: [`${origin}/good`, wrong] });
  expect([refused.status, refused.body.code]).toEqual([422, "invalid"]);
  expect(refused.body.errors).toMatchObject([{ pointer: "/returnUrls/1" }]);
  expect(await held()).toEqual(before);
});

it("nothing to change is said so; a site that is not there is not found; each change is audited", async () => {
  expect((await change({})).status).toBe(422);
  expect((await change({ returnUrls: [] }, randomUUID())).status).toBe(404);
  const isChange = { action: "site.change", subject: siteId };
  const before = await prisma.auditEntry.count({ where: isChange });
  await change({ returnUrls: [`${origin}/audited`] });
  await change({ returnUrls: ["https://elsewhere.example/"] });
  expect(await prisma.auditEntry.count({ where: isChange })).toBe(before + 1);
  const last = await prisma.auditEntry.findFirstOrThrow({ where: isChange, orderBy: { createdAt: "desc" } });
  expect(last).toMatchObject({ actorId: world.staffId, detail: { returnUrls: [`${origin}/audited`] } });
});
