import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { createApiKey } from "../../src/identity/sign-in-staff.ts";
import { CONSENT, parseEvents, useTestWorld } from "../test-world.ts";
import { assertSound, tally } from "./audit.ts";

const world = await useTestWorld({
  EXCHANGES_PER_MINUTE: "1000000",
  CLAIMS_PER_MINUTE: "1000000",
  LOG_LEVEL: process.env["ATTACK_LOG"] ?? "silent",
});
const staff = { authorization: `Bearer ${await createApiKey(world, world.staffId, "midway", "ADMIN")}` };
const JSON_ONLY = { accept: "application/json" };
const times = <T>(n: number, f: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => f(i));
const held = async () => {
  while (world.simulator.gate.waiting === 0) await sleep(2);
};
afterEach(async () => {
  world.simulator.gate.open();
  world.simulator.clearFaults();
  await world.running.settled();
  await assertSound(world);
});

describe("staff act in the middle of an exchange", () => {
  it.each(["revoke", "expire"] as const)(
    "%s: what runs finishes, a notice says it, nothing new begins, reading and coming back work",
    async (how) => {
      const made = await world.invite();
      const invitee = await world.claimToken(made.token, "device-one");
      const id = await invitee.start();
      world.simulator.gate.close({ lane: "partner", afterTokens: 3 });
      const key = randomUUID();
      const running = invitee.send(id, "Hello there", key);
      await held();
      const changed =
        how === "revoke"
          ? await world.call("POST", `/v1/admin/invitations/${made.id}/revoke`, {}, staff)
          : await world.call(
              "PATCH",
              `/v1/admin/invitations/${made.id}`,
              { expiresAt: new Date(Date.now() - 1_000).toISOString() },
              staff,
            );
      expect(changed.status).toBe(200);
      world.simulator.gate.open();
      const events = parseEvents((await running).body);
      expect(events.at(-1)).toMatchObject({ type: "exchange-end", status: "completed" });
      await world.running.settled();
      expect((await invitee.send(id, "More")).status).toBe(410);
      expect((await invitee.get(`/v1/sessions/${id}`)).status).toBe(200);
      expect((await world.call("POST", "/v1/auth/refresh", { refreshToken: invitee.refreshToken })).status).toBe(200);
      expect((await world.claimToken(made.token, "device-two")).sessions).toHaveLength(1);
      const told: string[] = [];
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 200);
      for await (const { event } of world.log.read(id, events[0]!.id, stop.signal))
        if (event.type === "problem") told.push(event.code);
      expect(told, "no notice on the open connection").toEqual([how === "revoke" ? "revoked" : "expired"]);
    },
  );
  it("the quota set down and up while forty sends reserve", async () => {
    const made = await world.invite({ quota: { tokens: 400_000, label: "x" } });
    const invitee = await world.claimToken(made.token);
    const ids: number[] = [];
    for (let i = 0; i < 40; i++) ids.push(await invitee.start({ new: true }));
    const patches = times(20, async (i) => {
      await sleep(i * 4);
      return world.call("PATCH", `/v1/admin/invitations/${made.id}`, { quotaTokens: i % 2 ? 400_000 : 40_000 }, staff);
    });
    const sends = ids.map((id, i) =>
      sleep(i * 2).then(() =>
        invitee.post(
          `/v1/sessions/${id}/exchanges`,
          { content: "Hello" },
          { "idempotency-key": randomUUID(), ...JSON_ONLY },
        ),
      ),
    );
    const [p, s] = [await Promise.all(patches), await Promise.all(sends)];
    expect([...p, ...s].filter(({ status }) => status >= 500)).toEqual([]);
    await world.running.settled();
  });
  it("a quota set to what is used: staff see it exhausted, and so does the invitee", async () => {
    const made = await world.invite();
    const invitee = await world.claimToken(made.token);
    const id = await invitee.start();
    await invitee.exchange(id, "Hello there");
    await world.running.settled();
    const { quota } = (await invitee.get("/v1/me")).body.invitation;
    const patched = await world.call("PATCH", `/v1/admin/invitations/${made.id}`, { quotaTokens: quota.used }, staff);
    expect(patched.status).toBe(200);
    expect((await invitee.send(id, "More")).status).toBe(402);
    expect((await world.call("GET", `/v1/admin/invitations/${made.id}`, undefined, staff)).body.state).toBe(
      "exhausted",
    );
  });
  it("SHARED: eighty claims of thirty devices against a revocation: no 5xx, a child a device", async () => {
    for (let round = 0; round < 4; round++) {
      const made = await world.invite({ claimMode: "SHARED", maxClaims: 25 });
      const claim = (i: number) =>
        world.call("POST", "/v1/invitations/claim", {
          token: made.token,
          deviceId: `device-${i % 30}`,
          consent: CONSENT,
        });
      const answers = await Promise.all([
        ...times(80, claim),
        sleep(60).then(() => world.call("POST", `/v1/admin/invitations/${made.id}/revoke`, {}, staff)),
      ]);
      expect(answers.filter(({ status }) => status >= 500).map(({ body }) => body)).toEqual([]);
      const children = await world.database.prisma.invitation.findMany({ where: { parentId: made.id } });
      expect(children.length).toBeLessThanOrEqual(25);
      const parent = await world.database.prisma.invitation.findUniqueOrThrow({ where: { id: made.id } });
      expect(parent.claimCount).toBe(children.length);
      expect(
        children.filter((child) => child.revokedAt === null),
        "children claimed around the revocation stay open",
      ).toEqual([]);
    }
  });
  it("refresh storm: one successor; reuse far later ends the family", async () => {
    const invitee = await world.claim();
    const answers = await Promise.all(
      times(60, () => world.call("POST", "/v1/auth/refresh", { refreshToken: invitee.refreshToken })),
    );
    expect(tally(answers)).toEqual({ 200: 60 });
    expect(new Set(answers.map(({ body }) => body.refreshToken)).size).toBe(1);
  });
  it("stop against the end, a hundred: ended once, as completed or stopped, the ledger agrees", async () => {
    const ends: Record<string, number> = {};
    const many = await world.claim({ quota: { tokens: 900_000_000, label: "x" } });
    for (let round = 0; round < 15; round++) {
      const id = await many.start({ new: true });
      const sent = many.post(
        `/v1/sessions/${id}/exchanges`,
        { content: "Hello there" },
        { "idempotency-key": randomUUID(), ...JSON_ONLY },
      );
      const { exchangeId } = (await sent).body;
      await sleep(round % 30);
      const stops = await Promise.all(
        times(3, (i) => many.post(`/v1/exchanges/${exchangeId}/stop`, i === 1 ? { lane: "coach" } : {})),
      );
      expect(tally(stops)).toEqual({ 202: 3 });
      await world.running.settled();
      const row = await world.database.prisma.exchange.findUniqueOrThrow({ where: { id: exchangeId } });
      ends[row.status] = (ends[row.status] ?? 0) + 1;
    }
    expect(ends["RUNNING"]).toBeUndefined();
  });
  it("revoked: stepping out and ending stay possible, going on does not", async () => {
    const made = await world.invite();
    const invitee = await world.claimToken(made.token);
    const id = await invitee.start();
    await world.call("POST", `/v1/admin/invitations/${made.id}/revoke`, {}, staff);
    const step = async (status: string) => (await invitee.patch(`/v1/sessions/${id}`, { status })).status;
    expect([await step("PAUSED"), await step("ACTIVE"), await step("COMPLETED")]).toEqual([200, 410, 200]);
  });
  it("a re-issued SHARED invitation works again for the devices it had", async () => {
    const made = await world.invite({ claimMode: "SHARED" });
    const one = await world.claimToken(made.token, "device-one");
    const id = await one.start();
    await world.call("POST", `/v1/admin/invitations/${made.id}/revoke`, {}, staff);
    const fresh = (await world.call("POST", `/v1/admin/invitations/${made.id}/reissue`, {}, staff)).body.token;
    const back = await world.claimToken(fresh, "device-one");
    expect((await back.send(id, "Hello again")).status).toBe(200);
  });
  it("an extended SHARED invitation is extended for those who claimed it", async () => {
    const made = await world.invite({ claimMode: "SHARED" });
    const one = await world.claimToken(made.token, "device-one");
    const until = new Date(Date.now() + 90 * 86_400_000).toISOString();
    await world.call("PATCH", `/v1/admin/invitations/${made.id}`, { expiresAt: until }, staff);
    expect((await one.get("/v1/me")).body.invitation.expiresAt).toBe(until);
  });
  it("a short device id is taken; a token that is none is 404 or 422", async () => {
    const made = await world.invite();
    const answer = await world.call("POST", "/v1/invitations/claim", {
      token: made.token,
      deviceId: "d1",
      consent: CONSENT,
    });
    expect(answer.status).toBe(200);
  });
});
