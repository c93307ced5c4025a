import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { createApiKey } from "../../src/identity/sign-in-staff.ts";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld({ EXCHANGES_PER_MINUTE: "1000000", CLAIMS_PER_MINUTE: "1000000" });
const key = await createApiKey(world, world.staffId, "attack", "ADMIN");
const staff = { authorization: `Bearer ${key}` };
const invitee = await world.claim();
const id = await invitee.start();
const invitationId = invitee.invitation.id;
await invitee.exchange(id, "Hello.");
const NUL = "\u0000";

const BAD: [string, string, string, unknown, Record<string, string>?][] = [
  ["seen: an id beyond int4", "POST", `/v1/sessions/${id}/seen`, { messageIds: [2_147_483_648] }],
  ["seen: the largest safe integer", "POST", `/v1/sessions/${id}/seen`, { messageIds: [Number.MAX_SAFE_INTEGER] }],
  [
    "note: a message id beyond int4",
    "POST",
    `/v1/admin/sessions/${id}/notes`,
    { content: "x", messageId: 2_147_483_648 },
    staff,
  ],
  ["quota label with NUL", "POST", "/v1/admin/invitations", { quota: { tokens: 10, label: NUL } }, staff],
  [
    "quota label with a lone surrogate",
    "POST",
    "/v1/admin/invitations",
    '{"quota":{"tokens":10,"label":"\\ud800"}}',
    staff,
  ],
  [
    "expiresAt in the year 0",
    "PATCH",
    `/v1/admin/invitations/${invitationId}`,
    { expiresAt: "0000-01-01T00:00:00Z" },
    staff,
  ],
  ["sessions of an invitation id with NUL", "GET", "/v1/admin/sessions?invitationId=%00", undefined, staff],
  [
    "list: cursor whose date PostgreSQL cannot read",
    "GET",
    `/v1/admin/invitations?cursor=${Buffer.from('["2026","x"]').toString("base64url")}`,
    undefined,
    staff,
  ],
  [
    "list: cursor whose date is words",
    "GET",
    `/v1/admin/invitations?cursor=${Buffer.from('["1 Jan 99999","x"]').toString("base64url")}`,
    undefined,
    staff,
  ],
  [
    "list: cursor whose id has NUL",
    "GET",
    `/v1/admin/invitations?cursor=${Buffer.from('["2026-01-01T00:00:00Z","\\u0000"]').toString("base64url")}`,
    undefined,
    staff,
  ],
  [
    "list: cursor null",
    "GET",
    `/v1/admin/invitations?cursor=${Buffer.from("null").toString("base64url")}`,
    undefined,
    staff,
  ],
  ["list: q with NUL", "GET", `/v1/admin/invitations?q=%00`, undefined, staff],
  ["list: broken percent", "GET", `/v1/admin/invitations?q=%ff%zz`, undefined, staff],
  ["expiresInDays tiny", "POST", "/v1/admin/invitations", { expiresInDays: 1e-300 }, staff],
  ["maxClaims without SHARED", "POST", "/v1/admin/invitations", { maxClaims: 3 }, staff],
  [
    "telemetry with __proto__",
    "POST",
    "/v1/telemetry",
    '{"events":[{"name":"opened","properties":{"__proto__":{"a":1},"constructor":"x"}}]}',
  ],
  [
    "telemetry with a huge session id",
    "POST",
    "/v1/telemetry",
    { events: [{ name: "opened", sessionId: Number.MAX_SAFE_INTEGER }] },
  ],
  ["telemetry 1e400", "POST", "/v1/telemetry", '{"events":[{"name":"opened","properties":{"n":1e400}}]}'],
  ["telemetry key with NUL", "POST", "/v1/telemetry", { events: [{ name: "opened", properties: { [NUL]: 1 } }] }],
  ["claim: token of objects", "POST", "/v1/invitations/claim", { token: { a: 1 }, consent: {} }],
  [
    "claim: consent with a prototype key",
    "POST",
    "/v1/invitations/claim",
    '{"token":"x","consent":{"__proto__":{"service":"2026-11-24"}}}',
  ],
  [
    "exchange: id beyond int4",
    "POST",
    `/v1/sessions/999999999/exchanges`,
    { content: "x" },
    { "idempotency-key": randomUUID() },
  ],
  [
    "exchange: id beyond digits",
    "POST",
    `/v1/sessions/99999999999999999999/exchanges`,
    { content: "x" },
    { "idempotency-key": randomUUID() },
  ],
  ["exchange: id 0x1", "POST", `/v1/sessions/0x1/exchanges`, { content: "x" }, { "idempotency-key": randomUUID() }],
  [
    "exchange: two keys",
    "POST",
    `/v1/sessions/${id}/exchanges`,
    { content: "x" },
    { "idempotency-key": `${randomUUID()}, ${randomUUID()}` },
  ],
  [
    "exchange: form",
    "POST",
    `/v1/sessions/${id}/exchanges`,
    "content=x",
    { "content-type": "application/x-www-form-urlencoded", "idempotency-key": randomUUID() },
  ],
  [
    "exchange: text",
    "POST",
    `/v1/sessions/${id}/exchanges`,
    '{"content":"x"}',
    { "content-type": "text/plain", "idempotency-key": randomUUID() },
  ],
  [
    "exchange: utf-16 charset",
    "POST",
    `/v1/sessions/${id}/exchanges`,
    '{"content":"x"}',
    { "content-type": "application/json; charset=utf-16", "idempotency-key": randomUUID() },
  ],
  [
    "exchange: weird charset",
    "POST",
    `/v1/sessions/${id}/exchanges`,
    '{"content":"x"}',
    { "content-type": "application/json; charset=x-nope", "idempotency-key": randomUUID() },
  ],
  ["exchange: null", "POST", `/v1/sessions/${id}/exchanges`, "null", { "idempotency-key": randomUUID() }],
  ["exchange: array", "POST", `/v1/sessions/${id}/exchanges`, [], { "idempotency-key": randomUUID() }],
  [
    "exchange: deep",
    "POST",
    `/v1/sessions/${id}/exchanges`,
    `{"content":${"[".repeat(15_000)}${"]".repeat(15_000)}}`,
    { "idempotency-key": randomUUID() },
  ],
  [
    "exchange: 33 kB",
    "POST",
    `/v1/sessions/${id}/exchanges`,
    { content: "x".repeat(33_000) },
    { "idempotency-key": randomUUID() },
  ],
  [
    "exchange: zero-width only",
    "POST",
    `/v1/sessions/${id}/exchanges`,
    { content: "\u200b\u200b" },
    { "idempotency-key": randomUUID() },
  ],
  [
    "exchange: unknown member role",
    "POST",
    `/v1/sessions/${id}/exchanges`,
    { content: "x", role: "system", model: "y" },
    { "idempotency-key": randomUUID() },
  ],
  [
    "exchange: unknown encoding",
    "POST",
    `/v1/sessions/${id}/exchanges`,
    "x",
    { "content-encoding": "zip9", "idempotency-key": randomUUID() },
  ],
  [
    "exchange: gzip that is none",
    "POST",
    `/v1/sessions/${id}/exchanges`,
    '{"content":"x"}',
    { "content-encoding": "gzip", "idempotency-key": randomUUID() },
  ],
  [
    "exchange: deflate that is none",
    "POST",
    `/v1/sessions/${id}/exchanges`,
    '{"content":"x"}',
    { "content-encoding": "deflate", "idempotency-key": randomUUID() },
  ],
  [
    "exchange: br that is none",
    "POST",
    `/v1/sessions/${id}/exchanges`,
    '{"content":"x"}',
    { "content-encoding": "br", "idempotency-key": randomUUID() },
  ],
  ["patch: no body", "PATCH", `/v1/sessions/${id}`, undefined],
  ["patch: ABANDONED", "PATCH", `/v1/sessions/${id}`, { status: "ABANDONED" }],
  ["events: cursor of another shape", "GET", `/v1/sessions/${id}/events`, undefined, { "last-event-id": "1" }],
  ["events: cursor of odd bytes", "GET", `/v1/sessions/${id}/events`, undefined, { "last-event-id": "\u00e9" }],
  ["stop: id with percent NUL", "POST", `/v1/exchanges/%00/stop`, {}],
  ["stop: id with broken percent", "POST", `/v1/exchanges/%ff/stop`, {}],
  ["stop: lane of another kind", "POST", `/v1/exchanges/${randomUUID()}/stop`, { lane: "both" }],
  ["retry: unknown", "POST", `/v1/exchanges/${randomUUID()}/retry`, {}],
  ["refresh: number", "POST", "/v1/auth/refresh", { refreshToken: 5 }],
  ["refresh: NUL", "POST", "/v1/auth/refresh", { refreshToken: NUL }],
  ["sign-in: NUL", "POST", "/v1/admin/sign-in", { token: NUL }],
  ["unknown path", "GET", "/v1/nothing", undefined],
  ["origin-check with a strange origin", "GET", "/v1/origin-check", undefined, { origin: "x; rm -rf /" }],
  ["admin session: int9", "GET", "/v1/admin/sessions/999999999", undefined, staff],
  ["admin sessions: cursor words", "GET", "/v1/admin/sessions?cursor=abc", undefined, staff],
  ["static: dots", "GET", "/v/..%2f..%2fpackage.json", undefined],
  ["static: NUL", "GET", "/v/%00", undefined],
  ["admin asset: NUL", "GET", "/admin/assets/%00", undefined],
  ["widget asset missing", "GET", "/v/nope/nope.js", undefined],
];

