import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { assertSound, tally } from "../attacks/audit.ts";
import { parseEvents, useTestWorld } from "../test-world.ts";
import { askAside, aside, eventOf, eventsOf, expectCovered, JSON_ONLY, tokensOf } from "./lines.ts";

const world = await useTestWorld({ EXCHANGES_PER_MINUTE: "100000" });
afterEach(async () => {
  world.simulator.gate.open();
  world.simulator.clearFaults();
  await world.running.settled();
  await expectCovered(world);
  await assertSound(world);
});
const begin = async () => {
  const invitee = await world.claim();
  return { invitee, id: await invitee.start() };
};
const QUESTION = "What do I say next?";

describe("an aside", () => {
  it("streams its answer, is metered, is shown apart, and counts neither as a message nor as an exchange", async () => {
    const { invitee, id } = await begin();
    await invitee.exchange(id, "It is 14 degrees in here.");
    const { body: before } = await invitee.get(`/v1/sessions/${id}`);
    const events = await aside(invitee, id, QUESTION);
    const types = events.map((event) => event.type);
    expect(types[0]).toBe("aside-start");
    expect(types.slice(-2)).toEqual(["quota", "aside-end"]);
    expect(new Set(types.slice(1, -2))).toEqual(new Set(["aside-delta"]));
    const streamed = events.reduce(
      (text, event) => (event.type === "aside-delta" ? text.slice(0, event.offset) + event.text : text),
      "",
    );
    const end = eventOf(events, "aside-end");
    expect(end).toMatchObject({
      status: "completed",
      problemCode: null,
      message: { role: "coach", content: streamed },
    });
    const { body: after } = await invitee.get(`/v1/sessions/${id}`);
    expect([after.messages, after.exchanges, after.totalMessages]).toEqual([
      before.messages,
      before.exchanges,
      before.totalMessages,
    ]);
    expect(after.asides).toMatchObject([
      {
        number: 1,
        branchId: null,
        afterNumber: 1,
        status: "completed",
        question: { role: "user", content: QUESTION, exchangeId: null, exchangeNumber: 0 },
        answer: { content: streamed },
      },
    ]);
    const [call] = await world.database.prisma.modelCall.findMany({
      where: { asideId: after.asides[0].id },
      include: { usageLog: true },
    });
    expect(call?.usageLog.chargedTokens).toBeGreaterThan(0);
    const { tokens, reserved } = await tokensOf(world, invitee.invitation.id);
    expect([tokens - before.quota.used, reserved]).toEqual([call?.usageLog.chargedTokens, 0]);
  });

  it("is answered by what it asks, where the policy makes no comments as well", async () => {
    const version = await world.database.prisma.scenarioVersion.findFirstOrThrow({
      where: { scenario: { slug: "the-heating-is-off" } },
    });
    const { id: _id, scenarioId: _scenario, publishedAt: _at, publishedById: _by, ...same } = version;
    const {
      id: _old,
      versions: _none,
      createdAt: _c,
      updatedAt: _u,
      ...draft
    } = {
      ...(await world.database.prisma.scenario.findFirstOrThrow({ where: { slug: "the-heating-is-off" } })),
      versions: null,
    };
    for (const when of ["request", "off"]) {
      await world.database.prisma.scenario.create({
        data: {
          ...draft,
          slug: `aside-${when}`,
          coachPolicy: { when },
          versions: { create: { ...same, coachPolicy: { when } } },
        } as never,
      });
      const invitee = await world.claim({ scenarioSlug: `aside-${when}` });
      const id = await invitee.start();
      await invitee.exchange(id, "You never repair anything.");
      const end = eventOf(await aside(invitee, id, "Can you comment on what I just said?"), "aside-end");
      expect(end.message?.content).toMatch(/You never repair anything/);
      const start = eventOf(await aside(invitee, id, "Who can see what I write here?"), "aside-end");
      expect(start.message?.content).toMatch(/staff who invited you/);
    }
  });

  it("runs beside an exchange, one at a time: ten at once are one answer and nine refusals with its id", async () => {
    const { invitee, id } = await begin();
    world.simulator.gate.close({ lane: "partner", afterTokens: 1 });
    const exchange = invitee.exchange(id, "Hello.");
    await expect.poll(() => world.simulator.gate.waiting).toBe(1);
    world.simulator.gate.close();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => askAside(invitee, id, QUESTION, { headers: JSON_ONLY })),
    );
    expect(tally(answers)).toEqual({ 202: 1, "409 aside-running": 9 });
    const running = answers.find(({ status }) => status === 202)?.body;
    expect(running).toEqual({ asideId: expect.any(String), number: 1 });
    expect(new Set(answers.map(({ body }) => body.asideId))).toEqual(new Set([running.asideId]));
    const { body: view } = await invitee.get(`/v1/sessions/${id}`);
    expect(view.openAsides).toEqual([{ asideId: running.asideId, text: "" }]);
    expect(view.asides).toMatchObject([{ id: running.asideId, status: "running", answer: null }]);
    world.simulator.gate.open();
    expect((await exchange).at(-1)).toMatchObject({ type: "exchange-end", status: "completed" });
  });

  it("waits until the coach has said what it is saying, and is not waited for once it is stopped", async () => {
    const { invitee, id } = await begin();
    world.simulator.gate.close({ lane: "coach" });
    const exchange = invitee.exchange(id, "Hello.");
    await expect.poll(() => world.simulator.gate.waiting).toBe(1);
    const asked = await askAside(invitee, id, QUESTION, { headers: JSON_ONLY });
    const second = askAside(invitee, id, QUESTION, { key: randomUUID() });
    expect((await second).status).toBe(409);
    expect((await invitee.post(`/v1/asides/${asked.body.asideId}/stop`)).status).toBe(202);
    await expect.poll(async () => (await invitee.get(`/v1/sessions/${id}`)).body.asides[0].status).toBe("stopped");
    expect(world.simulator.gate.waiting).toBe(1);
    world.simulator.gate.open();
    expect((await exchange).at(-1)).toMatchObject({ status: "completed" });
    expect((await invitee.post(`/v1/asides/${asked.body.asideId}/stop`)).status).toBe(202);
    const { rows } = await world.database.pool.query(`SELECT state FROM "Hold" WHERE "asideId" = $1`, [
      asked.body.asideId,
    ]);
    expect(rows).toEqual([{ state: "SETTLED" }]);
    const after = await aside(invitee, id, QUESTION);
    expect(eventOf(after, "aside-end").status).toBe("completed");
    expect(eventOf(after, "aside-start").aside.number).toBe(2);
  });

  it("stopped in the middle stays as far as it came, and is charged for that", async () => {
    const { invitee, id } = await begin();
    world.simulator.gate.close({ lane: "coach", afterTokens: 5 });
    const asked = await askAside(invitee, id, QUESTION, { headers: JSON_ONLY });
    const { asideId } = asked.body;
    await expect.poll(() => world.running.aside(asideId)?.writer.text.length ?? 0).toBeGreaterThan(0);
    expect((await invitee.post(`/v1/asides/${asideId}/stop`)).status).toBe(202);
    await world.running.settled();
    const { body } = await invitee.get(`/v1/sessions/${id}`);
    expect(body.asides).toMatchObject([{ status: "stopped", answer: { stopReason: "stopped" } }]);
    const row = await world.database.prisma.usageLog.findFirstOrThrow({ where: { sessionId: id } });
    expect(row).toMatchObject({ streamType: "coach", estimated: true });
    expect(row.outputTokens).toBeGreaterThan(0);
  });

  it.each([
    ["unauthorized", "upstream-refused-key"],
    ["refusal", "model-refused"],
    ["cut", "upstream-unavailable"],
  ] as const)("%s: it fails with a problem, its question is kept, and another may be asked", async (kind, code) => {
    const { invitee, id } = await begin();
    world.simulator.fault({ kind, lane: "coach", times: 1 });
    const events = await aside(invitee, id, QUESTION);
    expect(eventOf(events, "problem")).toMatchObject({
      code,
      lane: "coach",
      asideId: eventOf(events, "aside-end").asideId,
    });
    expect(eventOf(events, "aside-end")).toMatchObject({ status: "failed", message: null, problemCode: code });
    const { body } = await invitee.get(`/v1/sessions/${id}`);
    expect(body.asides).toMatchObject([{ status: "failed", question: { content: QUESTION }, answer: null }]);
    expect(eventOf(await aside(invitee, id, QUESTION), "aside-end").status).toBe("completed");
  });

  it("is asked in paused and abandoned sessions without waking them, and not in completed ones", async () => {
    const { invitee, id } = await begin();
    const activity = async () =>
      (await world.database.prisma.conversationSession.findUniqueOrThrow({ where: { id } })).lastActivityAt.getTime();
    const statusOf = async () => (await invitee.get(`/v1/sessions/${id}`)).body.status;
    await world.database.pool.query(
      `UPDATE "ConversationSession" SET "lastActivityAt" = now() - interval '1 minute' WHERE id = $1`,
      [id],
    );
    const long = await activity();
    await aside(invitee, id, QUESTION);
    expect(await activity()).toBeGreaterThan(long);
    await invitee.patch(`/v1/sessions/${id}`, { status: "PAUSED" });
    for (const status of ["PAUSED", "ABANDONED"]) {
      await world.database.pool.query(
        `UPDATE "ConversationSession" SET status = $2::"SessionStatus", "endedAt" = CASE WHEN $2 = 'ABANDONED' THEN "lastActivityAt" END WHERE id = $1`,
        [id, status],
      );
      const before = await activity();
      expect(eventOf(await aside(invitee, id, QUESTION), "aside-end").status).toBe("completed");
      expect([await statusOf(), await activity()]).toEqual([status, before]);
    }
    await invitee.patch(`/v1/sessions/${id}`, { status: "COMPLETED" });
    const refused = await askAside(invitee, id, QUESTION);
    expect([refused.status, refused.body.code]).toEqual([409, "wrong-step"]);
  });

  it("belongs to its invitee: strangers find nothing; an expired invitation asks nothing", async () => {
    const { invitee, id } = await begin();
    const stranger = await world.claim();
    expect((await askAside(stranger, id, QUESTION)).status).toBe(404);
    const asked = eventOf(await aside(invitee, id, QUESTION), "aside-start");
    expect((await stranger.post(`/v1/asides/${asked.aside.id}/stop`)).status).toBe(404);
    expect((await invitee.post(`/v1/sessions/${id}/asides`, { content: QUESTION })).status).toBe(422);
    await world.database.pool.query(`UPDATE "Invitation" SET "expiresAt" = now() WHERE id = $1`, [
      invitee.invitation.id,
    ]);
    expect((await askAside(invitee, id, QUESTION)).body.code).toBe("expired");
  });

  it("told again, from the log and from the database, is the same; its delivery is noted", async () => {
    const { invitee, id } = await begin();
    const key = randomUUID();
    const first = await aside(invitee, id, QUESTION, { key });
    expect(await aside(invitee, id, QUESTION, { key })).toEqual(first);
    await world.log.forget(id);
    const again = await aside(invitee, id, QUESTION, { key });
    expect(eventOf(again, "aside-start").aside).toEqual(eventOf(first, "aside-start").aside);
    expect({ ...eventOf(again, "aside-end").message, deliveredAt: null }).toEqual(eventOf(first, "aside-end").message);
    expect(eventOf(again, "aside-end").message?.deliveredAt).not.toBeNull();
  });

  it("is in the log and in the snapshot that others read", async () => {
    const { invitee, id } = await begin();
    const { body: before } = await invitee.get(`/v1/sessions/${id}`);
    const told = await aside(invitee, id, QUESTION);
    await invitee.exchange(id, "Hello.");
    const read = async (headers: Record<string, string>) => {
      const response = await fetch(`${world.url}/v1/sessions/${id}/events`, {
        headers: { ...invitee.bearer, ...headers },
      });
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      let text = "";
      while (!text.includes("event: exchange-end") && !text.includes("event: snapshot\n"))
        text += (await reader.read()).value;
      await reader.cancel();
      return parseEvents(text);
    };
    const live = await read({ "last-event-id": before.cursor });
    expect(live.slice(0, told.length)).toEqual(told);
    const snapshot = eventOf(await read({}), "snapshot");
    expect(snapshot.asides).toHaveLength(1);
    expect([snapshot.branches, snapshot.openAsides]).toEqual([[], []]);
  });
});

describe("an aside of a server that died", () => {
  it("is closed as failed, and another may be asked", async () => {
    const { reapOrphans } = await import("../../src/quotas/reap-store.ts");
    const { invitee, id } = await begin();
    world.simulator.gate.close({ lane: "coach", afterTokens: 2 });
    const { body } = await askAside(invitee, id, QUESTION, { headers: JSON_ONLY });
    await expect.poll(() => world.simulator.gate.waiting).toBe(1);
    await world.database.pool.query(`UPDATE "Aside" SET owner = 'dead' WHERE id = $1`, [body.asideId]);
    await world.database.pool.query(`UPDATE "Hold" SET owner = 'dead' WHERE "asideId" = $1`, [body.asideId]);
    const reaped = await reapOrphans(world.database.pool, true);
    expect(reaped).toMatchObject([{ kind: "aside", asideId: body.asideId }]);
    world.simulator.gate.open();
    await world.running.settled();
    const { body: view } = await invitee.get(`/v1/sessions/${id}`);
    expect(view.asides).toMatchObject([{ status: "failed", problemCode: "server-stopped", answer: null }]);
    expect(eventsOf(await askAside(invitee, id, QUESTION)).at(-1)).toMatchObject({ status: "completed" });
  });
});
