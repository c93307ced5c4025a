import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { countSome, pendingCount, recount } from "../../src/figures/count-store.ts";
import { noteUpstream } from "../../src/figures/upstream-store.ts";
import { createApiKey } from "../../src/identity/sign-in-staff.ts";
import { useTestWorld } from "../test-world.ts";
import { countToTheEnd } from "./count-to-the-end.ts";

const world = await useTestWorld();
const { pool, prisma } = world.database;
const staff = { authorization: `Bearer ${await createApiKey(world, world.staffId, "figures", "STAFF")}` };
const get = async (path: string) => {
  const answer = await world.call("GET", path, undefined, staff);
  expect(answer.status).toBe(200);
  return answer.body;
};
const one = async (sql: string, values: unknown[] = []) => (await pool.query(sql, values)).rows[0];
const today = new Date().toISOString().slice(0, 10);
const EPOCH = new Date(0);
/** All that the rollups say, in an order. */
const everything = async () => ({
  usage: (await pool.query(`SELECT * FROM "UsageFigure" ORDER BY grain, at, "facetId", model, lane`)).rows,
  events: (await pool.query(`SELECT * FROM "EventFigure" ORDER BY grain, at, "facetId", name, detail`)).rows,
  steps: (await pool.query(`SELECT * FROM "InvitationStep" ORDER BY "invitationId", step, kind`)).rows,
});
/** As if their sessions had run on a real model. */
const makeReal = async (sessionIds: number[]) => {
  await pool.query(`UPDATE "ConversationSession" SET simulated = false WHERE id = ANY($1)`, [sessionIds]);
  await pool.query(
    `UPDATE "ConversationSession" s SET "facetId" = facet_of(i."siteId", s."scenarioId", i."presetName", i.cohort, 'real')
     FROM "Invitation" i WHERE i.id = s."invitationId" AND s.id = ANY($1)`,
    [sessionIds],
  );
  await pool.query(
    `UPDATE "Invitation" SET cohort = cohort WHERE id IN (SELECT "invitationId" FROM "ConversationSession" WHERE id = ANY($1))`,
    [sessionIds],
  );
  await pool.query(
    `UPDATE "UsageLog" u SET "facetId" = s."facetId", simulated = false FROM "ConversationSession" s WHERE s.id = u."sessionId"`,
  );
  await pool.query(
    `UPDATE "TelemetryEvent" u SET "facetId" = s."facetId" FROM "ConversationSession" s WHERE s.id = u."sessionId"`,
  );
  await pool.query(
    `UPDATE "Message" u SET "facetId" = s."facetId" FROM "ConversationSession" s WHERE s.id = u."sessionId" AND u."facetId" IS NOT NULL`,
  );
};