describe("bad input is never a 500", () => {
  it.each(BAD)("%s", async (name, method, path, body, headers) => {
    const answer = await world.call(method, path, body, { ...invitee.bearer, ...headers });
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(500);
    expect(answer.status < 400 || answer.headers.get("content-type")?.includes("application/problem+json")).toBe(true);
  });
  it("gzip bomb", async () => {
    const bomb = gzipSync(Buffer.from(`{"content":"${"a".repeat(20_000_000)}"}`));
    const response = await fetch(`${world.url}/v1/sessions/${id}/exchanges`, {
      method: "POST",
      headers: {
        ...invitee.bearer,
        "content-type": "application/json",
        "content-encoding": "gzip",
        "idempotency-key": randomUUID(),
      },
      body: bomb,
    });
    expect(response.status).toBe(413);
  });
  it("nothing broke: the audit's sum", async () => {
    const me = await invitee.get("/v1/me");
    expect(me.status).toBe(200);
  });
});

describe("order of checks and foreign ids", () => {
  it("foreign ids are 404 on every route", async () => {
    const other = await world.claim();
    const running = (await invitee.get(`/v1/sessions/${id}`)).body.exchanges[0].id;
    const out: Record<string, number> = {};
    for (const [m, p, b] of [
      ["GET", `/v1/sessions/${id}`, undefined],
      ["PATCH", `/v1/sessions/${id}`, { status: "PAUSED" }],
      ["POST", `/v1/sessions/${id}/seen`, { messageIds: [1] }],
      ["POST", `/v1/sessions/${id}/exchanges`, { content: "x" }],
      ["GET", `/v1/sessions/${id}/events`, undefined],
      ["POST", `/v1/exchanges/${running}/retry`, {}],
      ["POST", `/v1/exchanges/${running}/stop`, {}],
    ] as const)
      out[`${m} ${p.replace(String(id), ":id").replace(running, ":id")}`] = (
        await world.call(m, p, b, { ...other.bearer, "idempotency-key": randomUUID() })
      ).status;
    expect(new Set(Object.values(out)), JSON.stringify(out)).toEqual(new Set([404]));
  });
  it("no token: 401 before a bad or too large body is looked at", async () => {
    const call = (body: string) =>
      world.call("POST", `/v1/sessions/${id}/exchanges`, body, { "content-type": "application/json" });
    expect([(await call("{")).status, (await call(JSON.stringify({ content: "x".repeat(40_000) }))).status]).toEqual([
      401, 401,
    ]);
  });
  it("the refresh's origin must be one of the invitation's site", async () => {
    await world.database.prisma.site.create({
      data: { key: "other-site", name: "Other", pageUrl: "https://other.example/", origins: ["https://other.example"] },
    });
    await new Promise((r) => setTimeout(r, 2_100));
    const site = await world.database.prisma.site.findFirstOrThrow({ where: { key: "test-site" } });
    const mine = await world.claim({ site: site.key });
    const at = (path: string, body: unknown) =>
      world.call("POST", path, body, { origin: "https://other.example", ...mine.bearer });
    expect(
      (await world.call("GET", "/v1/me", undefined, { origin: "https://other.example", ...mine.bearer })).status,
    ).toBe(403);
    expect((await at("/v1/auth/refresh", { refreshToken: mine.refreshToken })).status).toBe(403);
  });
  it("hostile origins", async () => {
    const out: Record<string, number> = {};
    for (const origin of [
      "null",
      "HTTPS://PRACTICE.EXAMPLE",
      "https://practice.example.",
      "https://practice.example:443",
      "https://practice.example:8443",
      "http://practice.example",
      "https://a.practice.example",
      "https://practice.example.evil.com",
      "https://practice.example/",
      "https://practice.example@evil.com",
      "",
      "file://",
      "https://practice.example, https://evil.com",
    ]) {
      out[`GET ${origin}`] = (await world.call("GET", "/v1/me", undefined, { ...invitee.bearer, origin })).status;
      const pre = await world.call("OPTIONS", "/v1/sessions", undefined, {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization",
      });
      out[`OPTIONS ${origin}`] = pre.headers.get("access-control-allow-origin") ? 999 : pre.status;
    }
    expect(Object.entries(out).filter(([, s]) => s !== 403)).toEqual([]);
  });
});
