// What a reservation writes, all of it or nothing: exchanges on the main line and on branches, second attempts, asides, and one
// more call of the coach. How many win a race is in race.test.ts.
import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type NewAside, reserveAside, reserveLane } from "../../src/quotas/reserve-coach-store.ts";
import { holdFor, holdsFor, type NewAttempt, reserveRetry, wasOvertaken } from "../../src/quotas/reserve-store.ts";
import { type Made, type Place, twoHolds, useLedgerGround } from "./ledger-ground.ts";

const ground = await useLedgerGround();
const { pool, prisma } = ground;
const LONG_AGO = new Date("2026-01-01");

/** Nothing was written: not even the session was touched. */
const expectUntouched = async (at: Place, usage: object = {}) => {
  expect(await ground.ledger(at)).toEqual(usage);
  expect(await ground.session(at)).toMatchObject({
    exchangeCount: 0,
    totalMessages: 0,
    asideCount: 0,
    lastActivityAt: LONG_AGO,
  });
  expect(await prisma.message.count({ where: { sessionId: at.sessionId } })).toBe(0);
  expect(await prisma.exchange.count({ where: { sessionId: at.sessionId } })).toBe(0);
  expect(await prisma.aside.count({ where: { sessionId: at.sessionId } })).toBe(0);
  expect(await ground.events(at)).toEqual([]);
};
const close = {
  revoked: (at: Place) => prisma.invitation.update({ where: { id: at.invitationId }, data: { revokedAt: new Date() } }),
  expired: (at: Place) => prisma.invitation.update({ where: { id: at.invitationId }, data: { expiresAt: LONG_AGO } }),
  completed: (at: Place) =>
    prisma.conversationSession.update({
      where: { id: at.sessionId },
      data: { status: "COMPLETED", endedAt: LONG_AGO },
    }),
};
const closed = Object.entries(close);

describe("the holds of a reservation", () => {
  const models = { partner: { asked: "p", bound: "p-4" }, coach: { asked: "c", bound: "c-4" } };
  it("each has its own id, the model that is asked for, and the one whose tokens were counted", () => {
    const reservation = { partner: { amount: 6, maxOutput: 3 }, coach: { amount: 4, maxOutput: 2 } };
    const { partner, coach } = holdsFor(reservation, models);
    expect(partner).toEqual({ holdId: expect.any(String), model: "p", boundFor: "p-4", amount: 6, maxOutput: 3 });
    expect(coach).toEqual({ holdId: expect.any(String), model: "c", boundFor: "c-4", amount: 4, maxOutput: 2 });
    expect(partner.holdId).not.toBe(coach?.holdId);
    expect(holdFor(reservation.partner, models.partner).holdId).not.toBe(partner.holdId);
  });
  it("without a coach there is one", () => {
    expect(holdsFor({ partner: { amount: 6, maxOutput: 3 }, coach: null }, models).coach).toBeNull();
  });
});

it.each([
  [{ code: "23505" }, true],
  [{ code: "23514", constraint: "reserved_equals_holds" }, true],
  [{ code: "23514", constraint: "invitation_within_quota" }, false],
  [{ code: "23503", constraint: "reserved_equals_holds" }, false],
  [new Error("23505"), false],
  [null, false],
  [undefined, false],
])("%j says that somebody else was faster: %s", (error, overtaken) => {
  expect(wasOvertaken(error)).toBe(overtaken);
});

