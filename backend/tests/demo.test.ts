// What `npm start` tells of its invitation: the same one as long as nobody has taken it.
import { expect, it } from "vitest";
import { demoInvitation } from "../src/demo.ts";
import { useTestWorld } from "./test-world.ts";

const world = await useTestWorld();
const { prisma } = world.database;
const pageUrl = "https://demo.example/practice";
await prisma.site.create({ data: { key: "demo", name: "Demo site", pageUrl, origins: ["https://demo.example"] } });
const made = () => prisma.invitation.count({ where: { label: "Demo" } });

it("is one invitation however often it starts, until somebody takes it, it is revoked or it expires", async () => {
  const first = await demoInvitation(world);
  expect(first.link).toBe(`${pageUrl}#invitation=${first.token}`);
  expect([await demoInvitation(world), await made()]).toMatchObject([{ link: first.link, token: first.token }, 1]);

  const { invitation } = await world.claimToken(first.token);
  const second = await demoInvitation(world);
  expect(second.token).not.toBe(first.token);
  const newest = () => prisma.invitation.findFirstOrThrow({ orderBy: [{ createdAt: "desc" }, { id: "desc" }] });
  const { id } = await newest();
  expect(id).not.toBe(invitation.id);

  await prisma.invitation.update({ where: { id }, data: { expiresAt: new Date(Date.now() - 1_000) } });
  const third = await demoInvitation(world);
  expect(third.token).not.toBe(second.token);
  await prisma.invitation.update({ where: { id: (await newest()).id }, data: { revokedAt: new Date() } });
  const fourth = await demoInvitation(world);
  expect(fourth.token).not.toBe(third.token);
  // One that staff have given to somebody is theirs.
  await prisma.invitation.update({ where: { id: (await newest()).id }, data: { externalRef: "S-1" } });
  expect((await demoInvitation(world)).token).not.toBe(fourth.token);
  expect(await made()).toBe(5);
});
