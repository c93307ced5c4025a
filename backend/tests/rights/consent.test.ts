import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { erasureFile } from "../../src/rights/erasure-file.ts";
import { mergeUsers } from "../../src/people/merge-users.ts";
import { changeConsent } from "../../src/rights/change-consent.ts";
import { erasePerson } from "../../src/rights/erase-person.ts";
import { pseudonymOf } from "../../src/rights/pseudonym.ts";
import { reapplyErasures } from "../../src/rights/reapply-erasures.ts";
import { makeUser, mergeOf } from "../people/merge-ground.ts";
import { CONSENT, useTestWorld } from "../test-world.ts";
import { dump } from "./rights-ground.ts";

const world = await useTestWorld();
const { pool, prisma } = world.database;
const PATH = "/v1/me/consent";
const claimFor = async (research: boolean) => {
  const { token } = await world.invite();
  await world.call("POST", "/v1/invitations/claim", { token, consent: { ...CONSENT, research } });
  const { rows } = await pool.query<{ userId: string }>(
    `SELECT "linkedUserId" AS "userId" FROM "Invitation" ORDER BY "createdAt" DESC LIMIT 1`,
  );
  return { token, userId: rows[0]?.userId as string };
};

it("research is apart from the service, may be refused, agreed to later, and taken back", async () => {
  const invitee = await world.claim();
  expect((await invitee.get(PATH)).body).toMatchObject({
    service: CONSENT.service,
    current: CONSENT.service,
    research: false,
    withdrawnAt: null,
  });
  expect((await invitee.patch(PATH, { research: true })).body).toMatchObject({
    service: CONSENT.service,
    research: true,
  });
  const withdrawn = (await invitee.patch(PATH, { research: false })).body;
  expect(withdrawn).toMatchObject({ service: CONSENT.service, research: false });
  expect(withdrawn.withdrawnAt).not.toBeNull();
  // Said twice it is said once; and the service goes on.
  await invitee.patch(PATH, { research: false });
  expect(await prisma.telemetryEvent.count({ where: { userId: invitee.user.id, name: "research_withdrawn" } })).toBe(1);
  expect(typeof (await invitee.start())).toBe("number");
  // And may be agreed to again.
  expect((await invitee.patch(PATH, { research: true })).body.research).toBe(true);
  expect(await prisma.consent.count({ where: { userId: invitee.user.id, research: true, withdrawnAt: null } })).toBe(1);
});

it("is changed by nothing but a boolean, and by nobody else", async () => {
  const invitee = await world.claim();
  for (const body of [{}, { research: "yes" }, { research: false, service: "other" }])
    expect((await invitee.patch(PATH, body)).status).toBe(422);
  expect((await world.call("GET", PATH)).status).toBe(401);
});

it("is taken back by the link, without an account; the audit knows it by pseudonym", async () => {
  const { token, userId } = await claimFor(true);
  const preview = await world.call("POST", "/v1/rights/preview", { token });
  expect(preview.body).toMatchObject({ state: "yours", sessions: 0, consent: { research: true } });
  const answer = await world.call("POST", "/v1/rights/consent", { token, research: false });
  expect(answer.body).toMatchObject({ research: false });
  expect(await prisma.consent.count({ where: { userId, research: true, withdrawnAt: null } })).toBe(0);
  const entries = await prisma.auditEntry.findMany({
    where: { action: "research.withdraw" },
    orderBy: { createdAt: "desc" },
  });
  expect(entries[0]?.subject).toHaveLength(43);
  expect(JSON.stringify(entries)).not.toContain(userId);
});

it("said at the moment of a merge holds for whom one has become, and agreeing does not", async () => {
  const guest = await world.claim();
  await guest.patch(PATH, { research: true });
  const target = await makeUser(world);
  await mergeUsers(world, mergeOf(guest, target));
  // Both were let in before the merge, and come to the database after it.
  const whose = { userId: guest.user.id, invitationId: guest.invitation.id };
  expect(await changeConsent(world, whose, false)).toMatchObject({ research: false });
  expect(await prisma.consent.count({ where: { userId: target, research: true, withdrawnAt: null } })).toBe(0);
  const pseudonym = pseudonymOf(world.keys.pseudonym, target);
  expect(await prisma.erasure.findUnique({ where: { pseudonym } })).toMatchObject({ kind: "withdrawal" });
  await expect(changeConsent(world, whose, true)).rejects.toMatchObject({ code: "session-ended" });
});

it("given at the moment of an erasure is not given", async () => {
  const guest = await world.claim();
  await erasePerson(world, guest.user.id);
  const whose = { userId: guest.user.id, invitationId: guest.invitation.id };
  await expect(changeConsent(world, whose, true)).rejects.toMatchObject({ code: "session-ended" });
  await changeConsent(world, whose, false);
  expect(await prisma.consent.count({ where: { userId: guest.user.id, withdrawnAt: null } })).toBe(0);
});

it("a restored backup keeps to it, and what was agreed to afterwards stays", async () => {
  const { token, userId } = await claimFor(true);
  const before = await dump(pool);
  await world.call("POST", "/v1/rights/consent", { token, research: false });
  await before.restore();
  expect(await prisma.consent.count({ where: { userId, research: true, withdrawnAt: null } })).toBe(1);
  expect((await reapplyErasures(world)).withdrawn).toBe(1);
  expect(await prisma.consent.count({ where: { userId, research: true, withdrawnAt: null } })).toBe(0);
  await world.call("POST", "/v1/rights/consent", { token, research: true });
  expect((await reapplyErasures(world)).withdrawn).toBe(0);
  expect(await prisma.consent.count({ where: { userId, research: true, withdrawnAt: null } })).toBe(1);
  const file = erasureFile(world.config);
  expect(existsSync(file)).toBe(true);
  expect(readFileSync(file, "utf8")).not.toContain(userId);
});