describe("an exchange", () => {
  it("is stored with its message, both holds and what is told of it", async () => {
    const at = await ground.place({ usage: { tokens: 100 } });
    const made = await ground.reserve(at, { idempotencyKey: "11111111-1111-4111-8111-111111111111" });
    const message = await prisma.message.findFirstOrThrow({ where: { sessionId: at.sessionId } });
    expect(message).toMatchObject({ role: "user", content: "Good evening.", exchangeId: made.exchangeId, attempt: 1 });
    expect(made.reserved).toMatchObject({
      number: 1,
      userMessageId: message.id,
      timestamp: message.timestamp,
      previousStatus: "ACTIVE",
      ledger: { tokens: 10_000, used: 100, reserved: 1_000 },
    });
    expect(await ground.ledger(at)).toEqual({ tokens: 100, reserved: 1_000 });
    expect(await prisma.exchange.findUniqueOrThrow({ where: { id: made.exchangeId } })).toMatchObject({
      sessionId: at.sessionId,
      invitationId: at.invitationId,
      branchId: null,
      number: 1,
      attempt: 1,
      idempotencyKey: "11111111-1111-4111-8111-111111111111",
      bodyHash: "hash",
      userMessageId: message.id,
      status: "RUNNING",
      partnerRunning: true,
      owner: "me",
    });
    const common = {
      invitationId: at.invitationId,
      asideId: null,
      state: "LIVE",
      owner: "me",
      spendScopes: [],
      spendDay: null,
    };
    expect(await ground.holds(made)).toMatchObject([
      { ...common, id: made.partner, lane: "partner", model: "partner-model", amount: 600, maxOutputTokens: 60 },
      { ...common, id: made.coach, lane: "coach", model: "coach-model", amount: 400, maxOutputTokens: 40 },
    ]);
    const session = await ground.session(at);
    expect(session).toMatchObject({ exchangeCount: 1, totalMessages: 1, status: "ACTIVE", endedAt: null });
    expect(session.lastActivityAt.getTime()).toBeGreaterThan(LONG_AGO.getTime());
    expect(await ground.events(at)).toEqual([{ name: "message_sent", properties: { exchange: 1 }, mine: true }]);
  });
  it("without a comment holds the partner's share alone", async () => {
    const at = await ground.place();
    const made = await ground.reserve(at, { holds: { ...twoHolds(), coach: null } });
    expect(await ground.ledger(at)).toEqual({ tokens: 0, reserved: 600 });
    expect(await ground.holds(made)).toMatchObject([{ lane: "partner", amount: 600 }]);
  });
  it.each([{}, { tokens: 250 }])(
    "fits to the last token beside a usage of %j, and not into one less",
    async (usage) => {
      const used = usage.tokens ?? 0;
      const [enough, short] = [
        await ground.place({ tokens: used + 1_000, usage }),
        await ground.place({ tokens: used + 999, usage }),
      ];
      expect((await ground.reserve(enough)).reserved).not.toBeNull();
      expect((await ground.reserve(short)).reserved).toBeNull();
      await expectUntouched(short, usage);
    },
  );
  it("counts what is held already", async () => {
    const at = await ground.place({ tokens: 1_999 });
    const made = await ground.reserve(at);
    await prisma.exchange.update({ where: { id: made.exchangeId }, data: { partnerRunning: false } });
    expect((await ground.reserve(at, { line: { branchId: null, count: 1 } })).reserved).toBeNull();
    await prisma.invitation.update({
      where: { id: at.invitationId },
      data: { quota: { tokens: 2_000, label: "Test" } },
    });
    expect((await ground.reserve(at, { line: { branchId: null, count: 1 } })).reserved).toMatchObject({
      number: 2,
      ledger: { tokens: 2_000, used: 0, reserved: 2_000 },
    });
  });
  it.each(closed)("is not begun where it is %s", async (_, shut) => {
    const at = await ground.place();
    await shut(at);
    expect((await ground.reserve(at)).reserved).toBeNull();
    await expectUntouched(at);
  });
  it("is not begun in another invitation's session", async () => {
    const [mine, other] = [await ground.place(), await ground.place()];
    expect((await ground.reserve({ ...mine, sessionId: other.sessionId })).reserved).toBeNull();
    await expectUntouched(mine);
    await expectUntouched(other);
  });
  it.each(["PAUSED", "ABANDONED"] as const)("takes a session up again that was %s", async (status) => {
    const at = await ground.place({ status });
    expect((await ground.reserve(at)).reserved).toMatchObject({ previousStatus: status });
    const session = await ground.session(at);
    expect(session).toMatchObject({ status: "ACTIVE", endedAt: null });
    expect(session.activeSince).not.toBeNull();
    expect(await ground.events(at)).toEqual([
      { name: "conversation_resumed", properties: {}, mine: true },
      { name: "message_sent", properties: { exchange: 1 }, mine: true },
    ]);
  });
  it.each([1, -1])("whose line stands elsewhere than was read (by %i) leaves nothing behind", async (by) => {
    const at = await ground.place();
    const late = ground.reserve(at, { line: { branchId: null, count: by } });
    await expect(late).rejects.toSatisfy(wasOvertaken);
    await expectUntouched(at);
  });
  it("a second one beside a running partner leaves nothing behind", async () => {
    const at = await ground.place();
    await ground.reserve(at);
    await expect(ground.reserve(at, { line: { branchId: null, count: 1 } })).rejects.toSatisfy(wasOvertaken);
    expect(await ground.ledger(at)).toEqual({ tokens: 0, reserved: 1_000 });
  });
});