describe("what happened is counted", async () => {
  // Three talk, two of them for real; one has only opened, one nothing; one link is shared by two.
  const site = await one(`SELECT id FROM "Site" WHERE key = 'test-site'`);
  const sessions: number[] = [];
  for (const name of ["first", "second", "simulated"]) {
    const invitee = await world.claim({ label: name, site: "test-site" });
    const id = await invitee.start();
    await invitee.exchange(id, "Good evening, Mr. Halloran.");
    if (name === "first") {
      await invitee.exchange(id, "I only want to talk about the heating.");
      await world.running.settled();
      await invitee.patch(`/v1/sessions/${id}`, { status: "COMPLETED" });
    }
    sessions.push(id);
  }
  await world.running.settled();
  await world.call("POST", "/v1/invitations/preview", { token: (await world.invite({ label: "opened" })).token });
  await world.invite({ label: "unopened" });
  const shared = await world.invite({ claimMode: "SHARED", maxClaims: 5 });
  await world.claimToken(shared.token, "device-number-one");
  await world.claimToken(shared.token, "device-number-two");
  await makeReal(sessions.slice(0, 2));
  await countToTheEnd(pool);

  it("the page says what SQL says of the rows themselves, without what was simulated", async () => {
    expect(await pendingCount(pool)).toBe(0);
    const figures = await get("/v1/admin/usage");
    const raw = await one(
      `SELECT count(*)::int AS calls, sum(u."inputTokens")::int AS "inputTokens", sum(u."cacheReadTokens")::int AS "cacheReadTokens",
         sum(u."cacheWriteTokens")::int AS "cacheWriteTokens", sum(u."outputTokens")::int AS "outputTokens",
         sum(u."chargedTokens")::int AS "chargedTokens", count(*) FILTER (WHERE c."problemCode" IS NOT NULL)::int AS problems
       FROM "UsageLog" u JOIN "ModelCall" c ON c."usageLogId" = u.id JOIN "ConversationSession" s ON s.id = u."sessionId" WHERE NOT s.simulated`,
    );
    expect(figures.total).toMatchObject(raw);
    expect(raw.calls).toBeGreaterThan(4);
    const comments = await one(
      `SELECT count(*)::int AS made, count("deliveredAt")::int AS delivered, count("seenAt")::int AS seen FROM "Message" m
       JOIN "ConversationSession" s ON s.id = m."sessionId" WHERE m.role = 'coach' AND m."asideId" IS NULL AND NOT s.simulated`,
    );
    expect(figures.comments).toMatchObject(comments);
    const exchanges = await one(
      `SELECT count(*)::int AS count FROM "Exchange" e JOIN "ConversationSession" s ON s.id = e."sessionId" WHERE e.status = 'COMPLETED' AND NOT s.simulated`,
    );
    expect(figures.exchanges).toEqual([{ status: "completed", count: exchanges.count }]);
    expect(figures.series.reduce((sum: number, at: { exchanges: number }) => sum + at.exchanges, 0)).toBe(3);
    // A shared link itself is nobody's: those who came by it are. Who talked on the simulator is in no step of this one.
    expect(figures.funnel).toEqual([
      { step: "created", count: 6 },
      { step: "opened", count: 5 },
      { step: "claimed", count: 4 },
      { step: "started", count: 2 },
      { step: "exchanged", count: 2 },
      { step: "completed", count: 1 },
    ]);
    expect(figures.groups).toHaveLength(1);
    expect(figures.groups[0]).toMatchObject({ label: "The heating is off", calls: raw.calls });
  });

  it("what is simulated is told beside it, and each site, scenario and span by itself", async () => {
    const simulated = await get("/v1/admin/usage?kind=simulated");
    expect(simulated.funnel.map(({ count }: { count: number }) => count)).toEqual([1, 1, 1, 1, 1, 0]);
    const here = await get(`/v1/admin/usage?site=${site.id}&by=site`);
    expect(here.groups).toMatchObject([{ key: site.id, label: "Practice House" }]);
    expect((await get("/v1/admin/usage?scenario=999")).total.calls).toBe(0);
    expect((await get("/v1/admin/usage?from=2026-01-01&to=2026-01-31")).total.calls).toBe(0);
    const day = await get(`/v1/admin/usage?from=${today}&to=${today}`);
    expect(day).toMatchObject({ grain: "hour", from: today, to: today });
    expect(day.series).toHaveLength(24);
    for (const wrong of ["from=2026-02-01&to=2026-01-01", "from=1900-01-01", "from=2024-01-01&to=2026-01-01", "from=x"])
      expect((await world.call("GET", `/v1/admin/usage?${wrong}`, undefined, staff)).status).toBe(422);
  });

  it("all steps of a funnel are of one kind, as SQL says of the rows themselves, whatever answers", async () => {
    const funnel = async (kind: string) =>
      (await get(`/v1/admin/usage?kind=${kind}`)).funnel.map(({ count }: { count: number }) => count);
    const raw = async (simulated: boolean, upstream: boolean) => {
      const { rows } = await pool.query(
        `SELECT count(*)::int AS created, count(coalesce(i."openedAt", i."claimedAt"))::int AS opened, count(i."claimedAt")::int AS claimed, count(s.id)::int AS started,
           count(*) FILTER (WHERE EXISTS (SELECT FROM "Exchange" e WHERE e."sessionId" = s.id AND e.status = 'COMPLETED'))::int AS exchanged,
           count(*) FILTER (WHERE s.status = 'COMPLETED')::int AS completed
         FROM "Invitation" i LEFT JOIN "Site" t ON t.id = i."siteId"
         LEFT JOIN LATERAL (SELECT * FROM "ConversationSession" s WHERE s."invitationId" = i.id ORDER BY s.id LIMIT 1) s ON true
         WHERE (i."claimMode" <> 'SHARED' OR i."parentId" IS NOT NULL) AND coalesce(s.simulated, $2 OR coalesce(t."testMode", false)) = $1`,
        [simulated, upstream],
      );
      return Object.values(rows[0]);
    };
    const agree = async (upstream: boolean) => {
      await countToTheEnd(pool);
      expect(await funnel("real")).toEqual(await raw(false, upstream));
      expect(await funnel("simulated")).toEqual(await raw(true, upstream));
    };
    await noteUpstream(pool, true);
    await agree(true);
    expect(await funnel("real")).toEqual([2, 2, 2, 2, 2, 1]);
    expect(await funnel("simulated")).toEqual([5, 4, 3, 1, 1, 0]);
    const rows = await get("/v1/admin/usage/invitations?kind=simulated&step=started");
    expect(rows.items).toMatchObject([{ label: "simulated", furthest: "exchanged" }]);
    await noteUpstream(pool, false);
    await agree(false);
    // A site in test mode: its invitations that nobody talked in, and those alone.
    await pool.query(`UPDATE "Invitation" SET "siteId" = NULL WHERE label = 'opened'`);
    await world.invite({ label: "test mode", site: "test-site" });
    await pool.query(`UPDATE "Site" SET "testMode" = true WHERE id = $1`, [site.id]);
    await agree(false);
    expect(await funnel("simulated")).toEqual([5, 3, 3, 1, 1, 0]);
    await pool.query(`UPDATE "Site" SET "testMode" = false WHERE id = $1`, [site.id]);
    await agree(false);
    await pool.query(`DELETE FROM "Upstream"`);
  });

  it("behind every number stand its rows", async () => {
    const figures = await get("/v1/admin/usage");
    const calls = await get("/v1/admin/usage/calls");
    expect(calls.items).toHaveLength(figures.total.calls);
    expect(calls.items[0].at >= calls.items.at(-1).at).toBe(true);
    for (const { step, count } of figures.funnel)
      expect((await get(`/v1/admin/usage/invitations?step=${step}`)).items).toHaveLength(count);
    for (const was of ["made", "delivered", "seen"])
      expect((await get(`/v1/admin/usage/comments?was=${was}`)).items).toHaveLength(figures.comments[was]);
    for (const { name, detail, count } of figures.events)
      expect((await get(`/v1/admin/telemetry?name=${name}&detail=${detail}`)).items, name).toHaveLength(count);
    expect((await get("/v1/admin/usage/calls?problem=any")).items).toEqual([]);
  });
});

