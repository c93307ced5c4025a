import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { erasePerson } from "../../src/rights/erase-person.ts";
import { erasureFile, readErasures } from "../../src/rights/erasure-file.ts";
import { goOnErasing, reapplyErasures, wishesOf } from "../../src/rights/reapply-erasures.ts";
import { pseudonymOf } from "../../src/rights/pseudonym.ts";
import { runCommand } from "../../src/run-command.ts";
import { forgetOldCodes } from "../../src/contact-methods/contact-store.ts";
import { mergeUsers } from "../../src/people/merge-users.ts";
import { makeUser, mergeOf } from "../people/merge-ground.ts";
import { createApiKey } from "../../src/identity/sign-in-staff.ts";
import { CONSENT, useTestWorld } from "../test-world.ts";
import { whileHeld } from "../while-held.ts";
import { dump, findEverywhere } from "./rights-ground.ts";

const world = await useTestWorld({ CODES_PER_HOUR: "100000" });
const { pool, prisma } = world.database;
const staff = { authorization: `Bearer ${await createApiKey(world, world.staffId, "notes", "ADMIN")}` };
const JSON_ONLY = { accept: "application/json" };
const erase = (invitee: { post: (path: string, body: unknown) => Promise<unknown> }) =>
  invitee.post("/v1/me/erasure", { confirm: true }) as ReturnType<typeof world.call>;
const pseudonym = (id: string) => pseudonymOf(world.keys.pseudonym, id);

/** Σ chargedTokens = usage, of every invitation. */
const ledgersHold = async () => {
  const { rows } = await pool.query(
    `SELECT i.id FROM "Invitation" i LEFT JOIN (SELECT "invitationId", sum("chargedTokens") AS charged FROM "UsageLog" GROUP BY 1) u ON u."invitationId" = i.id
     WHERE coalesce((i.usage ->> 'tokens')::bigint, 0) <> coalesce(u.charged, 0)`,
  );
  expect(rows).toEqual([]);
};

/** A person with a name, addresses, an identity, words in every place that holds any, and a canary in each. */
const personWithEverything = async () => {
  const canary = `canary${randomUUID().replaceAll("-", "")}`;
  const name = `Name ${canary}`;
  const email = `${canary}@example.org`;
  const made = await world.invite({ label: `Label ${canary}`, externalRef: `Ref ${canary}` });
  const invitee = await world.claimToken(made.token, `device ${canary}`);
  const userId = invitee.user.id;
  const id = await invitee.start();
  const events = await invitee.exchange(id, `I say ${canary}.`);
  await world.running.settled();
  const first = events.find(({ type }) => type === "exchange-start") as unknown as { exchangeId: string };
  const key = () => ({ "idempotency-key": randomUUID() });
  await invitee.post(`/v1/sessions/${id}/asides`, { content: `I ask ${canary}.` }, key());
  await invitee.post(`/v1/exchanges/${first.exchangeId}/branches`, { content: `I try ${canary}.` }, key());
  await world.running.settled();
  await world.call("POST", `/v1/admin/sessions/${id}/notes`, { content: `They said ${canary}` }, staff);
  await invitee.post("/v1/telemetry", { events: [{ name: "opened", properties: { who: canary }, sessionId: id }] });
  const { body } = await invitee.post("/v1/me/contact-methods", { type: "email", value: email });
  const code = /\d{6}/.exec((await prisma.outboxMail.findFirstOrThrow({ where: { recipient: email } })).body)?.[0];
  expect((await invitee.post(`/v1/me/contact-methods/${body.id}/verify`, { code })).status).toBe(200);
  await invitee.post("/v1/me/contact-methods", { type: "email", value: `second-${email}` });
  await pool.query(`UPDATE "User" SET name = $2, "avatarUrl" = $3 WHERE id = $1`, [
    userId,
    name,
    `https://${canary}.example/a.png`,
  ]);
  await prisma.externalIdentity.create({ data: { userId, provider: "test", externalId: canary, email } });
  await prisma.userSecret.create({ data: { userId, key: `key ${canary}` } });
  await prisma.signIn.create({
    data: {
      purpose: "link-popup",
      provider: "test",
      challenge: "x",
      userId,
      outcome: canary,
      expiresAt: new Date(Date.now() + 60_000),
    },
  });
  // One that was merged into them, with words of its own.
  const guest = await world.claim();
  const theirs = await guest.start();
  await guest.exchange(theirs, `As a guest I said ${canary}.`);
  await world.running.settled();
  await pool.query(`UPDATE "ConversationSession" SET "userId" = $2, "originUserId" = $1 WHERE "userId" = $1`, [
    guest.user.id,
    userId,
  ]);
  await pool.query(`UPDATE "User" SET "mergedIntoId" = $2, name = $3 WHERE id = $1`, [guest.user.id, userId, name]);
  await prisma.mergeOperation.create({
    data: { sourceId: guest.user.id, targetId: userId, requestedById: userId, snapshot: `snapshot ${canary}` },
  });
  await pool.query(`UPDATE "Invitation" SET "linkedUserId" = $2 WHERE "linkedUserId" = $1`, [guest.user.id, userId]);
  return { canary, invitee, userId, guestId: guest.user.id, sessionId: id, made };
};

