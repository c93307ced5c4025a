// wire.md, in words: 401, 403, 404, then what is wrong with the request, 410, replay, 409, 402.
import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { CONSENT, useTestWorld } from "../test-world.ts";

const world = await useTestWorld();
const EVIL = { origin: "https://evil.example" };
const told = ({ status, body }: { status: number; body: { code?: string } }) => `${status} ${body?.code ?? ""}`;

const guest = await world.claim();
const sessionId = await guest.start();
await guest.exchange(sessionId, "Hello.");
const other = await world.claim();
const exchangeId = (await world.database.prisma.exchange.findFirstOrThrow({ where: { sessionId } })).id;
const BAD_KEY = { "idempotency-key": "no key" };
const ASKED: [string, string, object, Record<string, string>][] = [
  ["a message", `/v1/sessions/${sessionId}/exchanges`, { content: "" }, BAD_KEY],
  ["an aside", `/v1/sessions/${sessionId}/asides`, { content: "" }, BAD_KEY],
  ["a retry", `/v1/exchanges/${exchangeId}/retry`, {}, BAD_KEY],
  ["a branch", `/v1/exchanges/${exchangeId}/branches`, { content: "" }, BAD_KEY],
  ["a branch without words", `/v1/exchanges/${exchangeId}/branches`, {}, BAD_KEY],
  ["a stop", `/v1/exchanges/${exchangeId}/stop`, { lane: "both" }, {}],
];

describe.each(ASKED)("%s that is wrong in every way", (_name, path, body, headers) => {
  const ask = (more: Record<string, string>) => world.call("POST", path, body, { ...headers, ...more });
  it("says who asks first, then from where, then of what, then how", async () => {
    expect(told(await ask({ ...EVIL }))).toBe("401 no-token");
    expect(told(await ask({ ...EVIL, authorization: "Bearer nonsense" }))).toBe("401 bad-token");
    expect(told(await ask({ ...EVIL, ...other.bearer }))).toBe("403 origin-not-allowed");
    expect(told(await ask(other.bearer))).toBe("404 not-found");
    expect(told(await ask(guest.bearer))).toBe("422 invalid");
  });
});

describe("a page of no site", () => {
  it("is refused by every route that asks for no token, and learns nothing of a route that is not there", async () => {
    const { token } = await world.invite();
    for (const [method, path, body] of [
      ["POST", "/v1/invitations/preview", { token }],
      ["POST", "/v1/invitations/claim", { token, consent: CONSENT }],
      ["POST", "/v1/auth/refresh", { refreshToken: guest.refreshToken }],
      ["GET", "/v1/sign-in-providers", undefined],
      ["GET", "/v1/admin/sign-in/google", undefined],
      ["GET", "/v1/nothing", undefined],
      ["OPTIONS", "/v1/me", undefined],
    ] as const) {
      const answer = await world.call(method, path, body, EVIL);
      expect([path, answer.status]).toEqual([path, 403]);
      expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    }
    expect((await world.database.prisma.invitation.findFirstOrThrow({ orderBy: { createdAt: "desc" } })).openedAt).toBe(
      null,
    );
    expect((await guest.get("/v1/me")).status).toBe(200);
  });
});

it("closed is said before a replay, and a replay before what else is in the way", async () => {
  const one = await world.claim();
  const id = await one.start();
  const key = randomUUID();
  await one.exchange(id, "Hello.", key);
  await one.patch(`/v1/sessions/${id}`, { status: "COMPLETED" });
  expect((await one.send(id, "Hello.", key)).status).toBe(200);
  expect(told(await one.send(id, "Other.", key))).toBe("409 key-reused");
  expect(told(await one.send(id, "New."))).toBe("409 wrong-step");
  await world.database.pool.query(`UPDATE "Invitation" SET "revokedAt" = now() WHERE id = $1`, [one.invitation.id]);
  expect(told(await one.send(id, "Hello.", key))).toBe("410 revoked");
});