it("an invitation that is put into another cohort takes its steps along", async () => {
  const made = await world.invite({ label: "to move" });
  const invitee = await world.claimToken(made.token);
  await countToTheEnd(pool);
  await pool.query(`UPDATE "Invitation" SET cohort = 'Autumn' WHERE id = $1`, [made.id]);
  await countToTheEnd(pool);
  const counts = async (kind = "simulated") =>
    (await get(`/v1/admin/usage?cohort=Autumn&kind=${kind}`)).funnel.map(({ count }: { count: number }) => count);
  const others = async () => (await get("/v1/admin/usage?cohort=none")).funnel[0].count;
  const before = await others();
  expect(await counts("real")).toEqual([1, 1, 1, 0, 0, 0]);
  await invitee.exchange(await invitee.start(), "Good evening.");
  await world.running.settled();
  await countToTheEnd(pool);
  // It turned out to be simulated: all of its steps are.
  expect(await counts()).toEqual([1, 1, 1, 1, 1, 0]);
  expect(await counts("real")).toEqual([0, 0, 0, 0, 0, 0]);
  const simulated = async () => (await get("/v1/admin/usage?cohort=none&kind=simulated")).funnel[0].count;
  expect([await others(), await simulated()]).toEqual([before, 1]);
  await pool.query(`UPDATE "Invitation" SET cohort = NULL WHERE id = $1`, [made.id]);
  await countToTheEnd(pool);
  expect(await counts()).toEqual([0, 0, 0, 0, 0, 0]);
  expect([await others(), await simulated()]).toEqual([before, 2]);
  await recount(pool, EPOCH);
});

it("a trial of staff's is counted apart, and cost is by the prices that staff have set", async () => {
  const before = await get("/v1/admin/usage");
  const trial = await one(
    `INSERT INTO "ConversationSession" ("userId", "invitationId", "scenarioId", "scenarioVersionId", trial)
     SELECT "userId", "invitationId", "scenarioId", "scenarioVersionId", true FROM "ConversationSession" LIMIT 1 RETURNING id`,
  );
  await pool.query(
    `INSERT INTO "UsageLog" (id, "sessionId", model, "streamType", "inputTokens", "cacheWriteTokens", "cacheReadTokens", "outputTokens")
     VALUES ($1, $2, 'priced', 'partner', 1000000, 400000, 1000000, 100000)`,
    [randomUUID(), trial.id],
  );
  await pool.query(
    `INSERT INTO "ModelPrice" (model, "inputPerMillion", "outputPerMillion", currency, "updatedAt") VALUES ('priced', 2, 10, 'EUR', now())`,
  );
  await countToTheEnd(pool);
  const trials = await get("/v1/admin/usage?kind=trial");
  // 2 for what was read, 1 for what was kept, 0.2 for what was read again, 1 for what was written.
  expect(trials).toMatchObject({ currency: "EUR", unpriced: [], total: { calls: 1, cost: 4.2 } });
  const after = await get("/v1/admin/usage");
  expect({ ...after, currency: null }).toEqual({ ...before, currency: null });
  await pool.query(`DELETE FROM "ModelPrice"`);
  await recount(pool, EPOCH);
});

