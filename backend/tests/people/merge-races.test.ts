// 200 merges by default, which is twenty seconds on two cores; MERGES=1000 runs a thousand.
import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { mergeUsers } from "../../src/people/merge-users.ts";
import { assertSound } from "../attacks/audit.ts";
import { CONSENT, useTestWorld } from "../test-world.ts";
import { doubles, makeUser, mergeOf, orphans } from "./merge-ground.ts";

const world = await useTestWorld({ EXCHANGES_PER_MINUTE: "1000000", CLAIMS_PER_MINUTE: "1000000" });
const { prisma, pool } = world.database;
const BATCH = 5;
const BATCHES = Number(process.env["MERGES"] ?? 200) / BATCH;

/** Statuses that a write may meet while its guest is merged: it came first, or its sign-in had ended. */
const wrong = (answers: { status: number; body: { code?: string } }[], fine: (number | string)[]) =>
  answers.filter(({ status, body }) => !fine.includes(status) && !fine.includes(body?.code ?? ""));

it(
  `${BATCH * BATCHES} merges among writes and each other: no orphan, no double`,
  { timeout: BATCHES * 6_000 },
  async () => {
    const users = await Promise.all([makeUser(world), makeUser(world), makeUser(world)]);
    let [charged, merged] = [0, 0];
    for (let batch = 0; batch < BATCHES; batch++) {
      const guests = await Promise.all(
        Array.from({ length: BATCH }, async () => {
          const { token } = await world.invite();
          const guest = await world.claimToken(token);
          return { ...guest, token, sessionId: await guest.start() };
        }),
      );
      const writes = guests.map(async (guest) =>
        Promise.all([
          guest.send(guest.sessionId, "Good evening."),
          guest.post("/v1/sessions", {}),
          guest.patch(`/v1/sessions/${guest.sessionId}`, { status: "PAUSED" }),
          guest.post("/v1/telemetry", { events: [{ name: "looked", sessionId: guest.sessionId }] }),
          guest.post(
            `/v1/sessions/${guest.sessionId}/asides`,
            { content: "Well?" },
            { "idempotency-key": randomUUID() },
          ),
        ]),
      );
      const reentries = guests.map((guest) =>
        world.call("POST", "/v1/invitations/claim", { token: guest.token, consent: CONSENT, deviceId: randomUUID() }),
      );
      // Each guest goes to two users at once, and to the first of them twice: one of them gets it.
      const merges = guests.flatMap((guest, index) =>
        [users[index % 3], users[index % 3], users[(index + 1) % 3]].map((userId) =>
          mergeUsers(world, mergeOf(guest, userId as string)).then(
            ({ targetId }) => ({ guest: guest.user.id, targetId }),
            (error: { code?: string }) => ({ guest: guest.user.id, refused: error.code }),
          ),
        ),
      );
      const [answers, entered, outcomes] = await Promise.all([
        Promise.all(writes),
        Promise.all(reentries),
        Promise.all(merges),
      ]);
      await world.running.settled();
      // 404: the session was the guest's when the request came in, and no longer when it was looked for.
      expect(
        wrong(answers.flat(), [200, 201, 202, "session-ended", "not-found", "exchange-running", "wrong-step"]),
      ).toEqual([]);
      expect(wrong(entered, [200, "invitation-used"])).toEqual([]);
      for (const { user } of guests) {
        const its = outcomes.filter(({ guest }) => guest === user.id);
        const targets = new Set(its.flatMap((outcome) => ("targetId" in outcome ? [outcome.targetId] : [])));
        expect(targets.size).toBe(1);
        expect(
          its
            .flatMap((outcome) => ("refused" in outcome ? [outcome.refused] : []))
            .every((code) => code === "merge-refused"),
        ).toBe(true);
        const row = await prisma.user.findUniqueOrThrow({ where: { id: user.id } });
        expect(row.mergedIntoId).toBe([...targets][0]);
      }
      merged += guests.length;
      charged += await prisma.exchange.count({
        where: { sessionId: { in: guests.map(({ sessionId }) => sessionId) } },
      });
    }
    expect(await prisma.mergeOperation.count()).toBe(merged);
    expect(await prisma.conversationSession.count({ where: { userId: { notIn: users } } })).toBe(0);
    expect(await prisma.usageLog.count({ where: { userId: { notIn: users } } })).toBe(0);
    const live = await pool.query(
      `SELECT FROM "LoginSession" l JOIN "User" u ON u.id = l."userId" WHERE l."revokedAt" IS NULL AND u."mergedIntoId" IS NOT NULL`,
    );
    expect(live.rowCount).toBe(0);
    expect(charged).toBeGreaterThan(0);
    expect(await orphans(world)).toEqual({});
    expect(await doubles(world)).toEqual({});
    await assertSound(world);
  },
);

it("forty of one guest at once are one merge", async () => {
  const guest = await world.claim();
  await guest.start();
  const userId = await makeUser(world);
  const answers = await Promise.all(Array.from({ length: 40 }, () => mergeUsers(world, mergeOf(guest, userId))));
  expect(new Set(answers.map(({ targetId }) => targetId))).toEqual(new Set([userId]));
  expect(await prisma.mergeOperation.count({ where: { sourceId: guest.user.id } })).toBe(1);
  expect(await prisma.auditEntry.count({ where: { action: "user.merge", subject: userId } })).toBe(1);
  expect(await prisma.telemetryEvent.count({ where: { name: "users_merged", userId } })).toBe(1);
  expect(await doubles(world)).toEqual({});
});
