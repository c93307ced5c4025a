import { type ChildProcessByStdio, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { type FlakyProxy, startFlakyProxy } from "./flaky-proxy.ts";

/** A Redis of its own for one arena, behind a line that can be held and cut. */
export type ArenaRedis = {
  url: string;
  line: FlakyProxy;
  /** kill -9: what it held is lost */
  kill: () => void;
  start: () => Promise<void>;
  stop: () => Promise<void>;
};

const lookForRedis = (): boolean => {
  try {
    execFileSync("redis-server", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};
let found: boolean | null = null;
/** Whether this machine has a redis-server. */
export const hasRedis = (): boolean => (found ??= lookForRedis());

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
};

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"));
    const done = (found: boolean): void => {
      socket.destroy();
      resolve(found);
    };
    socket.on("data", (data) => done(data.toString().startsWith("+PONG")));
    socket.on("error", () => done(false));
  });

/** Ends with this process, however that ends: the shell holds on to Redis for as long as our end of its input is open. */
const KEEPER = 'redis-server "$@" >/dev/null 2>&1 & echo $!; cat >/dev/null; kill -9 $!';

export const startRedis = async (): Promise<ArenaRedis> => {
  const folder = mkdtempSync(join(tmpdir(), "sidecoach-chaos-redis-"));
  const port = await freePort();
  const settings = `--port ${port} --bind 127.0.0.1 --save  --appendonly no --dir ${folder}`.split(" ");
  let keeper: ChildProcessByStdio<Writable, Readable, null> | null = null;
  let pid: number | null = null;
  const line = await startFlakyProxy(() => ({ host: "127.0.0.1", port }));
  const start = async (): Promise<void> => {
    if (pid !== null) return;
    // the one that was killed may still hold the port
    while (await answers(port)) await sleep(5);
    keeper = spawn("sh", ["-c", KEEPER, "redis", ...settings], { stdio: ["pipe", "pipe", "ignore"] });
    const [said] = (await once(keeper.stdout, "data")) as [Buffer];
    pid = Number(said.toString());
    while (!(await answers(port))) await sleep(5);
  };
  const kill = (): void => {
    try {
      if (pid !== null) process.kill(pid, "SIGKILL");
    } catch {
      // it has ended by itself
    }
    pid = null;
    keeper?.stdin.end();
  };
  await start();
  return {
    url: `redis://127.0.0.1:${line.port}`,
    line,
    kill,
    start,
    stop: async () => {
      kill();
      await line.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