const addUsage = (id: string, at: string) =>
  pool.query(
    `INSERT INTO "UsageLog" (id, model, "streamType", "inputTokens", "outputTokens", timestamp) VALUES ($1, 'late-model', 'partner', 10, 5, $2)`,
    [id, at],
  );

it("a row is counted once, however late it comes and however many count", async () => {
  await countToTheEnd(pool);
  await Promise.all(Array.from({ length: 20 }, () => addUsage(randomUUID(), "2026-03-03T10:15:00Z")));
  // Once more under an id that is there: nothing is written, nothing counted.
  const id = randomUUID();
  await addUsage(id, "2026-03-03T11:15:00Z");
  await pool.query(
    `INSERT INTO "UsageLog" (id, model, "streamType", "inputTokens", "outputTokens") VALUES ($1, 'late-model', 'partner', 1, 1) ON CONFLICT DO NOTHING`,
    [id],
  );
  const counted = await Promise.all(Array.from({ length: 8 }, () => countSome(pool)));
  expect(counted.reduce<number>((sum, some) => sum + (some ?? 0), 0)).toBeLessThanOrEqual(21);
  await countToTheEnd(pool);
  const late = await get("/v1/admin/usage?from=2026-03-03&to=2026-03-03&by=model");
  expect(late.total).toMatchObject({ calls: 21, inputTokens: 210, outputTokens: 105 });
  expect(late.series.filter(({ calls }: { calls: number }) => calls > 0).map(({ at }: { at: string }) => at)).toEqual([
    "2026-03-03T10:00:00.000Z",
    "2026-03-03T11:00:00.000Z",
  ]);
  expect(late.groups).toMatchObject([{ key: "late-model", calls: 21, cost: null }]);
  expect(late.unpriced).toEqual(["late-model"]);
});

it("what is rolled back is not counted, and a failed turn loses nothing", async () => {
  const client = await pool.connect();
  await client.query("BEGIN");
  await client.query(
    `INSERT INTO "UsageLog" (id, model, "streamType", "inputTokens", "outputTokens") VALUES ('gone', 'm', 'partner', 1, 1)`,
  );
  await client.query("ROLLBACK");
  client.release();
  expect(await pendingCount(pool)).toBe(0);
  await addUsage("kept", "2026-03-04T10:00:00Z");
  await pool.query(`ALTER TABLE "UsageFigure" RENAME TO "Away"`);
  await expect(countSome(pool)).rejects.toThrow("UsageFigure");
  await pool.query(`ALTER TABLE "Away" RENAME TO "UsageFigure"`);
  await countToTheEnd(pool);
  expect((await get("/v1/admin/usage?from=2026-03-04&to=2026-03-04")).total.calls).toBe(1);
});

it("counted again from the rows, the figures are the same; from a day on, earlier ones are left", async () => {
  await countToTheEnd(pool);
  const before = await everything();
  await recount(pool, EPOCH);
  expect(await everything()).toEqual(before);
  await pool.query(`DELETE FROM "UsageFigure"`);
  await addUsage(randomUUID(), "2026-03-05T10:00:00Z");
  await recount(pool, new Date(`${today}T00:00:00Z`));
  // The days before today are as they were left, but for what was written since.
  const since = ({ at }: { at: Date }) => at >= new Date(`${today}T00:00:00Z`);
  expect((await everything()).usage.filter(since)).toEqual(before.usage.filter(since));
  await countToTheEnd(pool);
  expect((await get("/v1/admin/usage?from=2026-03-03&to=2026-03-05")).total.calls).toBe(1);
  await recount(pool, EPOCH);
  const march = await get("/v1/admin/usage?from=2026-03-03&to=2026-03-05");
  expect(march.total.calls).toBe(23);
});

it("what is written while all is counted again is counted once", async () => {
  const writing = (async () => {
    for (let at = 0; at < 60; at++) await addUsage(randomUUID(), "2026-04-01T10:00:00Z");
  })();
  await Promise.all([recount(pool, EPOCH), writing, recount(pool, EPOCH)]);
  await countToTheEnd(pool);
  expect((await get("/v1/admin/usage?from=2026-04-01&to=2026-04-01")).total.calls).toBe(60);
});

it("what a page tells is counted under its own invitation, whichever it names", async () => {
  const other = await world.claim({ site: "test-site" });
  const mine = await world.claim();
  const properties = { invitation: other.invitation.id, step: 2 };
  expect((await mine.post("/v1/telemetry", { events: [{ name: "forged", properties }] })).status).toBe(202);
  const { facetId } = await prisma.invitation.findUniqueOrThrow({ where: { id: mine.invitation.id } });
  const told = await prisma.telemetryEvent.findFirstOrThrow({ where: { name: "widget_forged" } });
  expect([told.facetId, told.properties]).toEqual([facetId, { invitation: mine.invitation.id, step: 2 }]);
});
