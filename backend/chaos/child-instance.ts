import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { ChildSettings } from "./child-server.ts";
import { urlOf } from "./databases.ts";
import { startFlakyProxy } from "./flaky-proxy.ts";
import { type Instance, type InstanceParts, POOL_SIZE, SECRET_KEY } from "./instance.ts";

const bundle = fileURLToPath(new URL("../.build/chaos-child.mjs", import.meta.url));
let bundled: Promise<unknown> | null = null;

/** Once a run: a bundle starts in a third of the time that the sources would take. */
const bundleChild = (): Promise<unknown> =>
  (bundled ??= build({
    entryPoints: [fileURLToPath(new URL("child-server.ts", import.meta.url))],
    outfile: bundle,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    logLevel: "silent",
  }));

/** A server in a process of its own. `kill` is kill -9: nothing of it is told to anybody. */
export const createChildInstance = async (parts: Omit<InstanceParts, "overrides">): Promise<Instance> => {
  await bundleChild();
  const { hostname, port } = new URL(parts.databaseUrl);
  const line = await startFlakyProxy(() => ({ host: hostname, port: Number(port) }));
  let child: ChildProcess | null = null;
  let url: string | null = null;
  let id: string | null = null;

  const start = async (): Promise<void> => {
    const settings: ChildSettings = {
      config: { ...parts.config, redisUrl: parts.redisUrl },
      secretKey: SECRET_KEY,
      databaseUrl: urlOf(parts.databaseUrl, { port: line.port }),
      modelUrl: parts.modelUrl,
      poolSize: POOL_SIZE,
      stallMs: parts.stallMs,
    };
    const started = spawn(process.execPath, ["--enable-source-maps", "--expose-gc", bundle], {
      env: { ...process.env, CHAOS_CHILD: JSON.stringify(settings) },
      stdio: ["pipe", "pipe", "inherit"],
    });
    child = started;
    const first = await Promise.race([
      once(started.stdout, "data").then(([data]) => String(data)),
      once(started, "exit").then(([code]) => Promise.reject(new Error(`the child ended with ${String(code)}`))),
    ]);
    const said = JSON.parse(first) as { url: string; serverId: string };
    [url, id] = [said.url, said.serverId];
  };
  const leave = async (signal: "SIGTERM" | "SIGKILL"): Promise<void> => {
    const leaving = child;
    [child, url, id] = [null, null, null];
    if (!leaving || leaving.exitCode !== null || leaving.signalCode !== null) return;
    const gone = once(leaving, "exit");
    leaving.kill(signal);
    await gone;
  };
  return {
    name: parts.name,
    url: () => url,
    serverId: () => id,
    line,
    start,
    drain: () => leave("SIGTERM"),
    kill: () => leave("SIGKILL"),
    collect: () => void child?.stdin?.write("collect\n"),
    world: () => null,
    close: async () => {
      await leave("SIGKILL");
      await line.stop();
    },
  };
};