describe("erasure", () => {
  it(
    "leaves nothing of the person anywhere in the database, and every sum as it was",
    { timeout: 120_000 },
    async () => {
      const person = await personWithEverything();
      const before = await findEverywhere(pool, [person.canary]);
      // The canary stands wherever words of a person can: else this test would see nothing.
      expect(before).toEqual(
        expect.arrayContaining([
          "ContactCode.value",
          "ContactMethod.value",
          "ExternalIdentity.email",
          "ExternalIdentity.externalId",
          "Invitation.externalRef",
          "Invitation.label",
          "MergeOperation.snapshot",
          "Message.content",
          "ObservationNote.content",
          "OutboxMail.recipient",
          "SignIn.outcome",
          "TelemetryEvent.properties",
          "User.avatarUrl",
          "User.name",
          "UserSecret.key",
        ]),
      );
      const sums = async () =>
        (await pool.query(`SELECT count(*)::int AS calls, sum("chargedTokens")::int AS charged FROM "UsageLog"`))
          .rows[0];
      const counted = await sums();
      const events = await prisma.telemetryEvent.count();

      expect(await erase(person.invitee)).toMatchObject({ status: 200, body: { status: "erased" } });

      expect(await findEverywhere(pool, [person.canary])).toEqual([]);
      expect(await sums()).toEqual(counted);
      await ledgersHold();
      // An event for each of the two invitations says that it was done; none is lost.
      expect(await prisma.telemetryEvent.count()).toBe(events + 2);
      const ids = [person.userId, person.guestId];
      // What is left names them where only the erased row itself stands for them.
      // (And in the audit log, which nothing changes, and which holds ids only.)
      const places = (await findEverywhere(pool, ids)).filter((place) => !place.startsWith("AuditEntry."));
      expect(places).toEqual(
        [
          "Consent.userId",
          "LoginSession.userId",
          "MergeOperation.requestedById",
          "MergeOperation.sourceId",
          "MergeOperation.targetId",
          "User.id",
          "User.mergedIntoId",
        ].toSorted(),
      );
      for (const id of ids)
        expect(await prisma.user.findUnique({ where: { id } })).toMatchObject({
          name: null,
          avatarUrl: null,
          role: "GUEST",
          lastLoginAt: null,
        });
      const rows = await prisma.erasure.findMany({ where: { pseudonym: { in: ids.map(pseudonym) } } });
      expect(rows.map(({ kind, finishedAt }) => [kind, finishedAt instanceof Date])).toEqual([
        ["erasure", true],
        ["erasure", true],
      ]);
      expect(
        await prisma.auditEntry.findMany({ where: { action: "person.erase", subject: pseudonym(person.userId) } }),
      ).toHaveLength(1);
    },
  );

  it("ends every way in, at once, and the link with it", async () => {
    const made = await world.invite();
    const invitee = await world.claimToken(made.token, "phone");
    const second = await world.claimToken(made.token, "laptop");
    await erase(invitee);
    for (const one of [invitee, second]) {
      expect((await one.get("/v1/me")).status).toBe(401);
      expect(await world.call("POST", "/v1/auth/refresh", { refreshToken: one.refreshToken })).toMatchObject({
        status: 401,
        body: { code: "session-ended", erased: true },
      });
    }
    // Nobody is told that it is kept.
    expect((await world.call("POST", "/v1/invitations/preview", { token: made.token })).body).toMatchObject({
      state: "revoked",
      claimed: true,
      erased: true,
    });
    const claim = await world.call("POST", "/v1/invitations/claim", {
      token: made.token,
      consent: CONSENT,
    });
    expect([claim.status, claim.body.code]).toEqual([410, "erased"]);
  });

  it("says of nobody else that anything was deleted", async () => {
    const made = await world.invite();
    const preview = () => world.call("POST", "/v1/invitations/preview", { token: made.token });
    expect((await preview()).body.erased).toBe(false);
    const invitee = await world.claimToken(made.token);
    await world.call("POST", `/v1/admin/invitations/${made.id}/revoke`, {}, staff);
    expect((await preview()).body).toMatchObject({ state: "revoked", claimed: true, erased: false });
    await invitee.post("/v1/auth/logout", {});
    const refreshed = await world.call("POST", "/v1/auth/refresh", { refreshToken: invitee.refreshToken });
    expect(refreshed.body.erased).toBeUndefined();
  });

  it("needs to be confirmed, and is for oneself", async () => {
    const invitee = await world.claim();
    for (const body of [{}, { confirm: false }, { confirm: true, userId: world.staffId }])
      expect((await invitee.post("/v1/me/erasure", body)).status).toBe(422);
    expect((await world.call("POST", "/v1/me/erasure", { confirm: true })).status).toBe(401);
    expect((await invitee.get("/v1/me")).status).toBe(200);
  });

  it("twice, and by twenty at once, it is once", async () => {
    const made = await world.invite();
    const invitee = await world.claimToken(made.token);
    await invitee.exchange(await invitee.start(), "Good evening.");
    await world.running.settled();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        n % 2 === 0 ? erase(invitee) : world.call("POST", "/v1/rights/erasure", { token: made.token, confirm: true }),
      ),
    );
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    expect(answers.some(({ body }) => body.status === "erased")).toBe(true);
    expect((await world.call("POST", "/v1/rights/erasure", { token: made.token, confirm: true })).body).toEqual({
      status: "nothing",
    });
    expect((await erasePerson(world, invitee.user.id)).status).toBe("erased");
    const subject = pseudonym(invitee.user.id);
    expect(await prisma.auditEntry.count({ where: { action: "person.erase", subject } })).toBe(1);
    expect(
      await prisma.telemetryEvent.count({
        where: { name: "person_erased", properties: { path: ["invitation"], equals: made.id } },
      }),
    ).toBe(1);
    expect((await readErasures(erasureFile(world.config))).filter((line) => line.pseudonym === subject)).toHaveLength(
      1,
    );
  });

  it("who comes back by the link at the same moment is let in before it, or not at all", async () => {
    for (let round = 0; round < 15; round++) {
      const made = await world.invite();
      const invitee = await world.claimToken(made.token);
      const claim = () => world.call("POST", "/v1/invitations/claim", { token: made.token, consent: CONSENT });
      const claims = await Promise.all([claim(), claim(), erase(invitee), claim(), claim()]);
      expect(claims.filter(({ status }) => ![200, 410].includes(status))).toEqual([]);
      expect(await prisma.loginSession.count({ where: { userId: invitee.user.id, revokedAt: null } })).toBe(0);
    }
  });

  it("asked for at the moment of a merge is refused, and what the other account holds stays", async () => {
    const guest = await world.claim();
    const id = await guest.start();
    await guest.exchange(id, "It goes with me.");
    await world.running.settled();
    const target = await makeUser(world);
    await mergeUsers(world, mergeOf(guest, target));
    await expect(erasePerson(world, guest.user.id)).rejects.toMatchObject({ code: "session-ended" });
    expect(await prisma.message.count({ where: { sessionId: id, content: "It goes with me." } })).toBe(1);
    expect(await prisma.conversationSession.findUnique({ where: { id } })).toMatchObject({ userId: target });
  });

  it("what a request writes that was let in before it is nobody's, and holds nothing", async () => {
    const invitee = await world.claim();
    await erase(invitee);
    const userId = invitee.user.id;
    const event = { name: "late", properties: { who: "a late word" }, userId, sessionId: null };
    await world.telemetryStore.addFromWidget([event]);
    await world.telemetryStore.record("transcript_taken", { userId, properties: { invitation: "x" } });
    const late = { orderBy: { createdAt: "desc" }, take: 2 } as const;
    expect(await prisma.telemetryEvent.findMany(late)).toMatchObject([
      { name: "transcript_taken", userId: null, properties: { invitation: "x" } },
      { name: "widget_late", userId: null, properties: {} },
    ]);
  });

  it("is met by no note that staff who were watching send afterwards", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    const note = () => world.call("POST", `/v1/admin/sessions/${id}/notes`, { content: "a late note" }, staff);
    expect((await note()).status).toBe(201);
    const met = await whileHeld<unknown>(
      pool,
      (client) => client.query(`SELECT FROM "User" WHERE id = $1 FOR UPDATE`, [invitee.user.id]),
      [() => erasePerson(world, invitee.user.id), note],
    );
    expect(met).toMatchObject([{ status: "erased" }, { status: 409, body: { code: "wrong-step" } }]);
    expect((await note()).status).toBe(409);
    expect(await findEverywhere(pool, ["a late note"])).toEqual([]);
  });

  it("reaches mails to addresses that they had given up, or lost in a merge", async () => {
    const given = `given${randomUUID()}@example.org`;
    const guest = await world.claim();
    const { body } = await guest.post("/v1/me/contact-methods", { type: "email", value: given });
    const code = /\d{6}/.exec((await prisma.outboxMail.findFirstOrThrow({ where: { recipient: given } })).body)?.[0];
    await guest.post(`/v1/me/contact-methods/${body.id}/verify`, { code });
    await pool.query(`UPDATE "ContactCode" SET "createdAt" = now() - interval '25 hours' WHERE value = $1`, [given]);
    await forgetOldCodes(pool);
    expect(await prisma.outboxMail.count({ where: { recipient: given } })).toBe(1);
    await world.call("DELETE", `/v1/me/contact-methods/${body.id}`, undefined, guest.bearer);
    const lost = `lost${randomUUID()}@example.org`;
    await guest.post("/v1/me/contact-methods", { type: "email", value: lost });
    const target = await makeUser(world);
    await mergeUsers(world, mergeOf(guest, target));
    await erasePerson(world, target);
    expect(await findEverywhere(pool, [given, lost])).toEqual([]);
  });

  it("staff are not erased, whatever invitation they hold", async () => {
    const invitee = await world.claim();
    await pool.query(`UPDATE "User" SET role = 'STAFF' WHERE id = $1`, [invitee.user.id]);
    await expect(erasePerson(world, invitee.user.id)).rejects.toMatchObject({ code: "erasure-refused" });
    expect(await prisma.user.findUnique({ where: { id: invitee.user.id } })).toMatchObject({
      role: "STAFF",
      erasedAt: null,
    });
  });
});

