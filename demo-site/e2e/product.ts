import { spawn, type ChildProcess } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { listProcessesOf } from "./processes.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** What `npm start` does once everything is built. */
const SERVE = `const { main } = await import(${JSON.stringify(new URL("../../backend/dist/main.js", import.meta.url).href)}); await main();`;
const LINES = ["api", "demo", "console", "invitation", "model"] as const;
type Lines = Record<(typeof LINES)[number], string>;

export type ProductOptions = {
  /** settings beside ports and data directory, such as SIMULATOR_SPEED */
  env?: Record<string, string>;
  /** an address of an earlier run, so that open pages find it again */
  place?: Place;
};
export type Place = { dataDir: string; port: number; demoPort: number };

/** The real product as a child process, as `npm start` serves it. */
export type Product = {
  /** what it printed: URLs, and the invitation's token */
  lines: Lines;
  place: Place;
  /** everything it wrote, for a failing test's message */
  output: () => string;
  /** what a terminal does at Ctrl-C: the signal goes to the whole foreground group. Resolves with the exit code. */
  pressCtrlC: () => Promise<number | null>;
  stop: () => Promise<number | null>;
  /** kill -9 of the server alone; its database is left running, as after a real one */
  kill: () => Promise<void>;
  /** the same data and ports, once it has ended */
  startAgain: () => Promise<Product>;
};

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });

/** Below the ports that systems give to outgoing connections: one of those may take the port before the product does. */
const findPort = async (): Promise<number> => {
  const port = 15_000 + Math.floor(Math.random() * 15_000);
  return (await isFree(port)) ? port : await findPort();
};

const makePlace = async (): Promise<Place> => {
  const dataDir = await mkdtemp(join(tmpdir(), "sidecoach-e2e-"));
  // started as root, the database runs under another user, who has to get in
  await chmod(dataDir, 0o755);
  return { dataDir, port: await findPort(), demoPort: await findPort() };
};

/** The person's own settings (keys, a database) must not reach the product under test. */
const cleanEnv = (place: Place, extra: Record<string, string>): Record<string, string> => {
  const kept = ["PATH", "HOME", "TMPDIR", "LANG", "SystemRoot"];
  const own = Object.entries(process.env).filter(([name]) => kept.includes(name)) as [string, string][];
  return {
    ...Object.fromEntries(own),
    MODEL: "simulator",
    SIMULATOR_SPEED: "instant",
    DRAIN_SECONDS: "5",
    ...extra,
    DATA_DIR: place.dataDir,
    PORT: String(place.port),
    DEMO_PORT: String(place.demoPort),
  };
};

const readLines = (output: string): Lines =>
  Object.fromEntries(
    LINES.map((name) => {
      const found = new RegExp(`^${name}: (.+)$`, "m").exec(output)?.[1];
      if (found === undefined) throw new Error(`"${name}:" was not printed:\n${output}`);
      return [name, found.trim()];
    }),
  ) as Lines;

const waitForReady = (child: ChildProcess, output: () => string): Promise<void> =>
  new Promise((resolve, reject) => {
    const look = (): void => {
      if (/^ready$/m.test(output())) resolve();
    };
    child.stdout?.on("data", look);
    child.once("exit", (code) => reject(new Error(`it ended (${code}) before it was ready:\n${output()}`)));
  });

/** Starts the built product on free ports, on data of its own. Rejects with its output when it does not get ready. */
export const startProduct = async ({ env = {}, place: given }: ProductOptions = {}): Promise<Product> => {
  const place = given ?? (await makePlace());
  const child = spawn(process.execPath, ["--enable-source-maps", "--input-type=module", "--eval", SERVE], {
    cwd: ROOT,
    env: cleanEnv(place, env),
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let written = "";
  const output = (): string => written;
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (written += String(chunk)));
  const ended = new Promise<number | null>((resolve) => {
    child.once("exit", (code) => resolve(code));
  });
  await waitForReady(child, output).catch(async (error: unknown) => {
    if (given === undefined) await rm(place.dataDir, { recursive: true, force: true });
    throw error;
  });

  const pid = child.pid;
  if (pid === undefined) throw new Error("it has no process id");
  const send = async (target: number, signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) process.kill(target, signal);
    return await ended;
  };
  return {
    lines: readLines(written),
    place,
    output,
    pressCtrlC: async () => await send(-pid, "SIGINT"),
    stop: async () => await send(pid, "SIGTERM"),
    kill: async () => void (await send(pid, "SIGKILL")),
    startAgain: async () => await startProduct({ env, place }),
  };
};

/** Stops it and takes its data away. */
export const removeProduct = async (product: Product | undefined): Promise<void> => {
  if (product === undefined) return;
  await product.stop();
  // a server that a test killed leaves its database running; the first of the list is the one that ends the others
  const [left] = listProcessesOf(product.place.dataDir);
  if (left) process.kill(left.pid, "SIGQUIT");
  while (listProcessesOf(product.place.dataDir).length > 0) await setTimeout(100);
  await rm(product.place.dataDir, { recursive: true, force: true });
};
