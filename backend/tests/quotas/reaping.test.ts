// What is left of a server that died, and how it is closed, by the rows alone. With a running conversation: reaper.test.ts.
import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import { beforeEach, describe, expect, it } from "vitest";
import { renewLease } from "../../src/quotas/lease-store.ts";
import { closeBroken, reapOrphans } from "../../src/quotas/reap-store.ts";
import { reserveAside, reserveLane } from "../../src/quotas/reserve-coach-store.ts";
import { checkpointHolds } from "../../src/quotas/checkpoint-store.ts";
import { beginCall, releaseHold, settleHold } from "../../src/quotas/settle-store.ts";
import { type Made, type Place, twoHolds, useLedgerGround } from "./ledger-ground.ts";

const ground = await useLedgerGround();
const { pool, prisma } = ground;
beforeEach(async () => {
  await pool.query(`UPDATE "ServerLease" SET until = now() - interval '1 hour'`);
  await reapOrphans(pool, true);
});

const leave = async (owner = "dead", at?: Place) => ground.reserve(at ?? (await ground.place()), { owner });
const say = (made: Made, role: "partner" | "coach", attempt = 1) =>
  prisma.message.create({
    data: {
      sessionId: made.sessionId,
      role,
      content: `said by ${role}`,
      exchangeId: made.exchangeId,
      attempt,
      stopReason: "end_turn",
    },
  });
const exchangeOf = (made: Made) => prisma.exchange.findUniqueOrThrow({ where: { id: made.exchangeId } });
const callsOf = (made: Made) =>
  prisma.usageLog.findMany({
    where: { sessionId: made.sessionId },
    include: { modelCall: true },
    orderBy: { streamType: "desc" },
  });
const live = (at: Place) => prisma.hold.count({ where: { invitationId: at.invitationId, state: "LIVE" } });
const older = (seconds: number, at: Place) =>
  pool.query(`UPDATE "Hold" SET "createdAt" = now() - make_interval(secs => $2) WHERE "invitationId" = $1`, [
    at.invitationId,
    seconds,
  ]);
const layAside = async (owner: string, amount = 300, at?: Place) => {
  const place = at ?? (await ground.place());
  const [asideId, holdId] = [randomUUID(), randomUUID()];
  await reserveAside(
    pool,
    {
      ...place,
      asideId,
      branchId: null,
      afterNumber: 0,
      keep: 0,
      idempotencyKey: randomUUID(),
      bodyHash: "",
      content: "?",
      owner,
    },
    { holdId, model: "m", amount, maxOutput: 30 },
  );
  return { ...place, asideId, holdId };
};