describe("while something runs", () => {
  it.each(["partner", "coach"] as const)(
    "an exchange whose %s speaks is stopped first; nothing of it stays",
    async (lane) => {
      const canary = `canary${randomUUID()}`;
      const made = await world.invite();
      const invitee = await world.claimToken(made.token);
      const id = await invitee.start();
      world.simulator.gate.close({ lane, afterTokens: 2 });
      const sent = await invitee.post(
        `/v1/sessions/${id}/exchanges`,
        { content: `Good evening, ${canary}.` },
        { "idempotency-key": randomUUID(), ...JSON_ONLY },
      );
      const { exchangeId } = sent.body;
      await expect.poll(() => world.running.get(exchangeId)?.[lane].text.length ?? 0).toBeGreaterThan(0);
      const answer = await erase(invitee);
      world.simulator.gate.open();
      expect(answer.body).toEqual({ status: "erased" });
      await world.running.settled();
      expect(await findEverywhere(pool, [canary])).toEqual([]);
      expect(await prisma.message.findMany({ where: { sessionId: id, content: { not: "" } } })).toEqual([]);
      expect(await prisma.exchange.findUnique({ where: { id: exchangeId } })).toMatchObject({ partnerRunning: false });
      expect(await prisma.hold.count({ where: { exchangeId, state: "LIVE" } })).toBe(0);
      // The log does not tell it either.
      const position = await world.log.position(id);
      expect(JSON.stringify(await world.log.past(id, null, position))).not.toContain(canary);
      await ledgersHold();
    },
  );

  it("an aside likewise", async () => {
    const canary = `canary${randomUUID()}`;
    const invitee = await world.claim();
    const id = await invitee.start();
    await invitee.exchange(id, "Good evening.");
    await world.running.settled();
    world.simulator.gate.close({ lane: "coach", afterTokens: 2 });
    const asked = await invitee.post(
      `/v1/sessions/${id}/asides`,
      { content: `Was it ${canary}?` },
      { "idempotency-key": randomUUID(), ...JSON_ONLY },
    );
    await expect.poll(() => world.running.aside(asked.body.asideId)?.writer.text.length ?? 0).toBeGreaterThan(0);
    const answer = await erase(invitee);
    world.simulator.gate.open();
    expect(answer.body).toEqual({ status: "erased" });
    await world.running.settled();
    expect(await findEverywhere(pool, [canary])).toEqual([]);
    await ledgersHold();
  });

  it("messages sent at the same moment: nothing is kept of any of them", { timeout: 120_000 }, async () => {
    for (let round = 0; round < 8; round++) {
      const canary = `canary${randomUUID()}`;
      const invitee = await world.claim();
      const sessions = await Promise.all([0, 1, 2].map(() => invitee.start({ new: true })));
      const sends = sessions.map((id) => invitee.send(id, `Good evening, ${canary}.`));
      await new Promise((resolve) => setTimeout(resolve, round * 4));
      const [answer] = await Promise.all([erase(invitee), ...sends]);
      expect(answer.body.status).toBe("erased");
      await world.running.settled();
      expect(await findEverywhere(pool, [canary])).toEqual([]);
      await ledgersHold();
    }
  });

  it("where it does not stop in time, the person is gone, and the background finishes it", async () => {
    const canary = `canary${randomUUID()}`;
    const invitee = await world.claim();
    const id = await invitee.start();
    await invitee.exchange(id, `Good evening, ${canary}.`);
    await world.running.settled();
    // Of a server that cannot be reached, and whose lease still runs.
    await pool.query(`INSERT INTO "ServerLease" (id, until) VALUES ('elsewhere', now() + interval '1 hour')`);
    await pool.query(`UPDATE "Exchange" SET status = 'RUNNING', owner = 'elsewhere' WHERE "sessionId" = $1`, [id]);
    expect((await erase(invitee)).body).toEqual({ status: "erasing" });
    expect((await invitee.get("/v1/me")).status).toBe(401);
    await goOnErasing(world);
    expect(await findEverywhere(pool, [canary])).toEqual(["Message.content"]);
    await pool.query(`UPDATE "Exchange" SET status = 'COMPLETED' WHERE "sessionId" = $1`, [id]);
    await goOnErasing(world);
    expect(await findEverywhere(pool, [canary])).toEqual([]);
  });
});