describe("a branch", () => {
  const grow = async () => {
    const at = await ground.place();
    await ground.finish(await ground.reserve(at));
    const branchId = randomUUID();
    const first = await ground.reserve(at, {
      line: { branchId, count: 1, made: { parentId: null } },
      idempotencyKey: "22222222-2222-4222-8222-222222222222",
    });
    return { at, branchId, first };
  };
  const branchOf = (id: string) => prisma.branch.findUniqueOrThrow({ where: { id } });
  it("is made with its first exchange, which goes on where it leaves; the main line stays where it is", async () => {
    const { at, branchId, first } = await grow();
    expect(first.reserved).toMatchObject({ number: 2 });
    expect(await branchOf(branchId)).toMatchObject({
      sessionId: at.sessionId,
      parentId: null,
      fromNumber: 2,
      exchangeCount: 2,
    });
    expect(await prisma.exchange.findUniqueOrThrow({ where: { id: first.exchangeId } })).toMatchObject({
      branchId,
      number: 2,
    });
    expect(await ground.session(at)).toMatchObject({ exchangeCount: 1, totalMessages: 2 });
    expect(await prisma.requestKey.findMany({ where: { sessionId: at.sessionId, kind: "branch" } })).toMatchObject([
      {
        key: "22222222-2222-4222-8222-222222222222",
        kind: "branch",
        bodyHash: "hash",
        exchangeId: first.exchangeId,
        attempt: 1,
        branchId,
      },
    ]);
    expect(await ground.events(at)).toEqual([
      { name: "message_sent", properties: { exchange: 1 }, mine: true },
      { name: "branch_made", properties: { from: 2 }, mine: true },
      { name: "message_sent", properties: { exchange: 2 }, mine: true },
    ]);
  });
  it("goes on by itself, and off another branch", async () => {
    const { at, branchId, first } = await grow();
    await ground.finish(first);
    const second = await ground.reserve(at, { line: { branchId, count: 2 } });
    expect(second.reserved).toMatchObject({ number: 3 });
    expect(await branchOf(branchId)).toMatchObject({ fromNumber: 2, exchangeCount: 3 });
    expect(await ground.session(at)).toMatchObject({ exchangeCount: 1 });
    expect(await prisma.requestKey.count({ where: { sessionId: at.sessionId, kind: "branch" } })).toBe(1);
    await ground.finish(second);
    const twig = randomUUID();
    const third = await ground.reserve(at, { line: { branchId: twig, count: 2, made: { parentId: branchId } } });
    expect(third.reserved).toMatchObject({ number: 3 });
    expect(await branchOf(twig)).toMatchObject({ parentId: branchId, fromNumber: 3 });
  });
  it("that stands elsewhere than was read, or is another session's, takes nothing", async () => {
    const { at, branchId, first } = await grow();
    await ground.finish(first);
    await expect(ground.reserve(at, { line: { branchId, count: 1 } })).rejects.toSatisfy(wasOvertaken);
    const other = await ground.place();
    await expect(ground.reserve(other, { line: { branchId, count: 2 } })).rejects.toSatisfy(wasOvertaken);
    expect(await branchOf(branchId)).toMatchObject({ exchangeCount: 2 });
    await expectUntouched(other);
  });
  it("each kind of line has a prepared statement of its own", async () => {
    const { at, branchId, first } = await grow();
    await ground.finish(first);
    await ground.reserve(at, { line: { branchId, count: 2 } });
    expect(await ground.statements("reserve-exchange-%")).toEqual([
      "reserve-exchange-branch",
      "reserve-exchange-made",
      "reserve-exchange-main",
    ]);
  });
});

