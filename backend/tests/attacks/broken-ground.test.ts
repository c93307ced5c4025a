import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { parseEvents, useTestWorld } from "../test-world.ts";

const world = await useTestWorld({ EXCHANGES_PER_MINUTE: "1000000", CLAIMS_PER_MINUTE: "1000000" });
const JSON_ONLY = { accept: "application/json" };
const away = () => Object.assign(new Error("Connection terminated unexpectedly"), { code: "ECONNRESET" });
const { pool } = world.database;
const real = pool.query.bind(pool);
type Query = (first: unknown, ...more: unknown[]) => Promise<unknown>;
/** The database fails where `when` says so: before the statement runs, after it (its answer is lost), or by giving way to another. */
const breakPool = (when: (text: string) => "before" | "after" | "deadlock" | null): void => {
  (pool as unknown as { query: Query }).query = async (first, ...more) => {
    const text = typeof first === "string" ? first : (first as { text: string }).text;
    const how = when(text);
    if (how === "before") throw away();
    if (how === "deadlock") throw Object.assign(new Error("deadlock detected"), { code: "40P01" });
    const result = await (real as unknown as Query)(first, ...more);
    if (how === "after") throw away();
    return result;
  };
};
afterEach(() => {
  (pool as unknown as { query: unknown }).query = real;
  world.simulator.gate.open();
  world.simulator.clearFaults();
});
const charged = async (sessionId: number) =>
  (await world.database.prisma.usageLog.findMany({ where: { sessionId } })).reduce((s, r) => s + r.chargedTokens, 0);

