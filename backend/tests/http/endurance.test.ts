import { randomUUID } from "node:crypto";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { describe, expect, inject, it } from "vitest";
import { CONSENT, useTestWorld } from "../test-world.ts";

const world = await useTestWorld();
const JSON_ONLY = { accept: "application/json" };
const { hostname, port } = new URL(world.url);

describe("what a server withstands", () => {
  it("400 connections that never finish their headers are dropped within 10 s, while others are served", async () => {
    const sockets: Socket[] = [];
    const open = new Set<Socket>();
    for (let n = 0; n < 400; n++) {
      const socket = connect(Number(port), hostname, () =>
        socket.write(`GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: `),
      );
      const drip = setInterval(() => socket.writable && socket.write("a"), 500);
      open.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        clearInterval(drip);
        open.delete(socket);
      });
      sockets.push(socket);
    }
    const began = Date.now();
    let served = 0;
    while (open.size > 0 && Date.now() - began < 10_000) {
      expect((await world.call("GET", "/healthz")).status).toBe(200);
      served += 1;
      await sleep(50);
    }
    const left = open.size;
    for (const socket of sockets) socket.destroy();
    expect(left).toBe(0);
    expect(served).toBeGreaterThan(0);
  });

  it("100 invitees behind one address claim and talk within the default limits", async () => {
    const tokens = await Promise.all(Array.from({ length: 100 }, async () => (await world.invite()).token));
    const answers = await Promise.all(
      tokens.map(async (token) => {
        const preview = await world.call("POST", "/v1/invitations/preview", { token });
        const claimed = await world.call("POST", "/v1/invitations/claim", { token, consent: CONSENT });
        const bearer = { authorization: `Bearer ${claimed.body.accessToken}` };
        const session = await world.call("POST", "/v1/sessions", {}, bearer);
        const sent = await world.call(
          "POST",
          `/v1/sessions/${session.body.id}/exchanges`,
          { content: "Hello." },
          { ...bearer, ...JSON_ONLY, "idempotency-key": randomUUID() },
        );
        const refreshed = await world.call("POST", "/v1/auth/refresh", { refreshToken: claimed.body.refreshToken });
        return [preview, claimed, session, sent, refreshed].map(({ status }) => status).join(" ");
      }),
    );
    expect(new Set(answers)).toEqual(new Set(["200 200 201 202 200"]));
    await world.running.settled();
  }, 60_000);

  it("one address that goes on claiming is refused, with the time to wait", async () => {
    const tries = await Promise.all(
      Array.from({ length: 320 }, () => world.call("POST", "/v1/invitations/preview", { token: "nobody" })),
    );
    const refused = tries.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]!.body.code).toBe("too-many");
    expect(Number(refused[0]!.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("HEAD on a session's events answers at once, as GET would", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    const head = await fetch(`${world.url}/v1/sessions/${id}/events`, { method: "HEAD", headers: invitee.bearer });
    expect([head.status, head.headers.get("content-type")]).toEqual([200, "text/event-stream; charset=utf-8"]);
    expect(await head.text()).toBe("");
    expect((await fetch(`${world.url}/v1/sessions/${id}/events`, { method: "HEAD" })).status).toBe(401);
    const missing = await fetch(`${world.url}/v1/sessions/999999/events`, { method: "HEAD", headers: invitee.bearer });
    expect(missing.status).toBe(404);
  });

  it("with every connection of the pool taken requests are refused, not left waiting, and served again after", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    const taken = await Promise.all(Array.from({ length: 20 }, () => world.database.pool.connect()));
    const answers = await Promise.all([
      invitee.get(`/v1/sessions/${id}`),
      invitee.send(id, "Hello."),
      world.call("GET", "/readyz"),
    ]);
    const health = await world.call("GET", "/healthz");
    for (const client of taken) client.release();
    const [view, sent, ready] = answers;
    expect([view.status, view.body.code]).toEqual([503, "database-away"]);
    expect([sent.status, sent.body.code]).toEqual([503, "database-away"]);
    expect(Number(view.headers.get("retry-after"))).toBeGreaterThan(0);
    expect([ready.status, ready.body.database, health.status]).toEqual([503, "away", 200]);
    expect((await invitee.get(`/v1/sessions/${id}`)).status).toBe(200);
  });

  it("the database is gone for 10 s midway: the exchange is finished, stored and metered", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    world.simulator.gate.close({ lane: "partner", afterTokens: 5 });
    const sent = await invitee.post(
      `/v1/sessions/${id}/exchanges`,
      { content: "I can see that it was hard." },
      { ...JSON_ONLY, "idempotency-key": randomUUID() },
    );
    while (world.simulator.gate.waiting === 0) await sleep(5);
    // Where a connection is made from now on nobody listens; those that stand are cut.
    const { options } = world.database.pool;
    const url = options.connectionString!;
    options.connectionString = url.replace(/:\d+\//, ":1/");
    const admin = new pg.Client({ connectionString: inject("postgresUrl") });
    await admin.connect();
    const name = new URL(url).pathname.slice(1);
    await admin.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [name]);
    await admin.end();
    world.simulator.gate.open();
    expect((await world.call("GET", "/readyz")).status).toBe(503);
    const refused = await invitee.get(`/v1/sessions/${id}`);
    expect([refused.status, refused.body.code]).toEqual([503, "database-away"]);
    await sleep(10_000);
    options.connectionString = url;
    await world.running.settled();
    const { body: session } = await invitee.get(`/v1/sessions/${id}`);
    expect(session.exchanges[0]).toMatchObject({ id: sent.body.exchangeId, status: "completed" });
    expect(session.messages.map(({ role }: { role: string }) => role)).toContain("partner");
    const calls = await world.database.prisma.usageLog.findMany({ where: { sessionId: id } });
    const charged = calls.reduce((sum, { chargedTokens }) => sum + chargedTokens, 0);
    const { usage } = await world.database.prisma.invitation.findUniqueOrThrow({
      where: { id: invitee.invitation.id },
    });
    expect(charged).toBeGreaterThan(0);
    expect(usage).toEqual({ tokens: charged, reserved: 0 });
  }, 60_000);
});
