// A Redis of one test file's own, where a redis-server is found:
//
//   const redis = await useTestRedis();
//   redis.url, redis.kill(), redis.start()    in a describe.skipIf(!redis)
//
// Nothing is written to disk, so that a kill loses everything, unless it is asked to keep.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { afterAll } from "vitest";

export type TestRedis = {
  url: string;
  /** kill -9 */
  kill: () => Promise<void>;
  start: () => Promise<void>;
  /** It stands, and answers nobody. */
  freeze: () => void;
  thaw: () => void;
  flush: () => Promise<void>;
};

const PROGRAM = "redis-server";

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
};

const answers = async (port: number): Promise<boolean> => {
  const client = new Redis(port, "127.0.0.1", { lazyConnect: true, retryStrategy: () => null });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return (await client.ping()) === "PONG";
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
};

const hasRedis = (): boolean => spawnSync(PROGRAM, ["--version"]).status === 0;

/** To be awaited at the top of a test file. null where there is no redis-server: says so. */
export const useTestRedis = async (options: { keep?: boolean } = {}): Promise<TestRedis | null> => {
  if (!hasRedis()) {
    console.log("SKIPPED: redis-server not found");
    return null;
  }
  const [port, folder] = [await freePort(), mkdtempSync(join(tmpdir(), "sidecoach-redis-"))];
  const settings = `--port ${port} --bind 127.0.0.1 --dir ${folder} --save`.split(" ").concat("");
  settings.push("--appendonly", options.keep ? "yes" : "no", "--daemonize", "no");
  let child: ChildProcess | null = null;
  const isAlive = (): boolean => child !== null && child.exitCode === null && child.signalCode === null;
  const start = async (): Promise<void> => {
    if (isAlive()) return;
    child = spawn(PROGRAM, settings, { stdio: "ignore" });
    for (let tries = 0; tries < 200; tries++) {
      if (await answers(port)) return;
      await sleep(25);
    }
    throw new Error("redis-server did not start");
  };
  const kill = async (): Promise<void> => {
    if (!child || !isAlive()) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  };
  // Also where the tests end without their last hook.
  process.once("exit", () => void child?.kill("SIGKILL"));
  await start();
  afterAll(async () => {
    child?.kill("SIGCONT");
    await kill();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    start,
    freeze: () => void child?.kill("SIGSTOP"),
    thaw: () => void child?.kill("SIGCONT"),
    flush: async () => {
      const client = new Redis(port, "127.0.0.1");
      await client.flushall();
      client.disconnect();
    },
  };
};