describe("the ground moves", () => {
  it("the answer of the reserving statement is lost: the same key, sent again, is answered; the session is not stuck", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    const key = randomUUID();
    let lost = 0;
    breakPool((text) =>
      text.includes('"idempotencyKey", "bodyHash"') && text.includes("INSERT") && lost++ === 0 ? "after" : null,
    );
    const first = await invitee.send(id, "Hello there", key);
    expect(first.status).toBe(503);
    const again = await Promise.race([invitee.send(id, "Hello there", key), sleep(25_000, null)]);
    expect(again, "no answer within 25 s").not.toBeNull();
    const end = parseEvents(again!.body).at(-1);
    expect(end).toMatchObject({ type: "exchange-end", status: "failed", retryable: true });
    expect((await invitee.send(id, "Again")).status).toBe(200);
  }, 40_000);
  it("a checkpoint that cannot be written does not end the reply", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    let failed = 0;
    breakPool((text) => (text.includes('UPDATE "Hold" h SET "inputTokens"') && failed++ === 0 ? "before" : null));
    world.simulator.fault({ kind: "slow", delayMs: 600 });
    const events = await invitee.exchange(id, "Hello there");
    expect(failed).toBeGreaterThan(0);
    expect(events.at(-1)).toMatchObject({ type: "exchange-end", status: "completed" });
  });
  it.each([
    ["the reservation", '"idempotencyKey", "bodyHash"'],
    ["the partner's end", "turn AS (UPDATE"],
    ["the coach's end", "'coach', $25"],
    ["the exchange's end", "WITH ended AS"],
  ])("%s gives way to another transaction and is done again", async (_what, part) => {
    const invitee = await world.claim();
    const id = await invitee.start();
    let failed = 0;
    breakPool((text) => (text.includes(part) && failed++ === 0 ? "deadlock" : null));
    const events = await invitee.exchange(id, "Hello there");
    expect(failed).toBe(2);
    expect(events.at(-1)).toMatchObject({ type: "exchange-end", status: "completed" });
    const { usage } = await world.database.prisma.invitation.findUniqueOrThrow({
      where: { id: invitee.invitation.id },
    });
    expect(usage).toEqual({ tokens: await charged(id), reserved: 0 });
  });
  it("whatever breaks of ours, what upstream billed is charged", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    let failed = 0;
    breakPool((text) => (text.includes('UPDATE "Hold" h SET "inputTokens"') && failed++ === 0 ? "before" : null));
    world.simulator.fault({ kind: "slow", delayMs: 600 });
    await invitee.exchange(id, "Hello there");
    expect(failed).toBeGreaterThan(0);
    const calls = world.simulator.journal
      .filter((entry) => entry.path.endsWith("/messages") && entry.usage !== null)
      .slice(-1);
    expect(calls.length).toBeGreaterThan(0);
    expect(await charged(id)).toBeGreaterThan(0);
  });
  it("a quota that cannot be read at the start does not end the exchange", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    let seen = 0;
    // the second and later readings of the ledger are the notices
    breakPool((text) => (text.includes('AS "lastCalls"') && ++seen === 2 ? "before" : null));
    const events = await invitee.exchange(id, "Hello there");
    expect(events.at(-1)).toMatchObject({ type: "exchange-end", status: "completed" });
  });
  it("a free try that cannot be recorded does not end the lane", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    world.simulator.fault({ kind: "server-error", lane: "partner" });
    let failed = 0;
    breakPool((text) => (text.startsWith("WITH used AS (") && failed++ === 0 ? "before" : null));
    const events = await invitee.exchange(id, "Hello there");
    expect(failed).toBeGreaterThan(0);
    expect(events.at(-1)).toMatchObject({ type: "exchange-end", status: "completed" });
  });
  it("a stop of the coach: nothing of its lane comes after coach-end", async () => {
    const late: string[] = [];
    for (let round = 0; round < 12; round++) {
      const invitee = await world.claim();
      const id = await invitee.start();
      world.simulator.gate.close({ lane: "coach", afterTokens: 6 + round });
      const sent = invitee.exchange(id, "I hear that this has been hard for you, and I am sorry.");
      while (world.simulator.gate.waiting === 0) await sleep(2);
      const exchangeId = world.running.openOf(id)[0]!.exchangeId;
      await invitee.post(`/v1/exchanges/${exchangeId}/stop`, { lane: "coach" });
      world.simulator.gate.open();
      await sent;
      await sleep(60);
      const stop = new AbortController();
      const track = await world.log.startOf(id, exchangeId);
      const types: string[] = [];
      setTimeout(() => stop.abort(), 30);
      for await (const { event } of world.log.read(id, track!, stop.signal)) types.push(event.type);
      const at = types.indexOf("coach-end");
      if (types.slice(at + 1).includes("coach-delta")) late.push(types.slice(at - 1).join(" "));
    }
    expect(late).toEqual([]);
  });
  it("a retry in the moment between the end's commit and its telling keeps its place: it can be stopped, and is in openExchanges", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    world.simulator.fault({ kind: "unauthorized", lane: "partner" });
    // the fourth reading of the ledger is the last notice before exchange-end: slow, so that the moment is wide
    let readings = 0;
    (pool as unknown as { query: Query }).query = async (first, ...more) => {
      const text = typeof first === "string" ? first : (first as { text: string }).text;
      if (text.startsWith("SELECT quota, usage") && ++readings === 4) await sleep(800);
      return (real as unknown as Query)(first, ...more);
    };
    const sent = invitee.exchange(id, "Which day?");
    let exchange = null;
    do {
      await sleep(5);
      exchange = await world.database.prisma.exchange.findFirst({ where: { sessionId: id } });
    } while (exchange?.status !== "FAILED");
    world.simulator.gate.close({ lane: "partner" });
    const retried = await invitee.post(`/v1/exchanges/${exchange.id}/retry`, {}, JSON_ONLY);
    expect(retried.body).toMatchObject({ attempt: 2 });
    await sent;
    await sleep(900);
    const open = world.running.openOf(id).map(({ attempt }) => attempt);
    world.simulator.gate.open();
    expect(open).toEqual([2]);
  });
  it("told again from the database: ids strictly increase, and resuming after any event misses nothing", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    const key = randomUUID();
    await invitee.exchange(id, "Hello there", key);
    // what a restart does: the log is empty
    const forgetful = await import("../../src/conversations/session-log.ts");
    const fresh = forgetful.createMemoryLog();
    Object.assign(world.log, fresh);
    const events = parseEvents((await invitee.send(id, "Hello there", key)).body);
    expect(events.length).toBeGreaterThan(4);
    const ids = events.map((event) => event.id).filter((text) => text !== "");
    expect(new Set(ids).size, ids.join(" ")).toBe(ids.length);
  });
  it("two PATCHes to COMPLETED at once make one comment at the end", async () => {
    const {
      id: _id,
      createdAt: _at,
      updatedAt: _on,
      slug: _slug,
      versions,
      ...draft
    } = await world.database.prisma.scenario.findUniqueOrThrow({
      where: { slug: "the-heating-is-off" },
      include: { versions: true },
    });
    const {
      id: _version,
      scenarioId: _scenario,
      publishedAt: _published,
      publishedById: _by,
      ...version
    } = versions[0]!;
    await world.database.prisma.scenario.create({
      data: {
        ...draft,
        slug: "end-only",
        coachPolicy: { when: "end" },
        versions: { create: { ...version, coachPolicy: { when: "end" } as never } },
      } as never,
    });
    for (let round = 0; round < 6; round++) {
      const invitee = await world.claim({ scenarioSlug: "end-only" });
      const id = await invitee.start();
      await invitee.exchange(id, "I hear that this is hard for you.");
      await Promise.all(Array.from({ length: 6 }, () => invitee.patch(`/v1/sessions/${id}`, { status: "COMPLETED" })));
      await world.running.settled();
      await sleep(50);
      await world.running.settled();
      expect(await world.database.prisma.message.count({ where: { sessionId: id, role: "coach" } })).toBe(1);
    }
  });
  it("the audit", async () => {
    await world.running.settled();
    // an exchange of this server that nobody drives is as orphaned as one of a dead server
    const rows = await world.database.pool.query(`SELECT id FROM "Exchange" WHERE status = 'RUNNING'`);
    expect(rows.rows.filter((row) => !world.running.get(row.id))).toEqual([]);
  });
});