describe("an exchange that a dead server left", () => {
  it("before anything was asked: it failed, all is given back, and no call is written down", async () => {
    const made = await leave();
    expect(await reapOrphans(pool, true)).toEqual([
      {
        kind: "exchange",
        exchangeId: made.exchangeId,
        sessionId: made.sessionId,
        invitationId: made.invitationId,
        number: 1,
        attempt: 1,
        status: "FAILED",
        coachMissing: "policy",
        partner: null,
        coach: null,
      },
    ]);
    const exchange = await exchangeOf(made);
    expect(exchange).toMatchObject({
      status: "FAILED",
      partnerRunning: false,
      problemCode: "server-stopped",
      coachMissing: "policy",
    });
    expect(exchange.endedAt).not.toBeNull();
    const holds = await ground.holds(made);
    expect(holds.map(({ state, settledAt }) => [state, settledAt !== null])).toEqual([
      ["SETTLED", true],
      ["SETTLED", true],
    ]);
    expect(await ground.ledger(made)).toEqual({ tokens: 0, reserved: 0 });
    expect(await callsOf(made)).toEqual([]);
    expect((await ground.events(made)).at(-1)).toEqual({
      name: "exchange_ended",
      properties: { exchange: 1, status: "failed", coach: "policy", problem: "server-stopped" },
      mine: true,
    });
    expect(await reapOrphans(pool, true), "once").toEqual([]);
  });
  it("in its calls: what had come is charged, flagged as estimated, with what the call saw", async () => {
    const made = await leave();
    await beginCall(pool, made.partner, { model: "m", messageIds: [5], promptHash: "seen" });
    await checkpointHolds(
      pool,
      new Map([[made.partner, { model: "answers", counts: { input: 1, cacheWrite: 2, cacheRead: 3, output: 4 } }]]),
    );
    await beginCall(pool, made.coach, { model: "c", messageIds: [6], promptHash: "too" });
    await pool.query(`UPDATE "Hold" SET "calledAt" = now() - interval '2 seconds' WHERE id = $1`, [made.partner]);
    await reapOrphans(pool, true);
    // ceil(1 + 2.5 + 0.3) + 4
    expect(await ground.ledger(made)).toEqual({ tokens: 8, reserved: 0 });
    const calls = await callsOf(made);
    expect(calls).toMatchObject([
      {
        userId: made.userId,
        invitationId: made.invitationId,
        model: "answers",
        requestedModel: "asked-partner",
        streamType: "partner",
        inputTokens: 1,
        cacheWriteTokens: 2,
        cacheReadTokens: 3,
        outputTokens: 4,
        chargedTokens: 8,
        overrunTokens: 0,
        estimated: true,
        simulated: true,
        holdId: made.partner,
        modelCall: {
          exchangeId: made.exchangeId,
          asideId: null,
          attempt: 1,
          messageIds: [5],
          promptHash: "seen",
          problemCode: "server-stopped",
        },
      },
      // Asked, and nothing came: written down at none.
      {
        streamType: "coach",
        requestedModel: "asked-coach",
        chargedTokens: 0,
        estimated: false,
        modelCall: { messageIds: [6], promptHash: "too", problemCode: "server-stopped" },
      },
    ]);
    expect(calls[0]!.modelCall!.durationMs).toBeGreaterThanOrEqual(2_000);
  });
  it("counts as real where the models are", async () => {
    const made = await leave();
    await checkpointHolds(
      pool,
      new Map([[made.partner, { model: "m", counts: { input: 0, cacheWrite: 0, cacheRead: 0, output: 1 } }]]),
    );
    await reapOrphans(pool, false);
    expect(await callsOf(made)).toMatchObject([{ simulated: false, chargedTokens: 1, estimated: true }]);
  });
  it("beyond its hold: capped, and told", async () => {
    const made = await leave();
    await checkpointHolds(
      pool,
      new Map([[made.partner, { model: "m", counts: { input: 0, cacheWrite: 0, cacheRead: 0, output: 650 } }]]),
    );
    await checkpointHolds(
      pool,
      new Map([[made.coach, { model: "m", counts: { input: 0, cacheWrite: 0, cacheRead: 0, output: 400 } }]]),
    );
    const reaped = await reapOrphans(pool, true);
    expect(reaped).toMatchObject([
      { kind: "overrun", holdId: made.partner, invitationId: made.invitationId, tokens: 50 },
      { kind: "exchange", exchangeId: made.exchangeId },
    ]);
    expect(await ground.ledger(made)).toEqual({ tokens: 1_000, reserved: 0 });
    expect(await callsOf(made)).toMatchObject([
      { chargedTokens: 600, overrunTokens: 50 },
      { chargedTokens: 400, overrunTokens: 0 },
    ]);
  });
  it.each([
    [["partner"], "COMPLETED", "failed", null],
    [["partner", "coach"], "COMPLETED", null, null],
    [[], "FAILED", "policy", "server-stopped"],
  ] as const)("with %j stored ended as %s", async (roles, status, coachMissing, problemCode) => {
    const made = await leave();
    for (const role of roles) await say(made, role);
    const [reaped] = await reapOrphans(pool, true);
    const message = (role: "partner" | "coach") => ({ role, content: `said by ${role}`, stopReason: "end_turn" });
    expect(reaped).toMatchObject({
      status,
      coachMissing,
      partner: roles.some((role) => role === "partner") ? message("partner") : null,
      coach: roles.some((role) => role === "coach") ? message("coach") : null,
    });
    expect(await exchangeOf(made)).toMatchObject({ status, coachMissing, problemCode, partnerRunning: false });
    expect((await ground.events(made)).at(-1)).toMatchObject({
      name: "exchange_ended",
      properties: { status: status.toLowerCase(), coach: coachMissing, problem: problemCode },
    });
  });
  it("in a later attempt: what an earlier one said is not its own", async () => {
    const made = await leave();
    await say(made, "partner", 1);
    await prisma.exchange.update({ where: { id: made.exchangeId }, data: { attempt: 2 } });
    await beginCall(pool, made.partner, { model: "m", messageIds: [], promptHash: "" });
    expect(await reapOrphans(pool, true)).toMatchObject([{ attempt: 2, status: "FAILED", partner: null }]);
    expect(await callsOf(made)).toMatchObject([{ modelCall: { attempt: 2 } }]);
  });
  it("whose lane was settled before: only what is left is", async () => {
    const made = await leave();
    await settleHold(pool, made.partner, ground.facts(made));
    await say(made, "partner");
    expect(await reapOrphans(pool, true)).toMatchObject([{ status: "COMPLETED", coachMissing: "failed" }]);
    expect(await ground.ledger(made)).toEqual({ tokens: 78, reserved: 0 });
    expect(await callsOf(made)).toHaveLength(1);
  });
  it("that ended in time, with a hold still live: only that is settled", async () => {
    const made = await leave();
    await prisma.exchange.update({
      where: { id: made.exchangeId },
      data: { status: "STOPPED", partnerRunning: false },
    });
    expect(await reapOrphans(pool, true)).toEqual([]);
    expect(await live(made)).toBe(0);
    expect(await exchangeOf(made)).toMatchObject({ status: "STOPPED", problemCode: null });
  });
  it("beside others' of the same and of other invitations: each is closed with its own", async () => {
    const [one, two] = [await leave(), await leave()];
    const aside = await layAside("dead", 200, one);
    await checkpointHolds(
      pool,
      new Map([[one.partner, { model: "m", counts: { input: 0, cacheWrite: 0, cacheRead: 0, output: 10 } }]]),
    );
    await checkpointHolds(
      pool,
      new Map([[one.coach, { model: "m", counts: { input: 0, cacheWrite: 0, cacheRead: 0, output: 5 } }]]),
    );
    await checkpointHolds(
      pool,
      new Map([[two.coach, { model: "m", counts: { input: 0, cacheWrite: 0, cacheRead: 0, output: 7 } }]]),
    );
    const reaped = await reapOrphans(pool, true);
    expect(reaped).toHaveLength(3);
    expect(reaped.flatMap((each) => (each.kind === "exchange" ? [each.exchangeId] : [])).toSorted()).toEqual(
      [one.exchangeId, two.exchangeId].toSorted(),
    );
    expect(reaped.flatMap((each) => (each.kind === "aside" ? [each.asideId] : []))).toEqual([aside.asideId]);
    expect(await ground.ledger(one)).toEqual({ tokens: 15, reserved: 0 });
    expect(await ground.ledger(two)).toEqual({ tokens: 7, reserved: 0 });
  });
});