describe("by the link, without an account", () => {
  it("says what hangs on it, and erases it by a confirmed click; a preview changes nothing", async () => {
    const made = await world.invite();
    const link = (path: string, more: object = {}) =>
      world.call("POST", `/v1/rights/${path}`, { token: made.token, ...more });
    expect((await link("preview")).body.state).toBe("nothing");
    const invitee = await world.claimToken(made.token);
    await invitee.exchange(await invitee.start(), "Good evening.");
    await world.running.settled();
    expect((await link("preview")).body).toMatchObject({ state: "yours", sessions: 1, siteName: "Practice House" });
    expect((await link("erasure")).status).toBe(422);
    expect((await invitee.get("/v1/me")).status).toBe(200);
    expect((await link("erasure", { confirm: true })).body).toEqual({ status: "erased" });
    expect((await link("preview")).body.state).toBe("nothing");
    expect(
      await prisma.message.findMany({ where: { session: { invitationId: made.id }, content: { not: "" } } }),
    ).toEqual([]);
  });

  it("guests of a SHARED link: each their own, by device or by the child's link, never all of them", async () => {
    const made = await world.invite({ claimMode: "SHARED", label: "The class" });
    const [ada, bea] = [await world.claimToken(made.token, "ada"), await world.claimToken(made.token, "bea")];
    for (const one of [ada, bea]) await one.exchange(await one.start(), "Good evening.");
    await world.running.settled();
    const link = (path: string, more: object = {}) =>
      world.call("POST", `/v1/rights/${path}`, { token: made.token, ...more });
    expect((await link("preview")).body.state).toBe("shared");
    expect((await link("erasure", { confirm: true })).body.code).toBe("wrong-step");
    expect((await link("erasure", { confirm: true, deviceId: "ada" })).body).toEqual({ status: "erased" });
    expect((await ada.get("/v1/me")).status).toBe(401);
    expect((await bea.get("/v1/me")).status).toBe(200);
    expect((await erase(bea)).body).toEqual({ status: "erased" });
    // The class goes on: the parent is as it was, and the same device comes in as somebody new.
    expect(await prisma.invitation.findUnique({ where: { id: made.id } })).toMatchObject({
      label: "The class",
      revokedAt: null,
      claimCount: 2,
    });
    const again = await world.claimToken(made.token, "ada");
    expect(again.user.id).not.toBe(ada.user.id);
  });

  it("a mistyped or unknown link, or one of somebody who has signed in, erases nothing", async () => {
    const made = await world.invite();
    const invitee = await world.claimToken(made.token);
    await pool.query(`UPDATE "User" SET role = 'USER' WHERE id = $1`, [invitee.user.id]);
    const by = (token: string) => world.call("POST", "/v1/rights/erasure", { token, confirm: true });
    expect((await by(made.token)).body.code).toBe("invitation-used");
    expect((await by(`${made.token.slice(0, -1)}x`)).body.code).toBe("mistyped-token");
    expect(await prisma.user.findUnique({ where: { id: invitee.user.id } })).toMatchObject({ erasedAt: null });
  });

  it("a page of another origin may not ask", async () => {
    const made = await world.invite();
    for (const path of ["preview", "erasure"])
      expect(
        (
          await world.call(
            "POST",
            `/v1/rights/${path}`,
            { token: made.token, confirm: true },
            { origin: "https://evil.example" },
          )
        ).status,
      ).toBe(403);
  });
});

