// A whole backend for one test file: real PostgreSQL, the simulator, the real HTTP server on a free port.
//
//   const world = await useTestWorld();
//   const invitee = await world.claim();                     // a fresh invitation, claimed
//   const session = await invitee.post("/v1/sessions", { scenarioSlug: "the-heating-is-off" });
//   const events = await invitee.exchange(session.body.id, "hello");
import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { seed } from "../../prisma/seed.ts";
import { createInvitation } from "../src/administration/create-invitation.ts";
import { type AppContext, createContext } from "../src/app-context.ts";
import { readConfig } from "../src/config.ts";
import { createObservers } from "../src/conversations/observers.ts";
import { createMemoryLog } from "../src/conversations/session-log.ts";
import { stopHere } from "../src/conversations/stop-exchange.ts";
import { CONSENT_VERSION } from "../src/invitations/who-sees-what.ts";
import { createAnthropicModel } from "../src/model/anthropic-model.ts";
import { startSimulator } from "../src/model/simulator/start-simulator.ts";
import type { CreateInvitation } from "../src/protocol/administration.ts";
import type { ClaimResponse } from "../src/protocol/identity.ts";
import type { StreamEvent } from "../src/protocol/stream-events.ts";
import { startServer } from "../src/start-server.ts";
import { assertNothingUsable } from "./staff/nothing-usable.ts";
import { useTestDatabase } from "./test-database.ts";

export const SITE_ORIGIN = "https://practice.example";
export const CONSENT = { service: CONSENT_VERSION };

// oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of any shape
export type Answer = { status: number; headers: Headers; body: any };
export type SentEvent = StreamEvent & { id: string };

/** Parses a whole event stream. */
export const parseEvents = (text: string): SentEvent[] =>
  text
    .split("\n\n")
    .filter((block) => block.includes("data: "))
    .map((block) => {
      const field = (name: string) =>
        block
          .split("\n")
          .find((line) => line.startsWith(`${name}: `))
          ?.slice(name.length + 2) ?? "";
      return { id: field("id"), type: field("event"), ...JSON.parse(field("data")) } as SentEvent;
    });

