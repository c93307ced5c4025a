import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PROBLEMS, StreamProblemCode } from "../../src/protocol/problems.ts";
import { SITE_ORIGIN, useTestWorld } from "../test-world.ts";

const world = await useTestWorld({ CLAIMS_PER_MINUTE: "40" });

describe("bad input gets a clear problem and changes nothing", () => {
  it.each([
    ["not JSON", "{", 400, "bad-json"],
    ["too large", JSON.stringify({ content: "x".repeat(33_000) }), 413, "too-large"],
    ["no content", {}, 422, "invalid"],
    ["blank", { content: "  \n " }, 422, "invalid"],
    ["NUL", { content: "a\0b" }, 422, "invalid"],
    ["a lone surrogate", '{"content":"\\ud800"}', 422, "invalid"],
    ["too long", { content: "x".repeat(8_001) }, 422, "invalid"],
    ["a field of somebody's own", { content: "x", model: "claude-opus-5-5" }, 422, "invalid"],
  ])("%s", async (_name, body, status, code) => {
    const invitee = await world.claim();
    const id = await invitee.start();
    const answer = await invitee.post(`/v1/sessions/${id}/exchanges`, body, { "idempotency-key": randomUUID() });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(answer.body.requestId).toBe(answer.headers.get("x-request-id"));
    expect((await invitee.get(`/v1/sessions/${id}`)).body.exchanges).toEqual([]);
  });

  it("8,000 units are taken, emoji counted as two", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    expect((await invitee.exchange(id, "🙂".repeat(4_000))).at(-1)).toMatchObject({ status: "completed" });
  });

  it("a missing or malformed key is 422, an unknown or foreign id 404", async () => {
    const [one, other] = [await world.claim(), await world.claim()];
    const id = await one.start();
    expect((await one.post(`/v1/sessions/${id}/exchanges`, { content: "x" })).body).toMatchObject({
      status: 422,
      errors: [{ pointer: "/headers/idempotency-key" }],
    });
    expect((await other.get(`/v1/sessions/${id}`)).status).toBe(404);
    expect((await other.send(id, "x")).status).toBe(404);
    for (const path of [
      "/v1/sessions/0",
      "/v1/sessions/99999999",
      "/v1/sessions/abc",
      "/v1/nothing",
      "/v1/sessions/%00",
      "/v1/sessions/%",
    ])
      expect((await one.get(path)).status).toBe(404);
    expect((await one.post("/v1/exchanges/unknown/stop")).status).toBe(404);
  });
});

