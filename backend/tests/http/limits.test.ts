import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { useTestWorld } from "../test-world.ts";

const MOST_REQUESTS = 60;
const MOST_EVENTS = 20;
const MOST_EMPTY = 4;
const world = await useTestWorld({
  USER_REQUESTS_PER_MINUTE: String(MOST_REQUESTS),
  EVENTS_PER_HOUR: String(MOST_EVENTS),
  EMPTY_BRANCHES_PER_SESSION: String(MOST_EMPTY),
});
const { prisma } = world.database;
const times = <T>(count: number, work: (at: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, at) => work(at)));
type Answered = { status: number; body: { code?: string }; headers: Headers };
const tally = (answers: Answered[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const name = `${status} ${body?.code ?? ""}`.trim();
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
};

describe("what a user asks", () => {
  it("in reads and small writes at once: exactly so many are answered, the others are told when to come again", async () => {
    const guest = await world.claim();
    const sessionId = await guest.start();
    // One was the start itself.
    const left = MOST_REQUESTS - 1;
    const answers = await times(left + 30, (at) =>
      at % 3 === 0
        ? guest.get(`/v1/sessions/${sessionId}`)
        : at % 3 === 1
          ? guest.patch(`/v1/sessions/${sessionId}`, { status: "ACTIVE" })
          : guest.get("/v1/me"),
    );
    expect(tally(answers)).toEqual({ 200: left, "429 too-many": 30 });
    for (const { headers } of answers.filter(({ status }) => status === 429))
      expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    // What is sent is asked too, beside the limit of its own; everybody else has theirs.
    expect((await guest.send(sessionId, "Hello.")).status).toBe(429);
    expect((await (await world.claim()).get("/v1/me")).status).toBe(200);
  });

  it("is counted after who asks: a foreign page and a bad token use nothing up", async () => {
    const guest = await world.claim();
    const evil = { ...guest.bearer, origin: "https://evil.example" };
    const refused = await times(MOST_REQUESTS, () => world.call("GET", "/v1/me", undefined, evil));
    expect(tally(refused)).toEqual({ "403 origin-not-allowed": MOST_REQUESTS });
    expect((await guest.get("/v1/me")).status).toBe(200);
  });
});

describe("events of a page", () => {
  const tell = (guest: Awaited<ReturnType<typeof world.claim>>, rows: number) =>
    guest.post("/v1/telemetry", { events: Array.from({ length: rows }, () => ({ name: "looked" })) });
  const kept = (userId: string) => prisma.telemetryEvent.count({ where: { userId, name: "widget_looked" } });

  it("one by one, all at once: exactly so many rows", async () => {
    const guest = await world.claim();
    const answers = await times(MOST_EVENTS + 15, () => tell(guest, 1));
    expect(tally(answers)).toEqual({ 202: MOST_EVENTS, "429 too-many": 15 });
    expect(await kept(guest.user.id)).toBe(MOST_EVENTS);
  });

  it("in batches: each whole or not at all", async () => {
    const guest = await world.claim();
    expect(tally(await times(10, () => tell(guest, 6)))).toEqual({ 202: 3, "429 too-many": 7 });
    expect(await kept(guest.user.id)).toBe(18);
  });
});

describe("lines with nothing said in them", () => {
  it("asked for at once: exactly so many, also with keys; words at once still make one", async () => {
    const guest = await world.claim();
    const sessionId = await guest.start();
    await guest.exchange(sessionId, "Hello.");
    const { id } = await prisma.exchange.findFirstOrThrow({ where: { sessionId } });
    const branch = (body: object = {}, headers = {}) => guest.post(`/v1/exchanges/${id}/branches`, body, headers);
    const answers = await times(MOST_EMPTY + 8, (at) =>
      branch({}, at % 2 === 0 ? {} : { "idempotency-key": randomUUID() }),
    );
    expect(tally(answers)).toEqual({ 201: MOST_EMPTY, "409 branches-full": 8 });
    expect(await prisma.branch.count({ where: { sessionId } })).toBe(MOST_EMPTY);
    expect(await prisma.telemetryEvent.count({ where: { sessionId, name: "branch_made" } })).toBe(MOST_EMPTY);
    expect((await branch({ content: "Hello again." }, { "idempotency-key": randomUUID() })).status).toBe(200);
    expect((await branch()).body.code).toBe("branches-full");
    // A word in one of them makes room for the next.
    const empty = await prisma.branch.findFirstOrThrow({ where: { sessionId, exchangeCount: 0 } });
    const said = await guest.post(
      `/v1/sessions/${sessionId}/exchanges`,
      { content: "Well.", branchId: empty.id },
      { "idempotency-key": randomUUID() },
    );
    expect(said.status).toBe(200);
    expect(tally(await times(3, () => branch()))).toEqual({ 201: 1, "409 branches-full": 2 });
  });

  it("a key that made one is told of it again, however full the session is", async () => {
    const guest = await world.claim();
    const sessionId = await guest.start();
    await guest.exchange(sessionId, "Hello.");
    const { id } = await prisma.exchange.findFirstOrThrow({ where: { sessionId } });
    const key = { "idempotency-key": randomUUID() };
    const first = await guest.post(`/v1/exchanges/${id}/branches`, {}, key);
    await times(MOST_EMPTY, () => guest.post(`/v1/exchanges/${id}/branches`));
    expect(await guest.post(`/v1/exchanges/${id}/branches`, {}, key)).toMatchObject({ status: 201, body: first.body });
  });
});