describe("an aside that a dead server left", () => {
  it("failed, and is charged what had come", async () => {
    const aside = await layAside("dead");
    await checkpointHolds(
      pool,
      new Map([[aside.holdId, { model: "m", counts: { input: 0, cacheWrite: 0, cacheRead: 0, output: 12 } }]]),
    );
    expect(await reapOrphans(pool, true)).toEqual([
      { kind: "aside", asideId: aside.asideId, sessionId: aside.sessionId, invitationId: aside.invitationId },
    ]);
    const closed = await prisma.aside.findUniqueOrThrow({ where: { id: aside.asideId } });
    expect(closed).toMatchObject({ status: "FAILED", problemCode: "server-stopped" });
    expect(closed.endedAt).not.toBeNull();
    expect(await ground.ledger(aside)).toEqual({ tokens: 12, reserved: 0 });
    expect(
      await prisma.usageLog.findMany({ where: { sessionId: aside.sessionId }, include: { modelCall: true } }),
    ).toMatchObject([
      {
        streamType: "coach",
        requestedModel: "asked-coach",
        modelCall: { asideId: aside.asideId, exchangeId: null, attempt: 1 },
      },
    ]);
    expect((await ground.events(aside)).at(-1)).toEqual({
      name: "aside_ended",
      properties: { aside: 1, status: "failed", problem: "server-stopped" },
      mine: true,
    });
    expect(await reapOrphans(pool, true)).toEqual([]);
  });
});