const request = async (
  base: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> => {
  const response = await fetch(base + path, {
    method,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = (response.headers.get("content-type") ?? "").includes("json");
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
};

export type TestWorld = Awaited<ReturnType<typeof useServer>>;
export type TestInvitee = Awaited<ReturnType<TestWorld["claim"]>>;

/** What stands under a server: a database, a simulator, both prepared. */
const useGround = async (env: Record<string, string>) => {
  const database = await useTestDatabase({ poolSize: 20 });
  const simulator = await startSimulator({ speed: "instant" });
  // Never the data folder of whoever runs the tests.
  const own = { DATA_DIR: join(tmpdir(), `sidecoach-test-${randomUUID()}`) };
  // A guest of a test asks more in a second than a person in a minute.
  const fast = { USER_REQUESTS_PER_MINUTE: "1000000", EVENTS_PER_HOUR: "1000000", EMPTY_BRANCHES_PER_SESSION: "10000" };
  const { config, secrets } = readConfig({
    PORT: "0",
    LOG_LEVEL: "silent",
    DRAIN_SECONDS: "2",
    ...fast,
    ...own,
    ...env,
  });
  await seed(database.prisma, config.maxTokens);
  await database.prisma.site.create({
    data: { key: "test-site", name: "Practice House", pageUrl: `${SITE_ORIGIN}/room`, origins: [SITE_ORIGIN] },
  });
  afterAll(async () => {
    simulator.gate.open();
    await simulator.stop();
    // Whatever was tried: what is left would help nobody who stole it.
    await assertNothingUsable(database.pool);
  });
  return { database, simulator, config, secrets };
};
type Ground = Awaited<ReturnType<typeof useGround>>;

/** One server on it. @param alone the only one there is */
const useServer = async (
  { database, simulator, config, secrets }: Ground,
  alone: boolean,
  overrides: Partial<AppContext> = {},
) => {
  const idleMs = config.upstreamIdleSeconds * 1000;
  const model = createAnthropicModel({ apiKey: "test", baseUrl: simulator.url, idleMs });
  const secretKey = "a secret key for tests, long enough";
  const world: AppContext = await createContext(
    { config, secrets, secretKey, database, model, simulated: true },
    overrides,
  );
  const staffId = await world.identityStore.ensureOwner();
  const server = await startServer(world, alone);
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= server.stop());
  afterAll(async () => {
    simulator.gate.open();
    await stop();
  });

  const call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
    request(server.url, method, path, body, headers);
  const invite = (more: CreateInvitation = {}) =>
    createInvitation(world, staffId, {
      scenarioSlug: "the-heating-is-off",
      ...(more.preset ? {} : { quota: { tokens: 2_000_000, label: "Test" } }),
      ...more,
    });

  const signedIn = (claimed: ClaimResponse) => {
    const bearer = { authorization: `Bearer ${claimed.accessToken}` };
    const send = (sessionId: number, content: string, key: string = randomUUID()) =>
      call("POST", `/v1/sessions/${sessionId}/exchanges`, { content }, { ...bearer, "idempotency-key": key });
    return {
      ...claimed,
      bearer,
      get: (path: string) => call("GET", path, undefined, bearer),
      post: (path: string, body: unknown = {}, headers: Record<string, string> = {}) =>
        call("POST", path, body, { ...bearer, ...headers }),
      patch: (path: string, body: unknown) => call("PATCH", path, body, bearer),
      send,
      /** Sends and reads the exchange's events to their end. */
      exchange: async (sessionId: number, content: string, key?: string): Promise<SentEvent[]> => {
        const sent = await send(sessionId, content, key);
        if (sent.status !== 200) throw new Error(`${sent.status} ${JSON.stringify(sent.body)}`);
        return parseEvents(sent.body);
      },
      start: async (more: object = {}): Promise<number> => (await call("POST", "/v1/sessions", more, bearer)).body.id,
    };
  };
  const claimToken = async (token: string, deviceId?: string) => {
    const claimed = await call("POST", "/v1/invitations/claim", {
      token,
      consent: CONSENT,
      ...(deviceId ? { deviceId } : {}),
    });
    if (claimed.status !== 200) throw new Error(`claim: ${claimed.status} ${JSON.stringify(claimed.body)}`);
    return signedIn(claimed.body);
  };
  return {
    ...world,
    simulator,
    staffId,
    url: server.url,
    /** drains, as SIGTERM does */
    stop,
    call,
    invite,
    /** somebody who holds these tokens */
    signedIn,
    claimToken,
    claim: async (more: CreateInvitation = {}) => claimToken((await invite(more)).token),
  };
};

/** To be awaited at the top of a test file. `env` are settings, as a person would set them; `overrides` a part of the world to swap. */
export const useTestWorld = async (env: Record<string, string> = {}, overrides: Partial<AppContext> = {}) =>
  useServer(await useGround(env), true, overrides);

/**
 * Two instances on one database and one simulator: joined by Redis where `env` has REDIS_URL, else by one memory log and direct calls,
 * for what can be shown without Redis. `another` starts a further one.
 */
export const useTwoInstances = async (env: Record<string, string> = {}) => {
  const ground = await useGround(env);
  const joined = ground.config.redisUrl === null ? joinInProcess() : null;
  const another = async () => {
    const world = await useServer(ground, false, joined?.overrides());
    joined?.servers.push(world);
    return world;
  };
  const [a, b] = [await another(), await another()];
  return { a, b, another };
};

const joinInProcess = () => {
  const servers: Pick<AppContext, "running">[] = [];
  const log = { ...createMemoryLog(), close: async () => undefined };
  const observers = createObservers({ log, link: null, serverId: "all" });
  afterAll(() => observers.close());
  const stops: AppContext["stops"] = {
    stop: async (signal) => void servers.some(({ running }) => stopHere(running, signal)),
  };
  return {
    servers,
    overrides: (): Partial<AppContext> => ({
      log,
      stops,
      bus: { state: () => "ok", close: async () => undefined },
      observers: { ...observers, close: () => undefined },
    }),
  };
};
