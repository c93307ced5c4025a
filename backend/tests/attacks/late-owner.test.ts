// A server that was cut off from the database comes back when the reaper has closed its exchange and the invitee has
// begun the next attempt elsewhere: what it still writes is of its own attempt, and touches no other.
import { describe, expect, it } from "vitest";
import { createExchangeStore } from "../../src/conversations/exchange-store.ts";
import { closeBroken, reapOrphans } from "../../src/quotas/reap-store.ts";
import { reserveRetry } from "../../src/quotas/reserve-store.ts";
import { twoHolds, useLedgerGround } from "../quotas/ledger-ground.ts";

const ground = await useLedgerGround();
const { pool, prisma } = ground;
const store = createExchangeStore({ pool, prisma, close: async () => undefined });

/** Attempt 1 of a server whose lease is over, closed; attempt 2 runs on another. */
const takenOver = async () => {
  const late = await ground.reserve(await ground.place(), { owner: "late" });
  await prisma.serverLease.upsert({
    where: { id: "other" },
    create: { id: "other", until: new Date(Date.now() + 60_000) },
    update: {},
  });
  await reapOrphans(pool, true);
  const holds = twoHolds();
  const { exchangeId, invitationId } = late;
  const again = await reserveRetry(
    pool,
    { exchangeId, invitationId, keep: 0, key: null, bodyHash: "", owner: "other" },
    holds,
  );
  expect(again?.attempt).toBe(2);
  const exchange = () => prisma.exchange.findUniqueOrThrow({ where: { id: exchangeId } });
  return { late, holds, exchange, exchangeId };
};

describe("an owner that comes back late", () => {
  it("ends its partner's lane: the partner of the next attempt goes on, and its reply is kept", async () => {
    const { late, holds, exchange, exchangeId } = await takenOver();
    const reply = { content: "Too late.", stopReason: "end_turn" };
    expect(await store.endPartner(exchangeId, late.partner, ground.facts(late), reply)).toMatchObject({
      message: null,
    });
    expect(await exchange()).toMatchObject({ status: "RUNNING", attempt: 2, partnerRunning: true });

    const said = { content: "In time.", stopReason: "end_turn" };
    const facts = ground.facts(late, { attempt: 2 });
    expect(await store.endPartner(exchangeId, holds.partner.holdId, facts, said)).toMatchObject({
      message: { attempt: 2, content: "In time." },
    });
  });

  it("closes its exchange: the next attempt stays open", async () => {
    const { late, exchange, exchangeId } = await takenOver();
    const end = { status: "FAILED", coachMissing: "policy", problemCode: "server-stopped" } as const;
    expect(await store.endExchange(exchangeId, { ...end, attempt: 1, userId: late.userId })).toBeNull();
    expect(await exchange()).toMatchObject({ status: "RUNNING", attempt: 2, problemCode: null });
  });

  it("gives up: the holds and the state of the next attempt stay", async () => {
    const { exchange, exchangeId } = await takenOver();
    expect(await closeBroken(pool, { exchangeId, attempt: 1 }, true)).toEqual([]);
    expect(await exchange()).toMatchObject({ status: "RUNNING", attempt: 2 });
    expect(await prisma.hold.count({ where: { exchangeId, state: "LIVE" } })).toBe(2);
  });
});
