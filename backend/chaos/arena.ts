import { createHash } from "node:crypto";
import pg from "pg";
import { seed } from "../../prisma/seed.ts";
import type { AppContext } from "../src/app-context.ts";
import { type Config, readConfig } from "../src/config.ts";
import { retellRunning } from "../src/conversations/retell-running.ts";
import { createMemoryLog, type SessionLog } from "../src/conversations/session-log.ts";
import { stopHere } from "../src/conversations/stop-exchange.ts";
import { createDatabase } from "../src/database/create-database.ts";
import { type Simulator, startSimulator } from "../src/model/simulator/start-simulator.ts";
import { createChildInstance } from "./child-instance.ts";
import { makeDatabase } from "./databases.ts";
import { createLocalInstance, type Instance, type InstanceParts, STALL_MS } from "./instance.ts";
import type { Mutation } from "./mutations.ts";
import { type ArenaRedis, hasRedis, startRedis } from "./redis-server.ts";

/**
 * How the instances of one history live. `memory`: two in this process, sharing one log in memory; `redis`: two in this process,
 * joined by Redis alone; `children`: processes that can be killed, two where there is a Redis, else one.
 */
export type Ground = "memory" | "redis" | "children";
export type ArenaOptions = {
  speed?: NonNullable<Parameters<typeof startSimulator>[0]>["speed"];
  config?: Partial<Config>;
  stallMs?: number;
};

/** Where one history at a time happens: a database, a model, a Redis where there is one, and the instances that share them. */
export type Arena = {
  pool: pg.Pool;
  simulator: Simulator;
  /** of the history that plays now */
  instances: Instance[];
  /** where the history's instances use it */
  redis: ArenaRedis | null;
  staff: { authorization: string };
  /** Fresh instances and a fresh log for the next history. */
  begin: (ground: Ground, mutation?: Mutation | null) => Promise<void>;
  /** Withdraws every fault. */
  calm: () => Promise<void>;
  /** All instances stopped. */
  end: () => Promise<void>;
  close: () => Promise<void>;
};

const STAFF_KEY = "chaos-staff-key-0123456789abcdef";
export const SLUGS = [
  "the-heating-is-off",
  "passed-over",
  "the-rate",
  "passed-over-end",
  "passed-over-off",
  "passed-over-request",
];

/** More than the seeded scenarios have: a coach that speaks at the end, on request, or never. */
const addScenarios = async (pool: pg.Pool): Promise<void> => {
  const copied = `name, description, "partnerPersona", "partnerSystemPrompt", "coachSystemPrompt", "partnerModel", "coachModel", goal, "openingLine"`;
  for (const policy of ["end", "off", "request"]) {
    const { rows } = await pool.query<{ id: number }>(
      `INSERT INTO "Scenario" (slug, "coachPolicy", "updatedAt", ${copied})
       SELECT slug || '-' || $1, jsonb_build_object('when', $1::text), now(), ${copied} FROM "Scenario" WHERE slug = 'passed-over' RETURNING id`,
      [policy],
    );
    await pool.query(
      `INSERT INTO "ScenarioVersion" (id, "scenarioId", number, "coachPolicy", ${copied})
       SELECT gen_random_uuid()::text, id, 1, "coachPolicy", ${copied} FROM "Scenario" WHERE id = $1`,
      [rows[0]?.id],
    );
  }
};
const addStaff = async (pool: pg.Pool): Promise<void> => {
  await pool.query(`INSERT INTO "User" (id, role, "updatedAt") VALUES ('chaos-staff', 'ADMIN', now())`);
  await pool.query(
    `INSERT INTO "ApiKey" (id, hash, name, role, "userId") VALUES ('chaos', $1, 'chaos', 'ADMIN', 'chaos-staff')`,
    [createHash("sha256").update(STAFF_KEY).digest("hex")],
  );
};

