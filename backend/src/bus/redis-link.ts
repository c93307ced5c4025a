import { Redis, type RedisOptions } from "ioredis";
import type { Logger } from "pino";
import { ConfigError } from "../config.ts";
import { EPOCH, type RedisScript } from "./redis-scripts.ts";

export type LinkState = "ok" | "away";

/**
 * A process's one door to Redis: a connection for commands and one for what is published. Either both work or Redis is away;
 * nothing waits in a queue of its own, and no failure of Redis ever throws where nobody listens.
 */
export type RedisLink = {
  state: () => LinkState;
  /** Called after each change of state, in the order in which they were added. */
  onState: (listener: (state: LinkState) => void) => void;
  /** Logs born before this (ms since 1970) are of an earlier run of Redis. */
  floor: () => number;
  /** A key or channel of this installation: one Redis may serve several. */
  name: (rest: string) => string;
  client: Redis;
  /** @throws where Redis is away; any other failure makes it count as away */
  run: (script: RedisScript, keys: string[], args: (string | number)[]) => Promise<unknown>;
  /** The same for single commands. */
  ask: <T>(work: (client: Redis) => Promise<T>) => Promise<T>;
  /** One listener a channel. Forgotten when Redis goes away, unless `lasting`. */
  subscribe: (channel: string, listener: (message: string) => void, lasting?: boolean) => Promise<void>;
  unsubscribe: (channel: string) => void;
  close: () => Promise<void>;
};

const COMMAND_MS = 3_000;
const PING_MS = 3_000;
const FIRST_TRY_MS = 3_000;
const RETRY_MS = 500;
const LEAST_VERSION = 7;

const OPTIONS: RedisOptions = {
  lazyConnect: true,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  autoResubscribe: false,
  maxRetriesPerRequest: 0,
  connectTimeout: 5_000,
  commandTimeout: COMMAND_MS,
  keepAlive: 10_000,
  retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 6), 1_000),
};

const field = (info: string, name: string): string => new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1] ?? "";
const isRefusal = (error: Error): boolean =>
  /^(NOAUTH|WRONGPASS|NOPERM)|ERR AUTH|invalid password/i.test(error.message);

/**
 * Opens the link and waits a moment for it. A Redis that is away is no reason not to start; one that is too old or refuses the
 * password is. @throws ConfigError
 */
export const openRedisLink = async (parts: {
  url: string;
  installation: string;
  logger: Logger;
}): Promise<RedisLink> => {
  const { url, installation, logger } = parts;
  const commands = new Redis(url, { ...OPTIONS, enableAutoPipelining: true });
  const reader = new Redis(url, OPTIONS);
  const both = [commands, reader];
  const stateListeners: ((state: LinkState) => void)[] = [];
  const channels = new Map<string, { listener: (message: string) => void; lasting: boolean }>();
  const name = (rest: string): string => `sidecoach:${installation}:${rest}`;
  let state: LinkState = "away";
  let [closed, settling, floor] = [false, false, 0];
  let settleFirst: (error?: Error) => void = () => undefined;

  const change = (next: LinkState): void => {
    state = next;
    for (const listener of stateListeners) listener(next);
  };
  const fail = (error: unknown): void => {
    if (closed || state === "away") return;
    logger.warn({ err: error }, "Redis is away; sessions are told from this server's memory");
    for (const [channel, { lasting }] of channels) if (!lasting) channels.delete(channel);
    change("away");
    for (const client of both) client.disconnect(true);
  };
  const evaluate = async (script: RedisScript, keys: string[], args: (string | number)[]): Promise<unknown> => {
    try {
      return await commands.evalsha(script.sha, keys.length, ...keys, ...args);
    } catch (error) {
      if (!(error as Error).message.startsWith("NOSCRIPT")) throw error;
      return commands.eval(script.text, keys.length, ...keys, ...args);
    }
  };
  const areReady = (): boolean => both.every((client) => client.status === "ready");
  /** Both stand: learn which run of Redis this is, prove that writes go through, listen again; then it is back. */
  const settle = async (): Promise<void> => {
    if (closed || settling || state === "ok" || !areReady()) return;
    settling = true;
    try {
      const info = await commands.info("server");
      const version = field(info, "redis_version");
      if (Number.parseInt(version, 10) < LEAST_VERSION)
        settleFirst(
          new ConfigError(`REDIS_URL: Redis or Valkey ${LEAST_VERSION} or newer is needed, this is ${version}`),
        );
      floor = Number(await evaluate(EPOCH, [name("epoch")], [field(info, "run_id")]));
      if (channels.size > 0) await reader.subscribe(...channels.keys());
      if (areReady()) {
        logger.info("Redis is there");
        change("ok");
        settleFirst();
      }
    } catch (error) {
      logger.warn({ err: error }, "Redis answers, but does not work");
      setTimeout(() => void settle(), RETRY_MS).unref();
    } finally {
      settling = false;
    }
  };
  for (const client of both) {
    // Without a listener an error would end the process. What matters of it is the close that follows.
    client.on("error", (error: Error) => {
      if (isRefusal(error)) settleFirst(new ConfigError(`REDIS_URL: ${error.message}`));
      else logger.debug({ err: error }, "Redis connection");
    });
    client.on("close", () => fail(new Error("the connection was closed")));
    client.on("ready", () => void settle());
    // A failed first connect is tried again by the client itself.
    client.connect().catch(() => undefined);
  }
  reader.on("message", (channel: string, message: string) => channels.get(channel)?.listener(message));
  // A dead peer closes nothing: ask now and then.
  const pings = setInterval(() => {
    if (state === "ok") Promise.all(both.map((client) => client.ping())).catch(fail);
  }, PING_MS).unref();

  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    if (state === "away") throw new Error("Redis is away");
    try {
      return await work();
    } catch (error) {
      fail(error);
      throw error;
    }
  };
  const close = async (): Promise<void> => {
    closed = true;
    clearInterval(pings);
    for (const client of both) client.disconnect();
  };
  const link: RedisLink = {
    state: () => state,
    onState: (listener) => void stateListeners.push(listener),
    floor: () => floor,
    name,
    client: commands,
    run: (script, keys, args) => guarded(() => evaluate(script, keys, args)),
    ask: (work) => guarded(() => work(commands)),
    subscribe: async (channel, listener, lasting = false) => {
      channels.set(channel, { listener, lasting });
      if (lasting && state === "away") return;
      await guarded(() => reader.subscribe(channel));
    },
    unsubscribe: (channel) => {
      channels.delete(channel);
      if (state === "ok") reader.unsubscribe(channel).catch(fail);
    },
    close,
  };
  const first = new Promise<void>((resolve, reject) => {
    settleFirst = (error) => (error ? reject(error) : resolve());
    setTimeout(resolve, FIRST_TRY_MS).unref();
  });
  try {
    await first;
  } catch (error) {
    await close();
    throw error;
  }
  if (state === "away") logger.warn("Redis is away at the start");
  return link;
};
