import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { recount } from "../../src/figures/count-store.ts";
import { rebuildFigures } from "../../src/figures/rebuild-figures.ts";
import { keepRetention } from "../../src/retention/keep-retention.ts";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld();
const { prisma, pool } = world.database;
const site = await prisma.site.findUniqueOrThrow({ where: { key: "test-site" } });
const keep = (retentionDays: number | null) => prisma.site.update({ where: { id: site.id }, data: { retentionDays } });

const talk = async (daysAgo: number, status: "ACTIVE" | "COMPLETED" | "ABANDONED", at: string | null = "test-site") => {
  const invitee = await world.claim(at === null ? {} : { site: at });
  const id = await invitee.start();
  await invitee.exchange(id, "Good evening.");
  await world.running.settled();
  await invitee.post(`/v1/sessions/${id}/asides`, { content: "Was that good?" }, { "idempotency-key": randomUUID() });
  await world.running.settled();
  await pool.query(
    `UPDATE "ConversationSession" SET status = $2::"SessionStatus", "activeSince" = NULL, "lastActivityAt" = now() - make_interval(days => $3) WHERE id = $1`,
    [id, status, daysAgo],
  );
  // As if all of it had happened then.
  const ago = (table: string, column: string, whose: string, value: string) =>
    pool.query(
      `UPDATE "${table}" SET "${column}" = "${column}" - make_interval(days => $2) WHERE "${whose}"::text = $1`,
      [value, daysAgo],
    );
  await ago("Message", "timestamp", "sessionId", String(id));
  await ago("TelemetryEvent", "createdAt", "sessionId", String(id));
  await ago("UsageLog", "timestamp", "sessionId", String(id));
  await ago("Invitation", "createdAt", "id", invitee.invitation.id);
  if (at === null) await pool.query(`UPDATE "Invitation" SET "siteId" = NULL WHERE id = $1`, [invitee.invitation.id]);
  return { id, invitee };
};
const left = async (id: number) => {
  const count = async (table: string) =>
    Number((await pool.query(`SELECT count(*) FROM "${table}" WHERE "sessionId" = $1`, [id])).rows[0].count);
  return {
    messages: await count("Message"),
    exchanges: await count("Exchange"),
    asides: await count("Aside"),
    events: await count("TelemetryEvent"),
    usage: await count("UsageLog"),
  };
};

it("what is past its site's days goes, and nothing else", { timeout: 60_000 }, async () => {
  const old = await talk(31, "COMPLETED");
  const given = await talk(31, "ABANDONED");
  const young = await talk(29, "COMPLETED");
  const unended = await talk(31, "ACTIVE");
  const nowhere = await talk(31, "COMPLETED", null);
  await pool.query(
    `INSERT INTO "Recording" (id, "sessionId", key, type, bytes, seconds, "tiedAt") VALUES ('r', $1, 'k', 'audio/ogg', 1, 1, now())`,
    [old.id],
  );
  const before = await left(old.id);
  expect(before.usage).toBe(3);
  // Somebody read it again, long after they had last said something.
  await pool.query(
    `UPDATE "TelemetryEvent" SET "createdAt" = now() - interval '5 days' WHERE "sessionId" = $1 AND name = 'exchange_ended'`,
    [old.id],
  );
  await recount(pool, new Date(0));
  const sums = async () => (await pool.query(`SELECT sum("chargedTokens")::int AS sum FROM "UsageLog"`)).rows[0].sum;
  const [used, figures] = [await sums(), (await pool.query(`SELECT * FROM "EventFigure" ORDER BY 1, 2, 3, 4, 5`)).rows];

  await keep(null);
  expect(await keepRetention(world)).toBe(0);
  await keep(30);
  // As many servers as there are: each session goes once.
  const turns = await Promise.all([keepRetention(world), keepRetention(world), keepRetention(world)]);
  expect(turns.reduce((sum, removed) => sum + removed, 0)).toBe(2);
  const gone = { messages: 0, exchanges: 0, asides: 0, events: 0, usage: 3 };
  expect(await left(old.id)).toEqual(gone);
  expect(await left(given.id)).toEqual(gone);
  for (const { id } of [young, unended, nowhere]) expect((await left(id)).messages).toBeGreaterThan(3);
  expect(await prisma.recording.count()).toBe(0);
  expect(await sums()).toBe(used);
  const rows = await prisma.usageLog.findMany({ where: { sessionId: old.id } });
  expect(rows.map(({ userId, originUserId }) => [userId, originUserId])).toEqual(rows.map(() => [null, null]));
  expect((await old.invitee.get(`/v1/sessions/${old.id}`)).status).toBe(404);

  const entries = await prisma.auditEntry.findMany({ where: { action: "retention.remove" } });
  expect(entries.map(({ actorId, subject }) => [actorId, subject])).toEqual(entries.map(() => [null, site.id]));
  const told = entries.map(({ detail }) => (detail as { sessions: number }).sessions);
  expect(told.reduce((sum, sessions) => sum + sessions, 0)).toBe(2);

  // Counted again, days that have lost rows keep what they had.
  await rebuildFigures(world, null);
  expect((await pool.query(`SELECT * FROM "EventFigure" ORDER BY 1, 2, 3, 4, 5`)).rows).toEqual(figures);
  expect(await keepRetention(world)).toBe(0);
});

it("a session that runs is left alone, however old it is", async () => {
  const { id, invitee } = await talk(0, "ACTIVE");
  world.simulator.gate.close({ lane: "partner", afterTokens: 2 });
  const sending = invitee.send(id, "Once more.");
  await expect.poll(() => world.running.count()).toBe(1);
  await pool.query(
    `UPDATE "ConversationSession" SET status = 'ABANDONED', "lastActivityAt" = now() - interval '40 days' WHERE id = $1`,
    [id],
  );
  expect(await keepRetention(world)).toBe(0);
  world.simulator.gate.open();
  expect((await sending).status).toBe(200);
  await world.running.settled();
  expect((await left(id)).exchanges).toBe(2);
});