describe("another attempt", () => {
  const retry = (made: Made, more: Partial<NewAttempt> & { holds?: ReturnType<typeof twoHolds> } = {}) => {
    const { holds = twoHolds(700, 300), ...wish } = more;
    const { exchangeId, invitationId } = made;
    return reserveRetry(
      pool,
      { exchangeId, invitationId, keep: 0, key: null, bodyHash: "again", owner: "you", ...wish },
      holds,
    );
  };
  const failed = async (wish: Parameters<typeof ground.place>[0] = {}, status: "FAILED" | "STOPPED" = "FAILED") => {
    const at = await ground.place(wish);
    const made = await ground.reserve(at, { holds: twoHolds(60, 40) });
    await ground.finish(made, status);
    return made;
  };
  const say = (made: Made, role: string, attempt = 1) =>
    prisma.message.create({
      data: { sessionId: made.sessionId, role, content: "x", exchangeId: made.exchangeId, attempt },
    });

  it.each(["FAILED", "STOPPED"] as const)("of one that was %s: the next number, and all anew", async (status) => {
    const made = await failed({}, status);
    await prisma.conversationSession.update({
      where: { id: made.sessionId },
      data: { totalMessages: 3, lastActivityAt: LONG_AGO },
    });
    await say(made, "partner");
    await say(made, "coach");
    expect(await retry(made, { key: "33333333-3333-4333-8333-333333333333" })).toMatchObject({
      attempt: 2,
      previousStatus: "ACTIVE",
      ledger: { tokens: 10_000, used: 0, reserved: 1_000 },
    });
    expect(await prisma.exchange.findUniqueOrThrow({ where: { id: made.exchangeId } })).toMatchObject({
      attempt: 2,
      number: 1,
      status: "RUNNING",
      partnerRunning: true,
      owner: "you",
      coachMissing: null,
      problemCode: null,
      endedAt: null,
    });
    const session = await ground.session(made);
    // What the first attempt said does not count any more.
    expect(session).toMatchObject({ totalMessages: 1, exchangeCount: 1, status: "ACTIVE" });
    expect(session.lastActivityAt.getTime()).toBeGreaterThan(LONG_AGO.getTime());
    expect(
      await prisma.hold.findMany({ where: { exchangeId: made.exchangeId, state: "LIVE" }, orderBy: { lane: "desc" } }),
    ).toMatchObject([
      { lane: "partner", amount: 700, owner: "you" },
      { lane: "coach", amount: 300, owner: "you" },
    ]);
    expect(await prisma.requestKey.findMany({ where: { sessionId: made.sessionId, kind: "retry" } })).toMatchObject([
      {
        key: "33333333-3333-4333-8333-333333333333",
        kind: "retry",
        bodyHash: "again",
        exchangeId: made.exchangeId,
        attempt: 2,
        branchId: null,
      },
    ]);
    expect((await ground.events(made)).at(-1)).toEqual({
      name: "exchange_retried",
      properties: { exchange: 1, attempt: 2 },
      mine: true,
    });
    await say(made, "partner", 2);
    await ground.finish({ ...made, partner: "", coach: "" }, "FAILED");
    expect(await retry(made)).toMatchObject({ attempt: 3, ledger: { reserved: 2_000 } });
    expect(await ground.session(made)).toMatchObject({ totalMessages: 0 });
    expect(await prisma.requestKey.count({ where: { sessionId: made.sessionId, kind: "retry" } })).toBe(1);
  });
  it("takes the session up again", async () => {
    const made = await failed({ status: "PAUSED" });
    await prisma.conversationSession.update({
      where: { id: made.sessionId },
      data: { status: "ABANDONED", activeSince: null, endedAt: LONG_AGO },
    });
    expect(await retry(made)).toMatchObject({ previousStatus: "ABANDONED" });
    const session = await ground.session(made);
    expect(session).toMatchObject({ status: "ACTIVE", endedAt: null });
    expect(session.activeSince).not.toBeNull();
    expect((await ground.events(made)).slice(-2).map(({ name }) => name)).toEqual([
      "conversation_resumed",
      "exchange_retried",
    ]);
  });
  it.each([
    [1_000, 0, true],
    [999, 0, false],
    [1_500, 500, true],
    [1_500, 501, false],
  ])("fits into %i tokens beside %i that stay free: %s", async (tokens, keep, fits) => {
    const made = await failed({ tokens });
    expect((await retry(made, { keep })) !== null).toBe(fits);
    expect(await ground.ledger(made)).toEqual({ tokens: 0, reserved: fits ? 1_000 : 0 });
  });
  it.each(closed)("is not begun where it is %s", async (_, shut) => {
    const made = await failed();
    await shut(made);
    expect(await retry(made)).toBeNull();
    expect(await ground.ledger(made)).toEqual({ tokens: 0, reserved: 0 });
  });
  it("is not begun of one that runs or is complete, of another's, nor of any but the last", async () => {
    const at = await ground.place();
    const first = await ground.reserve(at);
    expect(await retry(first)).toBeNull();
    await ground.finish(first);
    expect(await retry(first)).toBeNull();
    await prisma.exchange.update({ where: { id: first.exchangeId }, data: { status: "FAILED" } });
    const other = await ground.place();
    expect(await retry({ ...first, invitationId: other.invitationId })).toBeNull();
    await ground.finish(await ground.reserve(at, { line: { branchId: null, count: 1 } }));
    expect(await retry(first)).toBeNull();
    expect(await ground.ledger(at)).toEqual({ tokens: 0, reserved: 0 });
  });
  it("on a branch goes by the branch's own last", async () => {
    const at = await ground.place();
    await ground.finish(await ground.reserve(at));
    const branchId = randomUUID();
    const first = await ground.reserve(at, { line: { branchId, count: 1, made: { parentId: null } } });
    await ground.finish(first, "FAILED");
    expect(await retry(first)).toMatchObject({ attempt: 2 });
    expect(await prisma.hold.count({ where: { exchangeId: first.exchangeId, state: "LIVE" } })).toBe(2);
    await prisma.exchange.update({
      where: { id: first.exchangeId },
      data: { partnerRunning: false, status: "STOPPED" },
    });
    await ground.finish(await ground.reserve(at, { line: { branchId, count: 2 } }));
    expect(await retry(first)).toBeNull();
  });
});

