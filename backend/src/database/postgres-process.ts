import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { program } from "./postgres-binaries.ts";
import { postgresEnvironment } from "./postgres-cluster.ts";
import { clusterOf, type Location } from "./postgres-location.ts";
import { postgresUrl, type PostgresState } from "./postgres-state.ts";

const maxLogBytes = 5_000_000;

// Statements and key values stay out of the log: they hold what people wrote.
const settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "150",
  shared_buffers: "128MB",
  timezone: "UTC",
  log_timezone: "UTC",
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
};
const volatileSettings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

const tryPort = (port: number): Promise<number | null> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(null));
    probe.listen(port, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : null));
    });
  });

/** The port of the last start where it is still free, so that URLs stay good; else any free one. */
export const choosePort = async (kept: number | undefined): Promise<number> => {
  const port = (kept && (await tryPort(kept))) || (await tryPort(0));
  if (!port) throw new Error("there is no free port on 127.0.0.1");
  return port;
};

const openLog = (file: string): number => {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > maxLogBytes) renameSync(file, `${file}.1`);
  return openSync(file, "a", 0o600);
};

/** In its own process group, so that Ctrl-C does not reach it before the drain; its log outlives us, unlike a pipe. */
const spawnPostgres = ({ folder, binaries, account }: Location, port: number, fsync: boolean): ChildProcess => {
  const all = Object.entries({ ...settings, ...(fsync ? {} : volatileSettings) });
  const log = openLog(join(folder, "postgres.log"));
  try {
    const args = [
      "-D",
      clusterOf(folder),
      "-p",
      String(port),
      ...all.flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ];
    return spawn(program(binaries, "postgres"), args, {
      ...account,
      ...postgresEnvironment,
      cwd: folder,
      detached: true,
      windowsHide: true,
      stdio: ["ignore", log, log],
    });
  } finally {
    closeSync(log);
  }
};

const isReady = async (url: string): Promise<boolean> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on("error", () => {});
  try {
    await client.connect();
    return true;
  } catch (error) {
    const { code } = error as { code?: string };
    // Not listening yet, or still replaying its log.
    if (code === "ECONNREFUSED" || code === "ECONNRESET" || code === "57P03") return false;
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
};

const lastLines = ({ folder }: Location): string =>
  readFileSync(join(folder, "postgres.log"), "utf8").trimEnd().split("\n").slice(-5).join("\n");

/** Resolves once it answers. Rejects with the end of its log where it ended instead. */
export const startPostgres = async (
  location: Location,
  state: PostgresState,
  fsync: boolean,
): Promise<ChildProcess> => {
  const child = spawnPostgres(location, state.port, fsync);
  // Also where we end without a drain: by an exception, process.exit, or Ctrl-C in the midst of this start.
  const interrupt = (): void => void child.kill("SIGINT");
  process.once("exit", interrupt);
  child.once("exit", () => process.removeListener("exit", interrupt));
  let failure: Error | undefined;
  child.once("error", (error) => (failure = error));
  const checkAlive = (): void => {
    if (failure) throw failure;
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`PostgreSQL did not start:\n${lastLines(location)}`);
  };
  try {
    while (!(await isReady(postgresUrl(state, "postgres")))) {
      checkAlive();
      await sleep(25);
    }
    // Something else may have taken the port between the probe and the start.
    checkAlive();
    return child;
  } catch (error) {
    child.kill("SIGINT");
    checkAlive();
    throw error;
  }
};