describe("a restored backup", () => {
  it("is erased again at the next start, by what stands beside the database", { timeout: 120_000 }, async () => {
    const person = await personWithEverything();
    const bystander = await world.claim();
    await bystander.exchange(await bystander.start(), "I stay.");
    await world.running.settled();
    const backup = await dump(pool);
    await erase(person.invitee);
    expect(await findEverywhere(pool, [person.canary])).toEqual([]);
    await backup.restore();
    expect(await findEverywhere(pool, [person.canary])).toContain("Message.content");
    expect(await prisma.erasure.count({ where: { pseudonym: pseudonym(person.userId) } })).toBe(0);

    // The person, and the guest that was merged into them.
    expect((await reapplyErasures(world)).erased).toBe(2);
    expect(await findEverywhere(pool, [person.canary])).toEqual([]);
    const command = { command: "reapply-erasures" as const, taken: [], values: {} };
    expect(await runCommand(world, command, [])).toBe("erased again: 0; withdrawn again: 0");
    expect((await findEverywhere(pool, ["I stay."])).length).toBeGreaterThan(0);
    await ledgersHold();
  });

  it("of before the merge: the guest, too, is erased again", async () => {
    const [guest, target] = [await world.claim(), await world.claim()];
    await guest.exchange(await guest.start(), "Before the merge.");
    await world.running.settled();
    const backup = await dump(pool);
    await pool.query(`UPDATE "User" SET "mergedIntoId" = $2 WHERE id = $1`, [guest.user.id, target.user.id]);
    await erasePerson(world, target.user.id);
    await backup.restore();
    expect((await reapplyErasures(world)).erased).toBe(2);
    expect(
      await prisma.user.count({ where: { id: { in: [guest.user.id, target.user.id] }, erasedAt: { not: null } } }),
    ).toBe(2);
  });

  it("a server starts with it: nobody is served what was erased", async () => {
    const { startBackgroundWork } = await import("../../src/background-work.ts");
    const invitee = await world.claim();
    await invitee.exchange(await invitee.start(), "Once more.");
    await world.running.settled();
    const backup = await dump(pool);
    await erase(invitee);
    await backup.restore();
    const background = await startBackgroundWork({ ...world, serverId: randomUUID() }, false);
    await background.stop();
    expect(await prisma.user.findUnique({ where: { id: invitee.user.id } })).toMatchObject({ name: null });
    expect(await prisma.user.count({ where: { id: invitee.user.id, erasedAt: null } })).toBe(0);
  });

  it("of a time when they had a role: they are erased again all the same, and the server starts", async () => {
    const { startBackgroundWork } = await import("../../src/background-work.ts");
    const [invitee, other] = [await world.claim(), await world.claim()];
    for (const role of ["STAFF", "ADMIN"] as const) {
      await prisma.user.updateMany({ where: { id: invitee.user.id }, data: { role, name: "Canary" } });
      const backup = await dump(pool);
      await prisma.user.updateMany({ where: { id: invitee.user.id }, data: { role: "USER" } });
      await erasePerson(world, invitee.user.id);
      await erasePerson(world, other.user.id);
      await backup.restore();
      const background = await startBackgroundWork({ ...world, serverId: randomUUID() }, false);
      await background.stop();
      for (const { user } of [invitee, other])
        expect(await prisma.user.findUniqueOrThrow({ where: { id: user.id } })).toMatchObject({
          name: null,
          role: "GUEST",
          erasedAt: expect.any(Date),
        });
      await backup.restore();
    }
  });

  it("the file holds pseudonyms alone, is for its owner's eyes, learns from the database, and bears a line cut short", async () => {
    const invitee = await world.claim();
    await erase(invitee);
    const file = erasureFile(world.config);
    const { statSync } = await import("node:fs");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const text = readFileSync(file, "utf8");
    expect(text).toContain(pseudonym(invitee.user.id));
    expect(text).not.toContain(invitee.user.id);
    // Lost, then cut short in the middle of a line.
    writeFileSync(file, '{"pseudonym":"cut sho');
    writeFileSync(file, "\n", { flag: "a" });
    await goOnErasing(world);
    expect((await readErasures(file)).some((line) => line.pseudonym === pseudonym(invitee.user.id))).toBe(true);
    expect(existsSync(file)).toBe(true);
  });
});

it("an erasure outweighs a withdrawal, the later withdrawal the earlier one", () => {
  const line = (pseudonym: string, kind: "erasure" | "withdrawal", at: string) => ({ pseudonym, kind, at });
  const wishes = wishesOf(
    [{ ...line("a", "erasure", "2026-01-01T00:00:00.000Z"), finished: false }],
    [
      line("a", "withdrawal", "2026-01-02T00:00:00.000Z"),
      line("b", "withdrawal", "2026-01-03T00:00:00.000Z"),
      line("b", "withdrawal", "2026-01-02T00:00:00.000Z"),
    ],
  );
  expect([...wishes.erased]).toEqual(["a"]);
  expect([...wishes.unfinished]).toEqual(["a"]);
  expect(wishes.withdrawnAt.get("b")).toBe("2026-01-03T00:00:00.000Z");
});

it("the audit log stays append-only: an erasure changes no entry", async () => {
  await expect(pool.query(`UPDATE "AuditEntry" SET subject = 'x'`)).rejects.toMatchObject({ code: "23001" });
  await expect(pool.query(`DELETE FROM "AuditEntry"`)).rejects.toMatchObject({ code: "23001" });
});