/** @param postgresUrl of a PostgreSQL with the migrated template, as superuser */
export const openArena = async (postgresUrl: string, options: ArenaOptions = {}): Promise<Arena> => {
  const made = await makeDatabase(postgresUrl);
  const { config: settings } = readConfig({
    PORT: "0",
    LOG_LEVEL: process.env["CHAOS_LOG"] ?? "silent",
    CLAIMS_PER_MINUTE: "1000000",
    EXCHANGES_PER_MINUTE: "1000000",
    REQUESTS_PER_MINUTE: "10000000",
    USER_REQUESTS_PER_MINUTE: "10000000",
    STREAMS_PER_USER: "10000",
  });
  const config = { ...settings, drainSeconds: 0.4, ...options.config };
  const seeding = createDatabase(made.url, { poolSize: 2 });
  await seed(seeding.prisma, config.maxTokens);
  await seeding.close();
  // Named otherwise than the product's connections, which are the ones that are ended.
  const pool = new pg.Pool({
    connectionString: made.url,
    max: 4,
    application_name: "chaos",
    options: "-c TimeZone=UTC",
  });
  await addScenarios(pool);
  await addStaff(pool);
  const simulator = await startSimulator({
    speed: options.speed ?? { firstTokenMs: [1, 12], tokensPerSecond: 2_500 },
    tokensADelta: 3,
    journalLimit: 1_000_000,
  });

  let log: SessionLog = createMemoryLog();
  let ground: Ground = "memory";
  let mutation: Mutation | null = null;
  const local: { [ground in "memory" | "redis"]?: Instance[] } = {};
  let redis: ArenaRedis | null = null;
  const all = new Set<Instance>();

  // A log that begins again is told what runs on each instance, as each tells it to Redis.
  const forgetShared = async (sessionId: number): Promise<void> => {
    const forgotten = log.forget(sessionId);
    for (const instance of arena.instances) {
      const running = instance.world()?.running;
      for (const event of running ? retellRunning(running)(sessionId) : []) void log.append(sessionId, event);
    }
    await forgotten;
  };
  const overrides = (world: AppContext): Partial<AppContext> => {
    const shared: SessionLog =
      ground === "memory"
        ? { ...log, forget: forgetShared, close: async () => undefined }
        : (mutation?.log?.(world.log) ?? world.log);
    // A stop reaches the other instance as it does through Redis.
    const stops: AppContext["stops"] = {
      stop: async (signal) => {
        for (const instance of arena.instances) {
          const running = instance.world()?.running;
          if (running) stopHere(running, signal);
        }
      },
    };
    Object.assign(world, { log: shared });
    return { ...(ground === "memory" ? { stops } : {}), ...mutation?.plant(world) };
  };
  const partsFor = (name: string): InstanceParts => ({
    name,
    config,
    databaseUrl: made.url,
    modelUrl: simulator.url,
    redisUrl: ground !== "memory" && redis ? redis.url : null,
    stallMs: options.stallMs ?? STALL_MS,
    overrides,
  });
  const makeInstances = async (): Promise<Instance[]> => {
    if (ground !== "children")
      return (local[ground] ??= await Promise.all(["A", "B"].map((name) => createLocalInstance(partsFor(name)))));
    return Promise.all((redis ? ["A", "B"] : ["A"]).map((name) => createChildInstance(partsFor(name))));
  };

  const arena: Arena = {
    pool,
    simulator,
    instances: [],
    redis: null,
    staff: { authorization: `Bearer ${STAFF_KEY}` },
    begin: async (wanted, planted = null) => {
      mutation = planted;
      ground = wanted;
      if (ground !== "memory" && hasRedis()) redis ??= await startRedis();
      if (ground === "redis" && !redis) ground = "memory";
      arena.redis = ground === "memory" ? null : redis;
      log = mutation?.log?.(createMemoryLog()) ?? createMemoryLog();
      simulator.journal.splice(0);
      await arena.calm();
      arena.instances = await makeInstances();
      for (const instance of arena.instances) {
        all.add(instance);
        await instance.start();
      }
    },
    calm: async () => {
      simulator.gate.open();
      simulator.clearFaults();
      for (const { line } of arena.instances) line.resume();
      redis?.line.resume();
      await redis?.start();
    },
    end: async () => {
      await arena.calm();
      await Promise.all(arena.instances.map((instance) => instance.drain()));
      await log.close();
      if (ground !== "children") return;
      for (const instance of arena.instances) {
        await instance.close();
        all.delete(instance);
      }
    },
    close: async () => {
      await Promise.all([...all].map((instance) => instance.close()));
      await redis?.stop();
      await simulator.stop();
      await pool.end();
      await made.drop();
    },
  };
  return arena;
};