describe("what is left alone", () => {
  const me = (serverId: string, ...driven: string[]) => ({ serverId, driven: () => driven });
  it("is what another server holds a lease for, as long as it lasts", async () => {
    const [made, aside] = [await leave("alive"), await layAside("alive")];
    await renewLease(pool, "alive");
    expect(await reapOrphans(pool, true)).toEqual([]);
    expect([await live(made), await live(aside)]).toEqual([2, 1]);
    await pool.query(`UPDATE "ServerLease" SET until = now() - interval '1 millisecond' WHERE id = 'alive'`);
    expect((await reapOrphans(pool, true)).map(({ kind }) => kind).toSorted()).toEqual(["aside", "exchange"]);
    expect([await live(made), await live(aside)]).toEqual([0, 0]);
  });
  it("is what this server drives, and what it has only just begun; the rest of its own is stray", async () => {
    await renewLease(pool, "me");
    const [driven, young, stray] = [await leave("me"), await leave("me"), await leave("me")];
    const [asideDriven, asideYoung, asideStray] = [await layAside("me"), await layAside("me"), await layAside("me")];
    for (const at of [driven, stray, asideDriven, asideStray]) await older(11, at);
    for (const at of [young, asideYoung]) await older(1, at);
    const reaped = await reapOrphans(pool, true, me("me", driven.exchangeId, asideDriven.asideId));
    expect(
      reaped
        .map((each) => (each.kind === "exchange" ? each.exchangeId : each.kind === "aside" && each.asideId))
        .toSorted(),
    ).toEqual([stray.exchangeId, asideStray.asideId].toSorted());
    expect(await Promise.all([driven, young, stray, asideDriven, asideYoung, asideStray].map(live))).toEqual([
      2, 2, 0, 1, 1, 0,
    ]);
    // Of another server that lives there are no strays.
    expect(await reapOrphans(pool, true, me("other"))).toEqual([]);
    for (const at of [young, asideYoung]) await older(11, at);
    await reapOrphans(pool, true, me("me"));
    expect(await Promise.all([driven, young, asideDriven, asideYoung].map(live))).toEqual([0, 0, 0, 0]);
  });
  it("is an exchange one of whose holds is still another server's, until that is settled", async () => {
    const made = await leave("dead");
    await renewLease(pool, "alive");
    const hold = { holdId: randomUUID(), model: "m", amount: 50, maxOutput: 5 };
    await reserveLane(pool, { ...made, asideId: null, owner: "alive" }, hold);
    expect(await reapOrphans(pool, true)).toEqual([]);
    expect(await exchangeOf(made)).toMatchObject({ status: "RUNNING" });
    expect(await ground.ledger(made)).toEqual({ tokens: 0, reserved: 50 });
    await settleHold(
      pool,
      hold.holdId,
      ground.facts(made, { lane: "coach", counts: { input: 0, cacheWrite: 0, cacheRead: 0, output: 9 } }),
    );
    expect(await reapOrphans(pool, true)).toMatchObject([{ kind: "exchange", exchangeId: made.exchangeId }]);
    expect(await ground.ledger(made)).toEqual({ tokens: 9, reserved: 0 });
  });
  it("is an aside one of whose holds is still another server's", async () => {
    const aside = await layAside("dead");
    await renewLease(pool, "alive");
    const hold = { holdId: randomUUID(), model: "m", amount: 50, maxOutput: 5 };
    await reserveLane(
      pool,
      { invitationId: aside.invitationId, exchangeId: null, asideId: aside.asideId, owner: "alive" },
      hold,
    );
    expect(await reapOrphans(pool, true)).toEqual([]);
    expect(await live(aside)).toBe(1);
  });
  it("is a hold that somebody is just settling; it comes with the next turn", async () => {
    const [busy, free] = [await leave(), await leave()];
    const client = await ground.connect();
    try {
      await client.query("BEGIN");
      await client.query(`SELECT FROM "Hold" WHERE id = $1 FOR UPDATE`, [busy.partner]);
      expect(await reapOrphans(pool, true)).toMatchObject([{ exchangeId: free.exchangeId }]);
      expect(await exchangeOf(busy)).toMatchObject({ status: "RUNNING" });
    } finally {
      await client.query("ROLLBACK");
      await client.end();
    }
    expect(await reapOrphans(pool, true)).toMatchObject([{ exchangeId: busy.exchangeId }]);
  });
});