describe("an aside", () => {
  const hold = (amount = 300) => ({ holdId: randomUUID(), model: "coach-model", amount, maxOutput: 30 });
  const ask = (at: Place, more: Partial<NewAside> & { amount?: number } = {}) => {
    const { amount, ...wish } = more;
    const aside: NewAside = {
      ...at,
      asideId: randomUUID(),
      branchId: null,
      afterNumber: 4,
      keep: 0,
      idempotencyKey: randomUUID(),
      bodyHash: "hash",
      content: "Was that rude?",
      owner: "me",
      ...wish,
    };
    return { aside, asked: reserveAside(pool, aside, hold(amount)) };
  };
  it("is stored with its question, its hold and what is told of it", async () => {
    const at = await ground.place();
    const { aside, asked } = ask(at, { idempotencyKey: "44444444-4444-4444-8444-444444444444" });
    const question = (await asked)!;
    expect(question.number).toBe(1);
    expect(await prisma.message.findUniqueOrThrow({ where: { id: question.questionId } })).toMatchObject({
      sessionId: at.sessionId,
      role: "user",
      content: "Was that rude?",
      asideId: aside.asideId,
      exchangeId: null,
      timestamp: question.timestamp,
    });
    expect(await prisma.aside.findUniqueOrThrow({ where: { id: aside.asideId } })).toMatchObject({
      sessionId: at.sessionId,
      invitationId: at.invitationId,
      number: 1,
      branchId: null,
      afterNumber: 4,
      idempotencyKey: "44444444-4444-4444-8444-444444444444",
      bodyHash: "hash",
      status: "RUNNING",
      owner: "me",
    });
    expect(await ground.holds(aside)).toMatchObject([
      {
        lane: "coach",
        amount: 300,
        maxOutputTokens: 30,
        exchangeId: null,
        owner: "me",
        state: "LIVE",
        model: "coach-model",
      },
    ]);
    expect(await ground.ledger(at)).toEqual({ tokens: 0, reserved: 300 });
    const session = await ground.session(at);
    // It is no turn of the conversation.
    expect(session).toMatchObject({ asideCount: 1, totalMessages: 0, exchangeCount: 0 });
    expect(session.lastActivityAt.getTime()).toBeGreaterThan(LONG_AGO.getTime());
    expect(await ground.events(at)).toEqual([{ name: "aside_asked", properties: { aside: 1 }, mine: true }]);
    expect(await ask(at).asked, "one runs already").toBeNull();
    await prisma.aside.update({ where: { id: aside.asideId }, data: { status: "COMPLETED" } });
    expect(await ask(at).asked).toMatchObject({ number: 2 });
  });
  it("asked on a branch says on which", async () => {
    const at = await ground.place();
    const branch = await prisma.branch.create({ data: { sessionId: at.sessionId, fromNumber: 1, exchangeCount: 0 } });
    const { aside, asked } = ask(at, { branchId: branch.id });
    await asked;
    expect(await prisma.aside.findUniqueOrThrow({ where: { id: aside.asideId } })).toMatchObject({
      branchId: branch.id,
    });
  });
  it("wakes no session that sleeps", async () => {
    const at = await ground.place({ status: "PAUSED" });
    expect(await ask(at).asked).not.toBeNull();
    expect(await ground.session(at)).toMatchObject({ status: "PAUSED", lastActivityAt: LONG_AGO, asideCount: 1 });
  });
  it.each([
    [300, 0, true],
    [299, 0, false],
    [800, 500, true],
    [800, 501, false],
  ])("fits into %i tokens beside %i that stay free: %s", async (tokens, keep, fits) => {
    const at = await ground.place({ tokens });
    expect((await ask(at, { keep }).asked) !== null).toBe(fits);
    if (!fits) await expectUntouched(at);
  });
  it.each(closed)("is not asked where it is %s", async (_, shut) => {
    const at = await ground.place();
    await shut(at);
    expect(await ask(at).asked).toBeNull();
    await expectUntouched(at);
  });
  it("is not asked in another invitation's session", async () => {
    const [mine, other] = [await ground.place(), await ground.place()];
    expect(await ask({ ...mine, sessionId: other.sessionId }).asked).toBeNull();
    await expectUntouched(mine);
  });

  describe("and one more call of the coach", () => {
    const lane = (at: Place, of: { exchangeId?: string; asideId?: string }, amount?: number) =>
      reserveLane(
        pool,
        { invitationId: at.invitationId, exchangeId: of.exchangeId ?? null, asideId: of.asideId ?? null, owner: "you" },
        hold(amount),
      );
    it("is held for what it is of", async () => {
      const at = await ground.place();
      const { aside, asked } = ask(at);
      await asked;
      expect(await lane(at, { asideId: aside.asideId })).toBe(true);
      const live = { lane: "coach", amount: 300, maxOutputTokens: 30, model: "coach-model", state: "LIVE" };
      expect(await prisma.hold.findMany({ where: { asideId: aside.asideId, owner: "you" } })).toMatchObject([
        { ...live, exchangeId: null, invitationId: at.invitationId },
      ]);
      const made = await ground.reserve(at);
      expect(await lane(at, made)).toBe(true);
      expect(await prisma.hold.findMany({ where: { exchangeId: made.exchangeId, owner: "you" } })).toMatchObject([
        { ...live, asideId: null },
      ]);
      expect(await ground.ledger(at)).toEqual({ tokens: 0, reserved: 1_900 });
    });
    it("fits to the last token, also where the invitation is over; not into one less", async () => {
      const at = await ground.place({ tokens: 1_300 });
      const made = await ground.reserve(at);
      await close.expired(at);
      expect(await lane(at, made, 301)).toBe(false);
      expect(await ground.ledger(at)).toEqual({ tokens: 0, reserved: 1_000 });
      expect(await lane(at, made, 300)).toBe(true);
      expect(await ground.ledger(at)).toEqual({ tokens: 0, reserved: 1_300 });
    });
  });
});
