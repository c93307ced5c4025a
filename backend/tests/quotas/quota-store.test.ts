// The ledger as it is read and topped up, and what is told of its level: each once for an invitation and the quota it has.
import { describe, expect, it } from "vitest";
import type { Database } from "../../src/database/create-database.ts";
import type { QuotaLevel } from "../../src/protocol/quota.ts";
import { createQuotaStore } from "../../src/quotas/quota-store.ts";
import { type Place, useLedgerGround } from "./ledger-ground.ts";

const ground = await useLedgerGround();
const { pool, prisma } = ground;
const open = () => createQuotaStore({ pool } as Database);
const store = open();
const invitationOf = (at: Place) => prisma.invitation.findUniqueOrThrow({ where: { id: at.invitationId } });

describe("the ledger", () => {
  it("is what the row says", async () => {
    const at = await ground.place({ tokens: 5_000, usage: { tokens: 40 } });
    await ground.reserve(at);
    expect(await store.ledger(at.invitationId)).toEqual({ marked: false, tokens: 5_000, used: 40, reserved: 1_000 });
    expect(store.pool).toBe(pool);
    expect(await store.spend.levels(null)).toEqual([]);
  });
  it("of an invitation that is gone is an error that names it", async () => {
    await expect(store.ledger("gone")).rejects.toThrow("invitation gone vanished");
  });
  it("is topped up to an absolute quota that covers what is used and held, and is exhausted no more", async () => {
    const at = await ground.place({ tokens: 5_000, usage: { tokens: 40 } });
    await ground.reserve(at);
    await prisma.invitation.update({ where: { id: at.invitationId }, data: { exhaustedAt: new Date() } });
    expect(await store.topUp(at.invitationId, 1_039)).toBe(false);
    expect(await invitationOf(at)).toMatchObject({
      quota: { tokens: 5_000, label: "Test" },
      exhaustedAt: expect.any(Date),
    });
    expect(await store.topUp(at.invitationId, 1_040)).toBe(true);
    expect(await invitationOf(at)).toMatchObject({ quota: { tokens: 1_040, label: "Test" }, exhaustedAt: null });
    expect(await store.topUp("gone", 1)).toBe(false);
  });
});

describe("what is told of a level", () => {
  const note = (
    at: Place,
    level: QuotaLevel,
    more: { tokens?: number; reserved?: number; marked?: boolean } = {},
    by = store,
  ) => by.noteLevel(at.invitationId, at, { tokens: 10_000, reserved: 0, level, ...more });
  const event = (name: string, at: Place, tokens = 10_000) => ({
    name,
    properties: { invitation: at.invitationId, tokens },
    mine: true,
  });
  it.each([
    ["warning", "quota_warned"],
    ["last", "quota_last_announced"],
  ] as const)("%s is recorded once for a quota, whoever sees it, and again after a top-up", async (level, name) => {
    const at = await ground.place();
    await note(at, level, { reserved: 5 });
    expect(await ground.events(at)).toEqual([]);
    await note(at, level);
    await note(at, level, {}, open());
    expect(await ground.events(at)).toEqual([event(name, at)]);
    await note(at, level, { tokens: 20_000 });
    expect(await ground.events(at)).toEqual([event(name, at), event(name, at, 20_000)]);
    expect((await invitationOf(at)).exhaustedAt).toBeNull();
  });
  it("exhausted is marked and recorded once, and only when nothing is held", async () => {
    const at = await ground.place();
    await note(at, "exhausted", { reserved: 1 });
    expect((await invitationOf(at)).exhaustedAt).toBeNull();
    await note(at, "exhausted");
    const { exhaustedAt } = await invitationOf(at);
    expect(exhaustedAt).not.toBeNull();
    await note(at, "exhausted", {}, open());
    expect((await invitationOf(at)).exhaustedAt).toEqual(exhaustedAt);
    expect(await ground.events(at)).toEqual([event("quota_exhausted", at)]);
    await note(at, "ok", { reserved: 1 });
    expect((await invitationOf(at)).exhaustedAt).toEqual(exhaustedAt);
    // Where the row was just read without a mark, there is none to take away.
    await note(at, "ok", { marked: false });
    expect((await invitationOf(at)).exhaustedAt).toEqual(exhaustedAt);
    await note(at, "ok", { marked: true });
    expect((await invitationOf(at)).exhaustedAt).toBeNull();
    expect(await ground.events(at)).toHaveLength(1);
  });
  it("another's mark stays", async () => {
    const [at, other] = [await ground.place(), await ground.place()];
    await note(other, "exhausted");
    await note(at, "ok");
    expect((await invitationOf(other)).exhaustedAt).not.toBeNull();
    expect((await invitationOf(at)).exhaustedAt).toBeNull();
  });
});

describe("what a process remembers of that", () => {
  /** A database that only counts what it is asked for. */
  const countQueries = () => {
    const asked = new Map<string, number>();
    const query = async (_: string, [id]: string[]) => {
      asked.set(id!, (asked.get(id!) ?? 0) + 1);
      return { rows: [], rowCount: 0 };
    };
    const store = createQuotaStore({ pool: { query } } as unknown as Database);
    const warn = (invitation: string) =>
      store.noteLevel(
        invitation,
        { sessionId: 1, userId: null },
        { tokens: 1, reserved: 0, marked: false, level: "warning" },
      );
    return { asked: (invitation: string) => asked.get(`quota_warned:${invitation}:1`), warn };
  };
  it("asks once for each", async () => {
    const { asked, warn } = countQueries();
    for (const name of ["a", "b", "a", "b"]) await warn(name);
    expect([asked("a"), asked("b")]).toEqual([1, 1]);
  });
  it("does not grow for ever: above ten thousand it begins anew", async () => {
    const { asked, warn } = countQueries();
    for (let number = 0; number <= 10_000; number++) await warn(`${number}`);
    await warn("0");
    expect(asked("0")).toBe(1);
    await warn("one more");
    await warn("0");
    expect([asked("0"), asked("one more")]).toEqual([2, 1]);
    await warn("one more");
    expect(asked("one more")).toBe(1);
  });
});
