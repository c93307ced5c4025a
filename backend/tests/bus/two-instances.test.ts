import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { openFromLog } from "../../src/conversations/open-from-log.ts";
import { followLog, laneText, readLog } from "../read-log.ts";
import { useTestRedis } from "../test-redis.ts";
import { type SentEvent, type TestInvitee, type TestWorld, useTwoInstances } from "../test-world.ts";

const redis = await useTestRedis();
const SETTINGS = { EXCHANGES_PER_MINUTE: "1000000", CLAIMS_PER_MINUTE: "1000000" };
const inMemory = await useTwoInstances(SETTINGS);
const joined = redis && (await useTwoInstances({ ...SETTINGS, REDIS_URL: redis.url }));
const isEnd = (event: SentEvent) => event.type === "exchange-end";
const eventsPath = (sessionId: number) => `/v1/sessions/${sessionId}/events`;
const until = async (holds: () => boolean | Promise<boolean>, what = ""): Promise<void> => {
  for (let tries = 0; tries < 2_000; tries++) {
    if (await holds()) return;
    await sleep(10);
  }
  throw new Error(`it never came: ${what}`);
};

/** What holds however the instances are joined. */
const shared = ({ a, b }: { a: TestWorld; b: TestWorld }): void => {
  const read = (world: TestWorld, invitee: TestInvitee, id: number, cursor: string | null) =>
    readLog({ url: world.url, path: eventsPath(id), headers: invitee.bearer, cursor }, (events) => events.some(isEnd));

  it("an exchange posted to A is read from B: the same events with the same ids", async () => {
    const invitee = await a.claim();
    const id = await invitee.start();
    const { cursor } = (await invitee.get(`/v1/sessions/${id}`)).body;
    const readers = [read(a, invitee, id, cursor), read(b, invitee, id, cursor), read(b, invitee, id, cursor)];
    const posted = await invitee.exchange(id, "I can see that it has been a long winter. Which day is he coming?");
    const [onA, ...onB] = await Promise.all(readers);
    expect(onA!.length).toBeGreaterThan(5);
    for (const events of onB) expect(events).toEqual(onA);
    expect(onA).toEqual(expect.arrayContaining(posted.filter((event) => event.type !== "quota")));
    expect(await read(b, invitee, id, cursor)).toEqual(onA);
  });

  it("cut at every event and resumed on the other instance: the identical log", async () => {
    const invitee = await a.claim();
    const id = await invitee.start();
    const { cursor } = (await invitee.get(`/v1/sessions/${id}`)).body;
    await invitee.exchange(id, "I can see that it has been a long winter. Which day is he coming?");
    const whole = await read(a, invitee, id, cursor);
    for (let cut = 1; cut < whole.length; cut++) {
      const [first, second] = cut % 2 ? [a, b] : [b, a];
      const begun = await readLog(
        { url: first.url, path: eventsPath(id), headers: invitee.bearer, cursor },
        (events) => events.length >= cut,
      );
      const rest = await read(second, invitee, id, begun[cut - 1]!.id);
      expect([...begun.slice(0, cut), ...rest]).toEqual(whole);
    }
  });

  it("a stop asked on B stops what runs on A", async () => {
    const invitee = await a.claim();
    const id = await invitee.start();
    a.simulator.gate.close({ lane: "partner", afterTokens: 5 });
    const sent = invitee.exchange(id, "Which day is he coming?");
    await until(() => a.simulator.gate.waiting > 0, "the partner speaks");
    const exchangeId = a.running.openOf(id)[0]!.exchangeId;
    const asked = await b.call("POST", `/v1/exchanges/${exchangeId}/stop`, {}, invitee.bearer);
    expect(asked.status).toBe(202);
    await until(() => a.running.get(exchangeId)?.stopPartner.signal.aborted !== false, "the stop");
    a.simulator.gate.open();
    expect((await sent).at(-1)).toMatchObject({ type: "exchange-end", status: "stopped" });
  });

  it("what runs on A can be folded from the log on B, up to the cursor", async () => {
    const invitee = await a.claim();
    const id = await invitee.start();
    a.simulator.gate.close({ lane: "partner", afterTokens: 8 });
    const sent = invitee.exchange(id, "I can see that it has been a long winter.");
    await until(
      () => a.simulator.gate.waiting > 0 && a.running.openOf(id)[0]?.partnerText !== "",
      "the partner speaks",
    );
    await sleep(100);
    const [{ exchangeId, number, attempt, branchId, partnerText }] = a.running.openOf(id) as [
      ReturnType<typeof a.running.openOf>[number],
    ];
    expect(b.running.openOf(id)).toEqual([]);
    const row = { exchangeId, number, attempt, branchId };
    const cursor = await b.log.position(id);
    const folded = await openFromLog(b.log, id, cursor, { exchanges: [row], asideIds: [] });
    expect(folded).toEqual({
      openExchanges: [{ ...row, partnerText, partnerEnded: false, coachText: "", coachAttempt: attempt }],
      openAsides: [],
    });
    const reader = readLog({ url: b.url, path: eventsPath(id), headers: invitee.bearer, cursor }, (events) =>
      events.some(isEnd),
    );
    a.simulator.gate.open();
    const whole = (await sent).find((event) => event.type === "partner-end");
    const rest = await reader;
    const deltas = rest.filter((event) => event.type === "partner-delta");
    expect(partnerText + deltas.map((event) => event.text).join("")).toBe(
      whole?.type === "partner-end" ? whole.message?.content : null,
    );
  });

  it("an observer on B: the invitee on A is told, and told again when they go", async () => {
    const invitee = await a.claim();
    const id = await invitee.start();
    const { key } = await apiKey(a);
    const told = followLog({ path: eventsPath(id), headers: invitee.bearer }, () => [a.url]);
    await until(() => told.events.length > 0, "the snapshot");
    const gone = new AbortController();
    const watching = await fetch(`${b.url}/v1/admin/sessions/${id}/observe`, {
      headers: { authorization: `Bearer ${key}` },
      signal: gone.signal,
    });
    expect(watching.status).toBe(200);
    const presences = () => told.events.flatMap((event) => (event.type === "presence" ? event.observers : []));
    await until(() => presences().length === 1, "presence");
    expect(presences()).toEqual([1]);
    expect(await a.observers.observersOf(id)).toBe(1);
    // The same person with a second tab is one observer.
    const second = await fetch(`${a.url}/v1/admin/sessions/${id}/observe`, {
      headers: { authorization: `Bearer ${key}` },
      signal: gone.signal,
    });
    expect(second.status).toBe(200);
    await invitee.exchange(id, "Hello.");
    gone.abort();
    await until(() => presences().length === 2, "nobody watches");
    expect(presences()).toEqual([1, 0]);
    expect(await b.observers.observersOf(id)).toBe(0);
    told.stop();
    await told.done;
  });

  it("observing is for staff, gives the same log, and does not count as delivery", async () => {
    const invitee = await a.claim();
    const id = await invitee.start();
    const path = `/v1/admin/sessions/${id}/observe`;
    expect((await b.call("GET", path)).status).toBe(401);
    expect((await b.call("GET", path, undefined, invitee.bearer)).status).toBe(401);
    const { key } = await apiKey(a);
    const headers = { authorization: `Bearer ${key}` };
    expect((await b.call("GET", "/v1/admin/sessions/999999/observe", undefined, headers)).status).toBe(404);
    const malformed = await b.call("GET", path, undefined, { ...headers, "last-event-id": "no" });
    expect([malformed.status, malformed.body.code]).toEqual([422, "invalid"]);
    const { cursor } = (await invitee.get(`/v1/sessions/${id}`)).body;
    const sent = await a.call(
      "POST",
      `/v1/sessions/${id}/exchanges`,
      { content: "Hello." },
      {
        ...invitee.bearer,
        "idempotency-key": crypto.randomUUID(),
        accept: "application/json",
      },
    );
    expect(sent.status).toBe(202);
    const observed = await readLog({ url: b.url, path, headers, cursor }, (events) => events.some(isEnd));
    expect(observed.some((event) => event.type === "coach-end" && event.message !== null)).toBe(true);
    const comment = await a.database.prisma.message.findFirst({ where: { sessionId: id, role: "coach" } });
    expect(comment).toMatchObject({ deliveredAt: null });
    const invitees = await read(a, invitee, id, cursor);
    expect(invitees.filter((event) => event.type !== "presence")).toEqual(
      observed.filter((event) => event.type !== "presence"),
    );
  });
};