describe("origins", () => {
  const preview = async (origin: string | undefined, token: string) =>
    world.call("POST", "/v1/invitations/preview", { token }, origin === undefined ? {} : { origin });
  it("an exact origin of the invitation's site is let in, every other is refused before anything runs", async () => {
    const { token, id } = await world.invite();
    for (const origin of [
      "https://evil.example",
      `${SITE_ORIGIN}.evil.example`,
      SITE_ORIGIN.toUpperCase(),
      `${SITE_ORIGIN}:8443`,
      "null",
      "http://practice.example",
    ]) {
      const refused = await preview(origin, token);
      expect([refused.status, refused.body.code]).toEqual([403, "origin-not-allowed"]);
      expect(refused.headers.get("access-control-allow-origin")).toBeNull();
    }
    expect((await world.database.prisma.invitation.findUniqueOrThrow({ where: { id } })).openedAt).toBeNull();
    const allowed = await preview(SITE_ORIGIN, token);
    expect([allowed.status, allowed.headers.get("access-control-allow-origin")]).toEqual([200, SITE_ORIGIN]);
    expect((await preview(undefined, token)).status).toBe(200);
  });

  it("another site's origin may preflight, but not use an invitation that is not its own", async () => {
    const elsewhere = "https://elsewhere.example";
    await world.database.prisma.site.create({
      data: { key: "elsewhere", name: "Elsewhere", pageUrl: elsewhere, origins: [elsewhere] },
    });
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    const preflight = await world.call("OPTIONS", "/v1/me", undefined, {
      origin: elsewhere,
      "access-control-request-method": "GET",
      "access-control-request-headers": "authorization",
    });
    expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([204, elsewhere]);
    const invitee = await world.claim({ site: "test-site" });
    const me = await world.call("GET", "/v1/me", undefined, { ...invitee.bearer, origin: elsewhere });
    expect([me.status, me.body.code]).toEqual([403, "origin-not-allowed"]);
  });

  it("tells any page whether it is let in, and the command that would do it", async () => {
    const check = await world.call("GET", "/v1/origin-check", undefined, { origin: "https://new.example" });
    const named = async (site: string): Promise<string> =>
      (
        await world.call("GET", `/v1/origin-check?site=${encodeURIComponent(site)}`, undefined, {
          origin: "https://new.example",
        })
      ).body.command;
    // With the site that the page embeds; what is no key runs in no shell.
    expect(await named("test-site")).toBe("npm run sidecoach -- site allow https://new.example --site test-site");
    for (const odd of ["x; rm -rf /", "--help", "$(id)"])
      expect(await named(odd)).toBe("npm run sidecoach -- site allow https://new.example");
    expect(check.headers.get("access-control-allow-origin")).toBe("*");
    expect(check.body).toEqual({
      origin: "https://new.example",
      allowed: false,
      command: "npm run sidecoach -- site allow https://new.example",
    });
    // A host may hold what a shell would run: the command holds it as text.
    const odd = "https://$(echo)'`id`;.example";
    const { command } = (await world.call("GET", "/v1/origin-check", undefined, { origin: odd })).body;
    expect(execFileSync("sh", ["-c", `printf %s ${command.split("site allow ")[1]}`], { encoding: "utf8" })).toBe(odd);
  });
});

describe("limits", () => {
  it("claims of one address are limited by the minute, with Retry-After", async () => {
    const { token } = await world.invite();
    let last = await world.call("POST", "/v1/invitations/claim", { token, consent: { service: "x" } });
    for (let count = 0; count < 60 && last.status !== 429; count++)
      last = await world.call("POST", "/v1/invitations/claim", { token, consent: { service: "x" } });
    expect([last.status, last.body.code]).toEqual([429, "too-many"]);
    expect(Number(last.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("a client that never ends its headers is dropped while others are served", async () => {
    const { port } = new URL(world.url);
    const slow = connect(Number(port), "127.0.0.1");
    slow.write("GET /healthz HTTP/1.1\r\nhost: x\r\n");
    slow.resume();
    const closed = new Promise<void>((resolve) => slow.on("close", () => resolve()));
    expect((await world.call("GET", "/healthz")).status).toBe(200);
    await closed;
  });
});

describe("what is written down", () => {
  it("every problem code is in docs/problems.md", () => {
    const text = readFileSync(join(import.meta.dirname, "../../../docs/problems.md"), "utf8");
    for (const code of [...Object.keys(PROBLEMS), ...StreamProblemCode.options]) expect(text).toContain(`\`${code}\``);
  });

  it("health, readiness, metrics and the API document answer", async () => {
    expect((await world.call("GET", "/healthz")).body).toEqual({ status: "ok" });
    expect((await world.call("GET", "/readyz")).body).toMatchObject({ status: "ready", database: "ok" });
    expect((await world.call("GET", "/metrics")).body).toContain("sidecoach_exchanges_total");
    expect((await world.call("GET", "/openapi.json")).body.openapi).toBe("3.1.0");
  });

  it("a header block that is too large is refused", async () => {
    const { port } = new URL(world.url);
    const status = await new Promise<number | undefined>((resolve) => {
      const sent = request(
        { host: "127.0.0.1", port, path: "/healthz", headers: { "x-large": "x".repeat(20_000) } },
        (response) => resolve(response.statusCode),
      );
      sent.on("error", () => resolve(undefined));
      sent.end();
    });
    expect(status).toBe(431);
  });
});
