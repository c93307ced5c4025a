// A transaction that PostgreSQL ends for another's sake (SQLSTATE 40P01, deadlock detected) is done again, and its act once: a refresh, a
// sign-out everywhere, a yes to research and its withdrawal, which a merge of the same person may meet. The database itself gives
// way here, at the last thing that each of them writes, the first time it is asked.
import { afterEach, describe, expect, it } from "vitest";
import { erasureFile, readErasures } from "../../src/rights/erasure-file.ts";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld();
const { pool, prisma } = world.database;

/** The next `times` statements of that kind end their transactions. @returns how often it was come to, what was rolled back included */
const giveWay = async (event: string, table: string, times = 1): Promise<() => Promise<number>> => {
  await pool.query(`
    CREATE SEQUENCE come_to;
    CREATE FUNCTION give_way() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      -- A sequence is not rolled back.
      IF nextval('come_to') <= ${times} THEN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01'; END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER gives_way BEFORE ${event} ON "${table}" FOR EACH ROW EXECUTE FUNCTION give_way()`);
  return async () => {
    const { rows } = await pool.query<{ times: string }>(
      `SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS times FROM come_to`,
    );
    return Number(rows[0]?.times);
  };
};
afterEach(() => pool.query(`DROP FUNCTION IF EXISTS give_way() CASCADE; DROP SEQUENCE IF EXISTS come_to`));

describe("where the database gives way to another transaction once, it is asked again, and it happens once:", () => {
  it("a refresh", async () => {
    const { refreshToken } = await world.claim();
    const login = await prisma.loginSession.findFirstOrThrow({ orderBy: { createdAt: "desc" } });
    const comeTo = await giveWay(`UPDATE OF "lastUsedAt"`, "LoginSession");
    const first = await world.call("POST", "/v1/auth/refresh", { refreshToken });
    expect([first.status, await comeTo()]).toEqual([200, 2]);
    const tokens = await prisma.refreshToken.findMany({
      where: { loginSessionId: login.id },
      orderBy: { generation: "asc" },
    });
    expect(tokens.map(({ generation, usedAt }) => [generation, usedAt !== null])).toEqual([
      [0, true],
      [1, false],
    ]);
    // What was rolled back has used nothing up: a repeat has the same successor, and that one is good.
    const again = await world.call("POST", "/v1/auth/refresh", { refreshToken });
    expect(again.body.refreshToken).toBe(first.body.refreshToken);
    const next = await world.call("POST", "/v1/auth/refresh", { refreshToken: first.body.refreshToken });
    expect(next.status).toBe(200);
  });

  it("a sign-out everywhere", async () => {
    const made = await world.invite();
    const [one, other] = [
      await world.claimToken(made.token, "device-one"),
      await world.claimToken(made.token, "device-two"),
    ];
    const before = await prisma.user.findUniqueOrThrow({ where: { id: one.user.id } });
    const comeTo = await giveWay(`UPDATE OF "tokenVersion"`, "User");
    const { status } = await one.post("/v1/auth/logout", { everywhere: true });
    expect([status, await comeTo()]).toEqual([204, 2]);
    const after = await prisma.user.findUniqueOrThrow({ where: { id: one.user.id } });
    expect(after.tokenVersion).toBe(before.tokenVersion + 1);
    for (const { get, refreshToken } of [one, other]) {
      expect((await get("/v1/me")).status).toBe(401);
      expect((await world.call("POST", "/v1/auth/refresh", { refreshToken })).body.code).toBe("session-ended");
    }
  });

  it("a yes to research, and its withdrawal, also beside the database", async () => {
    const invitee = await world.claim();
    const consents = () =>
      prisma.consent.findMany({ where: { userId: invitee.user.id }, orderBy: { createdAt: "asc" } });
    const yes = await giveWay("INSERT", "Consent");
    const given = await invitee.patch("/v1/me/consent", { research: true });
    expect([given.status, given.body.research, await yes()]).toEqual([200, true, 2]);
    expect((await consents()).map(({ research }) => research)).toEqual([false, true]);
    await pool.query(`DROP FUNCTION give_way() CASCADE; DROP SEQUENCE come_to`);

    const lines = async () => (await readErasures(erasureFile(world.config))).length;
    const [audited, told, kept] = [
      await prisma.auditEntry.count({ where: { action: "research.withdraw" } }),
      await prisma.telemetryEvent.count({ where: { name: "research_withdrawn" } }),
      await lines(),
    ];
    const no = await giveWay(`INSERT`, "TelemetryEvent");
    const taken = await invitee.patch("/v1/me/consent", { research: false });
    expect([taken.status, taken.body.research, await no()]).toEqual([200, false, 2]);
    expect((await consents()).map(({ research, withdrawnAt }) => [research, withdrawnAt !== null])).toEqual([
      [false, false],
      [true, true],
    ]);
    expect(await prisma.auditEntry.count({ where: { action: "research.withdraw" } })).toBe(audited + 1);
    expect(await prisma.telemetryEvent.count({ where: { name: "research_withdrawn" } })).toBe(told + 1);
    expect(await lines()).toBe(kept + 1);
  });
});

it("a database that gives way for ever is given up on, with nothing done", async () => {
  const { refreshToken } = await world.claim();
  const login = await prisma.loginSession.findFirstOrThrow({ orderBy: { createdAt: "desc" } });
  const comeTo = await giveWay("INSERT", "RefreshToken", 1_000);
  const { status } = await world.call("POST", "/v1/auth/refresh", { refreshToken });
  expect(status).toBeGreaterThanOrEqual(500);
  expect(await comeTo()).toBe(8);
  const tokens = await prisma.refreshToken.findMany({ where: { loginSessionId: login.id } });
  expect(tokens.map(({ generation, usedAt }) => [generation, usedAt])).toEqual([[0, null]]);
});