const apiKey = async (world: TestWorld): Promise<{ key: string }> => {
  const { sha256 } = await import("../../src/identity/derive-key.ts");
  const key = `test-${crypto.randomUUID()}`;
  await world.database.prisma.apiKey.create({
    data: { hash: sha256(key), name: "test", role: "STAFF", userId: world.staffId },
  });
  return { key };
};

describe("two instances on one log in memory", () => {
  shared(inMemory);
});

describe.skipIf(!redis)("two instances joined by Redis", () => {
  if (!redis || !joined) return;
  const { a, b, another } = joined;
  shared(joined);

  it("Redis is killed and comes back midway: the exchange is stored, metered, and read to its end", async () => {
    const invitee = await a.claim();
    const id = await invitee.start();
    const { cursor } = (await invitee.get(`/v1/sessions/${id}`)).body;
    const reader = (world: TestWorld) =>
      followLog({ path: eventsPath(id), headers: invitee.bearer, cursor }, () => [world.url]);
    const [onA, onB] = [reader(a), reader(b)];
    a.simulator.gate.close({ lane: "partner", afterTokens: 5 });
    const sent = await a.call(
      "POST",
      `/v1/sessions/${id}/exchanges`,
      { content: "I can see that it was hard." },
      {
        ...invitee.bearer,
        "idempotency-key": crypto.randomUUID(),
        accept: "application/json",
      },
    );
    const { exchangeId } = sent.body;
    await until(() => laneText(onB.events, exchangeId, "partner") !== "", "the first words on B");
    await redis.kill();
    await until(async () => (await a.call("GET", "/readyz")).body.bus === "away", "away");
    expect((await a.call("GET", "/readyz")).status).toBe(503);
    expect((await a.call("GET", "/healthz")).status).toBe(200);
    // Another exchange, another session: all of it without Redis.
    const other = await a.claim();
    const otherId = await other.start();
    a.simulator.gate.open();
    expect((await other.exchange(otherId, "Hello.")).at(-1)).toMatchObject({ status: "completed" });
    await until(
      () =>
        onA.events.some(isEnd) ||
        onA.events.some((event) => event.type === "snapshot" && event.exchanges[0]?.status === "completed"),
      "the end on A",
    );
    await redis.start();
    await until(async () => (await a.call("GET", "/readyz")).status === 200, "ready");
    await until(async () => (await b.call("GET", "/readyz")).status === 200, "ready");
    const stored = await a.database.prisma.message.findFirst({ where: { exchangeId, role: "partner" } });
    for (const one of [onA, onB]) {
      await until(() => laneText(one.events, exchangeId, "partner") === stored!.content, "the whole reply");
      one.stop();
      await one.done;
    }
    const calls = await a.database.prisma.usageLog.findMany({ where: { sessionId: id } });
    const charged = calls.reduce((sum, { chargedTokens }) => sum + chargedTokens, 0);
    const invitation = await a.database.prisma.invitation.findUniqueOrThrow({ where: { id: invitee.invitation.id } });
    expect(invitation.usage).toEqual({ tokens: charged, reserved: 0 });
  });

  it("Redis is killed while a text runs on A, and comes back: B shows the text from its beginning", async () => {
    const invitee = await a.claim();
    const id = await invitee.start();
    a.simulator.gate.close({ lane: "partner", afterTokens: 5 });
    const sent = await a.call(
      "POST",
      `/v1/sessions/${id}/exchanges`,
      { content: "I can see that it was hard." },
      {
        ...invitee.bearer,
        "idempotency-key": crypto.randomUUID(),
        accept: "application/json",
      },
    );
    const { exchangeId, number, attempt } = sent.body;
    await until(() => a.running.openOf(id)[0]?.partnerText !== "", "the first words");
    await redis.kill();
    await until(() => a.bus.state() === "away" && b.bus.state() === "away");
    await redis.start();
    await until(() => a.bus.state() === "ok" && b.bus.state() === "ok");
    const { partnerText } = a.running.openOf(id)[0]!;
    const rows = { exchanges: [{ exchangeId, number, attempt, branchId: null }], asideIds: [] };
    await until(async () => {
      const { openExchanges } = await openFromLog(b.log, id, await b.log.position(id), rows);
      return openExchanges[0]!.partnerText === partnerText;
    }, "the text on B");
    expect(b.running.get(exchangeId)).toBeUndefined();
    a.simulator.gate.open();
    await a.running.settled();
  });

  it("a stop asked while the owner cannot be reached arrives when it can", async () => {
    const invitee = await a.claim();
    const id = await invitee.start();
    a.simulator.gate.close({ lane: "partner", afterTokens: 5 });
    const sent = invitee.exchange(id, "Which day is he coming?").catch(() => []);
    await until(() => a.simulator.gate.waiting > 0, "the partner speaks");
    const exchangeId = a.running.openOf(id)[0]!.exchangeId;
    await redis.kill();
    await until(() => b.bus.state() === "away");
    expect((await b.call("POST", `/v1/exchanges/${exchangeId}/stop`, {}, invitee.bearer)).status).toBe(202);
    await redis.start();
    await until(() => a.running.get(exchangeId)?.stopPartner.signal.aborted !== false, "the stop");
    a.simulator.gate.open();
    await sent;
    await a.running.settled();
    expect(await a.database.prisma.exchange.findUnique({ where: { id: exchangeId } })).toMatchObject({
      status: "STOPPED",
    });
  });

  it("a killed server's observers vanish", async () => {
    const { createObservers } = await import("../../src/conversations/observers.ts");
    const { openRedisLink } = await import("../../src/bus/redis-link.ts");
    const { installationOf } = await import("../../src/database/installation.ts");
    const invitee = await a.claim();
    const id = await invitee.start();
    const installation = await installationOf(a.database.pool, "a secret key for tests, long enough");
    const link = await openRedisLink({ url: redis.url, installation, logger: a.logger });
    const times = { holdMs: 400, beatMs: 100, lingerMs: 50, checkMs: 60_000 };
    const doomed = createObservers({ log: a.log, link, serverId: "doomed" }, times);
    await doomed.enter(id, "somebody");
    expect(await a.observers.observersOf(id)).toBe(1);
    await sleep(800);
    expect(await a.observers.observersOf(id)).toBe(1);
    doomed.close();
    await link.close();
    await until(async () => (await a.observers.observersOf(id)) === 0, "nobody");
    const last = await a.log.past(id, null, await a.log.position(id));
    expect(last.filter((event) => event.type === "presence")).toEqual([
      { type: "presence", observers: 1 },
      { type: "presence", observers: 0 },
    ]);
  });

  it("a session that its log forgets is read anew by everyone", async () => {
    const invitee = await a.claim();
    const id = await invitee.start();
    const reader = followLog({ path: eventsPath(id), headers: invitee.bearer }, () => [b.url]);
    await until(() => reader.events.length > 0);
    await a.log.forget(id);
    await until(() => reader.events.filter((event) => event.type === "snapshot").length === 2, "a second snapshot");
    reader.stop();
    await reader.done;
    expect(reader.events.map(({ type }) => type)).toEqual(["snapshot", "snapshot"]);
  });

  it("limits are counted together, and by each alone while Redis is away", async () => {
    const { createRateLimits } = await import("../../src/http/rate-limits.ts");
    const { Redis } = await import("ioredis");
    const client = new Redis(redis.url, { enableOfflineQueue: false, maxRetriesPerRequest: 0 });
    client.on("error", () => undefined);
    await until(() => client.status === "ready");
    const settings = {
      claimsPerMinute: 5,
      exchangesPerMinute: 5,
      requestsPerMinute: 5,
      userRequestsPerMinute: 5,
      eventsPerHour: 5,
      emptyBranchesPerSession: 5,
      streamsPerUser: 5,
      mailsPerHour: 5,
      codesPerHour: 5,
      recordingsPerHour: 5,
    };
    const name = (rest: string) => `limits-test:${rest}`;
    const [one, two] = [0, 1].map(() => createRateLimits(settings, { client, name })) as [
      ReturnType<typeof createRateLimits>,
      ReturnType<typeof createRateLimits>,
    ];
    const tries = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => (n % 2 ? one : two).claim("address")));
    expect(tries.filter(({ status }) => status === "fulfilled").length).toBe(5);
    await redis.kill();
    await until(() => client.status !== "ready");
    const apart = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => (n % 2 ? one : two).claim("address")));
    expect(apart.filter(({ status }) => status === "fulfilled").length).toBe(10);
    const refused = apart.find(({ status }) => status === "rejected") as PromiseRejectedResult;
    expect(refused.reason).toMatchObject({ code: "too-many" });
    client.disconnect();
    await redis.start();
    await until(() => a.bus.state() === "ok" && b.bus.state() === "ok");
  });

  it("A is drained while 20 exchanges run: its readers go on at B and miss nothing", async () => {
    const c = await another();
    const runs = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const invitee = await c.claim();
        return { invitee, id: await invitee.start() };
      }),
    );
    c.simulator.gate.close({ lane: "partner", afterTokens: 4 });
    let urls = [c.url];
    const readers = await Promise.all(
      runs.map(async ({ invitee, id }) => {
        const reader = followLog({ path: eventsPath(id), headers: invitee.bearer }, () => urls);
        const sent = await c.call(
          "POST",
          `/v1/sessions/${id}/exchanges`,
          { content: "I can see that it was hard." },
          {
            ...invitee.bearer,
            "idempotency-key": crypto.randomUUID(),
            accept: "application/json",
          },
        );
        expect(sent.status).toBe(202);
        return { ...sent.body, reader, invitee, id } as {
          exchangeId: string;
          reader: typeof reader;
          invitee: TestInvitee;
          id: number;
        };
      }),
    );
    await until(
      () => readers.every(({ reader, exchangeId }) => laneText(reader.events, exchangeId, "partner") !== ""),
      "first words",
    );
    const newcomer = await c.claim();
    const quiet = await newcomer.start();
    const stopped = c.stop();
    urls = [b.url];
    expect((await c.call("GET", "/readyz")).body).toMatchObject({ status: "stopping" });
    const refused = await c.call(
      "POST",
      `/v1/sessions/${quiet}/exchanges`,
      { content: "Hello." },
      {
        ...newcomer.bearer,
        "idempotency-key": crypto.randomUUID(),
      },
    );
    expect([refused.status, refused.body.code]).toEqual([503, "shutting-down"]);
    expect(refused.headers.get("retry-after")).not.toBeNull();
    await until(() => readers.every(({ reader }) => reader.cuts > 0), "all are sent away");
    await sleep(200);
    c.simulator.gate.open();
    await stopped;
    for (const { reader, exchangeId, id } of readers) {
      await until(() => reader.events.some(isEnd), "the end");
      reader.stop();
      await reader.done;
      expect(reader.events.find(isEnd)).toMatchObject({ exchangeId, status: "completed" });
      const ids = reader.events.map((event) => event.id);
      expect(ids).toEqual(ids.toSorted());
      expect(new Set(ids).size).toBe(ids.length);
      expect(reader.events.filter((event) => event.type === "snapshot").length).toBe(1);
      for (const lane of ["partner", "coach"] as const) {
        const stored = await b.database.prisma.message.findFirst({ where: { sessionId: id, exchangeId, role: lane } });
        expect(laneText(reader.events, exchangeId, lane)).toBe(stored?.content ?? "");
      }
    }
  });
});
