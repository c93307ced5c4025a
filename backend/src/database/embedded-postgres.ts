import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { holdLock, type HeldLock } from "./hold-lock.ts";
import { isRoot } from "./postgres-account.ts";
import { clusterExists, createCluster, resetPassword } from "./postgres-cluster.ts";
import { chooseLocation, type Location } from "./postgres-location.ts";
import { choosePort, startPostgres } from "./postgres-process.ts";
import { database, postgresUrl, readState, writeState, type PostgresState } from "./postgres-state.ts";
import { findPostmaster, stopPostmaster } from "./postmaster.ts";
import { DataDirInUse, whileStarting } from "./start-lock.ts";

export { prepareAlone, takeInstanceLock } from "./hold-lock.ts";
export { DataDirInUse } from "./start-lock.ts";

export type EmbeddedPostgresOptions = {
  /** Made where missing. Its postgres.json (0600) tells the command line how to connect. */
  dataDir: string;
  /** Off for tests only: a crash of the machine then loses data. */
  fsync?: boolean;
  print?: (line: string) => void;
  /** The database ended by itself and could not be started again: nothing works any more. */
  onExit?: (error: Error) => void;
};

export type EmbeddedPostgres = {
  /** Of the database `sidecoach`, which exists and may be empty. */
  url: string;
  /** The folder that holds cluster and log; not always inside the data directory. */
  location: string;
  /** Ends all connections and the process. */
  stop(): Promise<void>;
};

const supervisorKey = 7_243_203_002;
const attempts = 5;
// Another program took the port between probe and start; or the children of a killed postmaster are still ending.
const passing = /Address already in use|shared memory block/;

const stopOrphan = async (location: Location, state: PostgresState | null, dataDir: string): Promise<void> => {
  const pid = findPostmaster(location);
  if (pid === null) return;
  // Whoever started it holds this lock for as long as they live. Where it cannot be asked, nobody can be using it.
  const lock = state && (await holdLock(postgresUrl(state, "postgres"), supervisorKey).catch(() => undefined));
  if (lock === null && state) throw new DataDirInUse(dataDir);
  await lock?.release();
  await stopPostmaster(location, pid);
};

const preparePassword = (location: Location, state: PostgresState | null, fsync: boolean): string => {
  const password = state?.password ?? randomBytes(24).toString("base64url");
  const recovering = !state && clusterExists(location);
  createCluster(location, password, fsync);
  if (recovering) resetPassword(location, password);
  return password;
};

type Running = { child: ChildProcess; state: PostgresState };

const startOnSomePort = async (
  location: Location,
  state: PostgresState,
  fsync: boolean,
  attempt = 1,
): Promise<Running> => {
  try {
    return { child: await startPostgres(location, state, fsync), state };
  } catch (error) {
    if (attempt === attempts || !passing.test(String(error))) throw error;
    await sleep(300);
    return startOnSomePort(location, { ...state, port: await choosePort(state.port) }, fsync, attempt + 1);
  }
};

const createDatabaseIfMissing = async (state: PostgresState): Promise<void> => {
  const client = new pg.Client({ connectionString: postgresUrl(state, "postgres") });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [database]);
    if (!rowCount) await client.query(`CREATE DATABASE ${database}`);
  } finally {
    await client.end();
  }
};

// Waits before each try to start one again that ended by itself. One that keeps ending is given up.
const restartWaits = [100, 500, 1_000, 3_000];
const restartsAMinute = 5;

type Supervised = { location: Location; running: Running; lock: HeldLock; fsync: boolean };

const supervise = (
  { location, running, lock, fsync }: Supervised,
  { print, onExit }: { print: (line: string) => void; onExit: (error: Error) => void },
): EmbeddedPostgres => {
  const { state } = running;
  let { child } = running;
  let stopping: Promise<void> | undefined;
  let restarting: Promise<void> = Promise.resolve();
  let restarts: number[] = [];

  const tryAgain = async (): Promise<boolean> => {
    for (const wait of restartWaits) {
      await sleep(wait);
      if (stopping) return true;
      // On the same port, since everybody has the address.
      const again = await startPostgres(location, state, fsync).catch(() => null);
      if (again) {
        watch(again);
        return true;
      }
    }
    return false;
  };
  const startAgain = async (why: string): Promise<void> => {
    restarts = [...restarts.filter((at) => at > Date.now() - 60_000), Date.now()];
    print(`database: PostgreSQL ended by itself (${why}); starting it again`);
    if (restarts.length <= restartsAMinute && (await tryAgain())) return;
    void lock.release();
    onExit(new Error(`PostgreSQL ended by itself (${why}) and does not stay up; its log is in ${location.folder}`));
  };
  const watch = (started: ChildProcess): void => {
    child = started;
    child.once("exit", (code, signal) => {
      if (!stopping) restarting = startAgain(signal ?? `code ${String(code)}`);
    });
  };
  watch(child);

  const stop = async (): Promise<void> => {
    await lock.release();
    await restarting;
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    await stopPostmaster(location, child.pid);
    await ended;
  };
  return { url: postgresUrl(state, database), location: location.folder, stop: () => (stopping ??= stop()) };
};

const start = async (dataDir: string, options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> => {
  const { fsync = true, print = () => {}, onExit = () => {} } = options;
  const recorded = readState(dataDir);
  const location = chooseLocation(dataDir, recorded?.location, print);
  await stopOrphan(location, recorded, dataDir);
  const password = preparePassword(location, recorded, fsync);
  const chosen = { location: location.folder, port: await choosePort(recorded?.port), password };
  // Before the start, so that an orphan of a start that was cut short can be asked for its lock.
  writeState(dataDir, chosen);
  const running = await startOnSomePort(location, chosen, fsync);
  try {
    writeState(dataDir, running.state);
    const lock = await holdLock(postgresUrl(running.state, "postgres"), supervisorKey);
    if (!lock) throw new DataDirInUse(dataDir);
    await createDatabaseIfMissing(running.state);
    return supervise({ location, running, lock, fsync }, { print, onExit });
  } catch (error) {
    running.child.kill("SIGINT");
    throw error;
  }
};

/**
 * Starts the PostgreSQL that npm brought, on 127.0.0.1 and a port of its own, making its data where there is none. What a
 * killed server left running is stopped first. Throws DataDirInUse where a live one uses the data directory.
 */
export const startEmbeddedPostgres = async (options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> => {
  const dataDir = resolve(options.dataDir);
  // Root lets the account that runs PostgreSQL pass through; every file in it is 0600.
  mkdirSync(dataDir, { recursive: true, mode: isRoot() ? 0o711 : 0o700 });
  return whileStarting(dataDir, () => start(dataDir, options));
};
