import { type AppContext, createContext } from "../src/app-context.ts";
import type { Config } from "../src/config.ts";
import { createDatabase, type Database } from "../src/database/create-database.ts";
import { persistently } from "../src/database/persistently.ts";
import { createAnthropicModel } from "../src/model/anthropic-model.ts";
import { type RunningServer, startServer } from "../src/start-server.ts";
import { urlOf } from "./databases.ts";
import { type FlakyProxy, startFlakyProxy } from "./flaky-proxy.ts";

export type Instance = {
  name: string;
  /** null while it is down */
  url: () => string | null;
  /** as the owner of leases; null while it is down */
  serverId: () => string | null;
  /** its line to the database */
  line: FlakyProxy;
  start: () => Promise<void>;
  /** as on SIGTERM */
  drain: () => Promise<void>;
  /** gone at once, with all it held; null where it lives in this process */
  kill: (() => Promise<void>) | null;
  /** collects what is not alive any more, where it is a process of its own */
  collect?: () => void;
  /** its world, where it lives in this process */
  world: () => AppContext | null;
  close: () => Promise<void>;
};

export type InstanceParts = {
  name: string;
  config: Config;
  databaseUrl: string;
  modelUrl: string;
  redisUrl: string | null;
  stallMs: number;
  /** what a history swaps before the server starts: the log that two share, a planted bug */
  overrides: (world: AppContext) => Partial<AppContext>;
};

export const SECRET_KEY = "a secret key for chaos, long enough";
/** Milliseconds without an event after which a call counts as stalled: of a loaded machine, too, so not few. */
export const STALL_MS = 2_000;
export const POOL_SIZE = 6;

/** A whole server in this process: its own connections, its own lease, its own port. */
export const createLocalInstance = async (parts: InstanceParts): Promise<Instance> => {
  const { hostname, port } = new URL(parts.databaseUrl);
  const line = await startFlakyProxy(() => ({ host: hostname, port: Number(port) }));
  const database: Database = createDatabase(urlOf(parts.databaseUrl, { port: line.port }), { poolSize: POOL_SIZE });
  const model = createAnthropicModel({ apiKey: "chaos", baseUrl: parts.modelUrl, idleMs: parts.stallMs });
  let running: { server: RunningServer; world: AppContext } | null = null;
  const startOnce = async (): Promise<void> => {
    const world = await createContext({
      config: { ...parts.config, redisUrl: parts.redisUrl },
      secretKey: SECRET_KEY,
      database,
      model,
      simulated: true,
    });
    Object.assign(world, parts.overrides(world));
    try {
      running = { server: await startServer(world, false), world };
    } catch (error) {
      await world.log.close();
      await world.bus.close();
      throw error;
    }
  };
  // Whoever keeps servers running starts one again that did not come up since the database was away.
  const start = (): Promise<void> => persistently(startOnce);
  const drain = async (): Promise<void> => {
    const leaving = running;
    running = null;
    await leaving?.server.stop();
  };
  return {
    name: parts.name,
    url: () => running?.server.url ?? null,
    serverId: () => running?.world.serverId ?? null,
    line,
    start,
    drain,
    kill: null,
    world: () => running?.world ?? null,
    close: async () => {
      line.resume();
      await drain();
      await database.close();
      await line.stop();
    },
  };
};