it("where one kind of thing was left, the statements of the others are not sent", async () => {
  /** What a transaction changed, by the first of its tables. */
  const changed: string[] = [];
  const connect = async () => {
    const client = await pool.connect();
    const query = (text: string, values?: unknown[]) => {
      const table = /\bUPDATE "(\w+)"/.exec(text)?.[1];
      if (table) changed.push(table);
      return client.query(text, values);
    };
    return { query, release: (error?: Error) => client.release(error) };
  };
  const watched = {
    connect,
    query: (text: string, values: unknown[]) => pool.query(text, values),
  } as unknown as Pool;
  const made = await leave();
  await ground.finish(made);
  await prisma.exchange.update({ where: { id: made.exchangeId }, data: { status: "RUNNING" } });
  await reapOrphans(watched, true);
  expect(changed).toEqual(["Exchange"]);
  const { asideId, holdId } = await layAside("dead");
  await releaseHold(pool, holdId);
  await reapOrphans(watched, true);
  expect(changed).toEqual(["Exchange", "Aside"]);
  const other = await layAside("dead");
  await prisma.aside.update({ where: { id: other.asideId }, data: { status: "COMPLETED" } });
  await reapOrphans(watched, true);
  expect(changed).toEqual(["Exchange", "Aside", "Hold"]);
  expect(await prisma.aside.findUniqueOrThrow({ where: { id: asideId } })).toMatchObject({ status: "FAILED" });
});

it("the day's ceilings get back what was held, less what was charged", async () => {
  const at = await ground.place();
  const day = "2026-11-23";
  const scopes = ["site-a", "all"];
  await prisma.spendDay.createMany({ data: scopes.map((scope) => ({ scope, day: new Date(day), tokens: 100n })) });
  const ceilings = scopes.map((scope) => ({ scope, ceiling: 50_000 }));
  const made = await ground.reserve(at, { owner: "dead", holds: twoHolds(), spend: { day, ceilings } });
  await checkpointHolds(
    pool,
    new Map([[made.partner, { model: "m", counts: { input: 0, cacheWrite: 0, cacheRead: 0, output: 650 } }]]),
  );
  await reapOrphans(pool, true);
  expect(await prisma.spendDay.findMany({ where: { day: new Date(day) }, orderBy: { scope: "asc" } })).toMatchObject([
    { scope: "all", tokens: 700n, reserved: 0n },
    { scope: "site-a", tokens: 700n, reserved: 0n },
  ]);
});

describe("what broke in the hands of a living server", () => {
  it("is closed as a dead one's is: charged by the last checkpoint, given back, failed once", async () => {
    await renewLease(pool, "me");
    const made = await leave("me");
    await beginCall(pool, made.partner, { model: "answered", messageIds: [1], promptHash: "p" });
    await checkpointHolds(
      pool,
      new Map([[made.partner, { model: "answered", counts: { input: 30, cacheWrite: 0, cacheRead: 0, output: 5 } }]]),
    );
    const broken = { exchangeId: made.exchangeId, attempt: 1 };
    const [first, second] = await Promise.all([closeBroken(pool, broken, true), closeBroken(pool, broken, true)]);
    expect(first.length + second.length).toBe(1);
    expect(await ground.ledger(made)).toEqual({ tokens: 35, reserved: 0 });
    expect(await exchangeOf(made)).toMatchObject({ status: "FAILED", partnerRunning: false });
    expect((await callsOf(made)).map(({ chargedTokens, estimated }) => [chargedTokens, estimated])).toEqual([
      [35, true],
    ]);
    expect(await live(made)).toBe(0);
    expect(await closeBroken(pool, broken, true)).toEqual([]);
  });
  it("touches nothing of another attempt", async () => {
    const made = await leave("me");
    expect(await closeBroken(pool, { exchangeId: made.exchangeId, attempt: 2 }, true)).toEqual([]);
    expect(await exchangeOf(made)).toMatchObject({ status: "RUNNING" });
    expect(await live(made)).toBe(2);
  });
  it("is closed the same way where it is an aside", async () => {
    await renewLease(pool, "me");
    const laid = await layAside("me", 300);
    expect(await closeBroken(pool, { asideId: laid.asideId }, true)).toHaveLength(1);
    expect(await live(laid)).toBe(0);
    expect(await prisma.aside.findUniqueOrThrow({ where: { id: laid.asideId } })).toMatchObject({ status: "FAILED" });
    expect(await closeBroken(pool, { asideId: laid.asideId }, true)).toEqual([]);
  });
});
