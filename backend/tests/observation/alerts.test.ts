import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { StaffAlert } from "../../src/protocol/observation.ts";
import { atConsole, type Caller } from "../staff/sign-in.ts";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld({ DAILY_TOKENS: "5000000" });
const { prisma, pool } = world.database;
const [ana, ben] = [await atConsole(world, "STAFF"), await atConsole(world, "STAFF")];
const alerts = async (by: Caller = ana, query = ""): Promise<StaffAlert[]> => {
  const { status, body } = await by.get(`/v1/admin/alerts?limit=100${query}`);
  expect(status).toBe(200);
  return body.items;
};
const talk = async () => {
  const { id: invitationId, token } = await world.invite();
  const invitee = await world.claimToken(token);
  const sessionId = await invitee.start();
  await invitee.exchange(sessionId, "Which day is he coming?");
  const exchange = await prisma.exchange.findFirstOrThrow({ where: { sessionId } });
  return { invitationId, invitee, sessionId, exchangeId: exchange.id };
};
const of = async (invitationId: string, by: Caller = ana) =>
  (await alerts(by)).filter((alert) => alert.invitation?.id === invitationId).map(({ kind }) => kind);

describe("an alert", () => {
  it("tells of somebody stuck until they go on, or can no more", async () => {
    const { invitationId, invitee, sessionId, exchangeId } = await talk();
    expect(await of(invitationId)).toEqual([]);
    await pool.query(`UPDATE "Exchange" SET status = 'FAILED', "problemCode" = 'upstream-overloaded' WHERE id = $1`, [
      exchangeId,
    ]);
    const [stuck] = (await alerts()).filter((alert) => alert.invitation?.id === invitationId);
    expect(stuck).toMatchObject({ kind: "stuck", sessionId, exchangeNumber: 1, problemCode: "upstream-overloaded" });
    await invitee.exchange(sessionId, "I will ask again.");
    expect(await of(invitationId)).toEqual([]);
    await pool.query(`UPDATE "Exchange" SET status = 'FAILED' WHERE "sessionId" = $1`, [sessionId]);
    expect(await of(invitationId)).toEqual(["stuck"]);
    await ana.post(`/v1/admin/invitations/${invitationId}/revoke`);
    expect(await of(invitationId)).toEqual([]);
  });

  it("tells of what is exhausted until it is topped up, of missing comments and of overruns", async () => {
    const { invitationId, exchangeId } = await talk();
    await pool.query(`UPDATE "Invitation" SET "exhaustedAt" = now() WHERE id = $1`, [invitationId]);
    expect(await of(invitationId)).toEqual(["exhausted"]);
    await ana.patch(`/v1/admin/invitations/${invitationId}`, { quotaTokens: 3_000_000 });
    expect(await of(invitationId)).toEqual([]);
    await pool.query(`UPDATE "Exchange" SET "coachMissing" = 'failed' WHERE id = $1`, [exchangeId]);
    expect(await of(invitationId)).toEqual(["coach-missing"]);
    await pool.query(
      `UPDATE "UsageLog" SET "overrunTokens" = 7 WHERE "invitationId" = $1 AND "streamType" = 'partner'`,
      [invitationId],
    );
    expect((await of(invitationId)).toSorted()).toEqual(["coach-missing", "overrun"]);
    const [overrun] = await alerts(ana, "&kind=overrun");
    expect(overrun).toMatchObject({ tokens: 7, invitation: { id: invitationId } });
    // What is two weeks old is news to nobody.
    await pool.query(`UPDATE "Exchange" SET "endedAt" = now() - interval '15 days' WHERE id = $1`, [exchangeId]);
    expect(await of(invitationId)).toEqual(["overrun"]);
  });

  it("tells nothing of what staff try themselves", async () => {
    const { invitationId, exchangeId } = await talk();
    await pool.query(`UPDATE "Exchange" SET status = 'FAILED', "problemCode" = 'upstream-overloaded' WHERE id = $1`, [
      exchangeId,
    ]);
    await pool.query(`UPDATE "Invitation" SET "exhaustedAt" = now() WHERE id = $1`, [invitationId]);
    await pool.query(`UPDATE "UsageLog" SET "overrunTokens" = 7 WHERE "invitationId" = $1`, [invitationId]);
    expect(new Set(await of(invitationId))).toEqual(new Set(["stuck", "exhausted", "overrun"]));
    await pool.query(
      `UPDATE "Invitation" SET "trialVersionId" = (SELECT id FROM "ScenarioVersion" LIMIT 1) WHERE id = $1`,
      [invitationId],
    );
    expect(await of(invitationId)).toEqual([]);
  });

  it("tells of upstream's trouble once an hour, and of a ceiling once a day", async () => {
    const { exchangeId } = await talk();
    await pool.query(`UPDATE "ModelCall" SET "problemCode" = 'upstream-unavailable' WHERE "exchangeId" = $1`, [
      exchangeId,
    ]);
    const [upstream, ...more] = await alerts(ana, "&kind=upstream");
    expect(more).toEqual([]);
    expect(upstream).toMatchObject({ problemCode: "upstream-unavailable", calls: 2, breaker: "closed" });
    expect(await alerts(ana, "&kind=spend")).toEqual([]);
    await pool.query(`UPDATE "SpendDay" SET tokens = 4500000 WHERE scope = 'all'`);
    const [near] = await alerts(ana, "&kind=spend");
    expect(near).toMatchObject({ scope: "all", seen: false });
    expect(near?.share).toBeGreaterThanOrEqual(0.9);
    await ana.post("/v1/admin/alerts/marks", { dismissed: [near?.id] });
    expect(await alerts(ana, "&kind=spend")).toEqual([]);
    await pool.query(`UPDATE "SpendDay" SET tokens = 5000000 WHERE scope = 'all'`);
    // Reaching it is something else than coming near.
    expect(await alerts(ana, "&kind=spend")).toHaveLength(1);
    await pool.query(`UPDATE "SpendDay" SET tokens = 0 WHERE scope = 'all'`);
  });

  it("is seen and dismissed by each of staff for themselves, and comes back", async () => {
    const { invitationId, exchangeId } = await talk();
    await pool.query(`UPDATE "Exchange" SET status = 'FAILED' WHERE id = $1`, [exchangeId]);
    const find = async (by: Caller) => (await alerts(by)).find((alert) => alert.invitation?.id === invitationId);
    const id = (await find(ana))?.id;
    expect((await ana.post("/v1/admin/alerts/marks", { seen: [id] })).status).toBe(204);
    expect([(await find(ana))?.seen, (await find(ben))?.seen]).toEqual([true, false]);
    await Promise.all(Array.from({ length: 5 }, () => ana.post("/v1/admin/alerts/marks", { dismissed: [id] })));
    expect([await find(ana), (await find(ben))?.id]).toEqual([undefined, id]);
    expect(await prisma.alertMark.count({ where: { userId: ana.userId, key: id as string } })).toBe(1);
    await ana.post("/v1/admin/alerts/marks", { restored: [id] });
    expect((await find(ana))?.seen).toBe(true);
    expect((await ana.post("/v1/admin/alerts/marks", {})).status).toBe(422);
    expect((await ana.post("/v1/admin/alerts/marks", { seen: ["a\0b"] })).status).toBe(422);
  });

  it("is listed page by page, each once, dismissed ones left out", async () => {
    const { invitationId } = await talk();
    await pool.query(
      `INSERT INTO "UsageLog" (id, "invitationId", model, "streamType", "inputTokens", "outputTokens", "overrunTokens", timestamp)
       SELECT $2 || n, $1, 'm', 'coach', 1, 1, n, '2026-01-01'::timestamp + (now() - '2026-01-01'::timestamp) FROM generate_series(1, 45) n`,
      [invitationId, `${randomUUID().slice(0, 8)}-`],
    );
    const ids: string[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const { body } = await ben.get(
        `/v1/admin/alerts?kind=overrun&limit=10${cursor === "" ? "" : `&cursor=${cursor}`}`,
      );
      ids.push(...body.items.map((alert: StaffAlert) => alert.id));
      cursor = body.cursor;
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(45);
    await ben.post("/v1/admin/alerts/marks", { dismissed: ids.slice(0, 20) });
    expect(await alerts(ben, "&kind=overrun")).toHaveLength(ids.length - 20);
  });
});
