// What the ledger's statements stand on, laid without a server: invitations, sessions and what they reserve.
//
//   const ground = await useLedgerGround();
//   const place = await ground.place({ tokens: 10_000 });
//   await ground.reserve(place);
//   expect(await ground.ledger(place)).toEqual({ tokens: 0, reserved: 1_000 });
import { randomUUID } from "node:crypto";
import pg from "pg";
import {
  type Line,
  type NewExchange,
  reserveExchange,
  type Reserved,
  type ReservedHolds,
} from "../../src/quotas/reserve-store.ts";
import { type CallFacts, releaseHold } from "../../src/quotas/settle-store.ts";
import type { DaySpend } from "../../src/quotas/spend-store.ts";
import { useTestDatabase } from "../test-database.ts";

export type Place = { invitationId: string; sessionId: number; userId: string };
export type Made = Place & { exchangeId: string; partner: string; coach: string; reserved: Reserved | null };
type Wish = {
  tokens?: number;
  usage?: object;
  siteId?: string;
  status?: "ACTIVE" | "PAUSED" | "ABANDONED" | "COMPLETED";
};

export const MAIN: Line = { branchId: null, count: 0 };
/** 600 for the partner, 400 for the coach. */
export const twoHolds = (partner = 600, coach = 400): ReservedHolds & { coach: object } => ({
  partner: { holdId: randomUUID(), model: "partner-model", amount: partner, maxOutput: 60 },
  coach: { holdId: randomUUID(), model: "coach-model", amount: coach, maxOutput: 40 },
});

/** One connection: statements that differ must not share a name on it. */
export const useLedgerGround = async () => {
  const { pool, prisma, url } = await useTestDatabase({ poolSize: 1 });
  const user = await prisma.user.create({ data: { role: "GUEST" } });
  const words = { name: "n", description: "d", partnerPersona: "p", partnerSystemPrompt: "", coachSystemPrompt: "" };
  const models = { partnerModel: "asked-partner", coachModel: "asked-coach" };
  const scenario = await prisma.scenario.create({ data: { ...words, ...models, slug: "s" } });
  const version = await prisma.scenarioVersion.create({
    data: { ...words, ...models, scenarioId: scenario.id, number: 1, goal: "", coachPolicy: { when: "each" } },
  });

  const place = async ({ tokens = 10_000, usage = {}, siteId, status = "ACTIVE" }: Wish = {}): Promise<Place> => {
    const invitation = await prisma.invitation.create({
      data: {
        token: randomUUID(),
        quota: { tokens, label: "Test" },
        usage,
        expiresAt: new Date("2999-01-01"),
        createdById: user.id,
        linkedUserId: user.id,
        ...(siteId === undefined ? {} : { siteId }),
      },
    });
    const session = await prisma.conversationSession.create({
      data: {
        userId: user.id,
        invitationId: invitation.id,
        scenarioId: scenario.id,
        scenarioVersionId: version.id,
        status,
        activeSince: status === "ACTIVE" ? new Date() : null,
        lastActivityAt: new Date("2026-01-01"),
        endedAt: status === "ABANDONED" || status === "COMPLETED" ? new Date("2026-01-01") : null,
      },
    });
    return { invitationId: invitation.id, sessionId: session.id, userId: user.id };
  };
  const exchange = (at: Place, more: Partial<NewExchange> = {}): NewExchange => ({
    ...at,
    exchangeId: randomUUID(),
    line: MAIN,
    idempotencyKey: randomUUID(),
    bodyHash: "hash",
    content: "Good evening.",
    owner: "me",
    ...more,
  });
  const reserve = async (
    at: Place,
    more: Partial<NewExchange> & { holds?: ReservedHolds; spend?: DaySpend } = {},
  ): Promise<Made> => {
    const { holds = twoHolds(), spend, ...wish } = more;
    const wanted = exchange(at, wish);
    const reserved = await reserveExchange(pool, wanted, holds, spend);
    return {
      ...at,
      exchangeId: wanted.exchangeId,
      partner: holds.partner.holdId,
      coach: holds.coach?.holdId ?? "",
      reserved,
    };
  };
  const facts = (at: Place & { exchangeId: string }, more: Partial<CallFacts> = {}): CallFacts => ({
    userId: at.userId,
    invitationId: at.invitationId,
    sessionId: at.sessionId,
    exchangeId: at.exchangeId,
    attempt: 1,
    lane: "partner",
    requestedModel: "asked",
    model: "answered",
    counts: { input: 10, cacheWrite: 20, cacheRead: 30, output: 40 },
    estimated: false,
    simulated: true,
    messageIds: [7, 8],
    promptHash: "prompt",
    stopReason: "end_turn",
    requestId: "request",
    problemCode: null,
    firstTokenMs: 5,
    durationMs: 6,
    ...more,
  });
  /** As if it had been run: its holds are given back, and it ended so. */
  const finish = async (made: Made, status: "COMPLETED" | "FAILED" | "STOPPED" = "COMPLETED"): Promise<void> => {
    for (const holdId of [made.partner, made.coach]) await releaseHold(pool, holdId);
    await prisma.exchange.update({
      where: { id: made.exchangeId },
      data: { status, partnerRunning: false, endedAt: new Date(), problemCode: "refused", coachMissing: "policy" },
    });
  };
  return {
    pool,
    prisma,
    user,
    finish,
    place,
    exchange,
    reserve,
    facts,
    ledger: async ({ invitationId }: Pick<Place, "invitationId">) =>
      (await prisma.invitation.findUniqueOrThrow({ where: { id: invitationId } })).usage,
    session: ({ sessionId }: Place) => prisma.conversationSession.findUniqueOrThrow({ where: { id: sessionId } }),
    /** Names of what was told of a session, in order, with what they say. */
    events: async ({ sessionId }: Place) =>
      (
        await prisma.telemetryEvent.findMany({ where: { sessionId }, orderBy: [{ createdAt: "asc" }, { name: "asc" }] })
      ).map(({ name, properties, userId }) => ({ name, properties, mine: userId === user.id })),
    holds: (of: { exchangeId: string } | { asideId: string }) =>
      prisma.hold.findMany({
        where: "exchangeId" in of ? { exchangeId: of.exchangeId } : { asideId: of.asideId },
        orderBy: { lane: "desc" },
      }),
    /** Another connection, to be ended: somebody else at the same rows. */
    connect: async (): Promise<pg.Client> => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      return client;
    },
    /** Names of the statements that this connection keeps. */
    statements: async (like: string) =>
      (
        await pool.query<{ name: string }>(`SELECT name FROM pg_prepared_statements WHERE name LIKE $1 ORDER BY name`, [
          like,
        ])
      ).rows.map(({ name }) => name),
    makeSite: async (dailyTokens: number | null) => {
      const key = `site-${randomUUID()}`;
      return prisma.site.create({ data: { key, name: key, pageUrl: "https://a.example/", origins: [], dailyTokens } });
    },
  };
};
