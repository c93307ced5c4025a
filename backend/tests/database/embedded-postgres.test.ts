import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectOrStart } from "../../src/database/connect-embedded.ts";
import {
  DataDirInUse,
  startEmbeddedPostgres,
  takeInstanceLock,
  type EmbeddedPostgres,
} from "../../src/database/embedded-postgres.ts";

let dataDir: string;
let started: { stop(): Promise<void>; location?: string }[];

beforeEach(() => {
  started = [];
  dataDir = mkdtempSync(join(tmpdir(), "sidecoach-test-"));
  chmodSync(dataDir, 0o711);
});
afterEach(async () => {
  for (const { stop } of started) await stop();
  started.forEach(({ location }) => location && rmSync(location, { recursive: true, force: true }));
  rmSync(dataDir, { recursive: true, force: true });
});

const start = async (
  options: { fsync?: boolean; onExit?: (error: Error) => void; print?: (line: string) => void } = {},
): Promise<EmbeddedPostgres> => {
  const postgres = await startEmbeddedPostgres({ dataDir, fsync: false, ...options });
  started.push(postgres);
  return postgres;
};

const query = async (url: string, sql: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client
    .query<Record<string, unknown>>(sql)
    .then(({ rows }) => rows)
    .finally(() => client.end());
};

const postmasterPid = (location: string): number =>
  Number.parseInt(readFileSync(join(location, "data", "postmaster.pid"), "utf8"), 10);

const isGone = async (pid: number): Promise<boolean> => {
  for (let tries = 0; tries < 250; tries++) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    // A zombie that nobody reaps, as in a container.
    if (existsSync(`/proc/${pid}/cmdline`) && readFileSync(`/proc/${pid}/cmdline`, "utf8") === "") return true;
    await sleep(20);
  }
  return false;
};

// Promise.withResolvers came with Node 22.
const promiseWithResolve = <Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } => {
  let resolve!: (value: Value) => void;
  const promise = new Promise<Value>((settle) => (resolve = settle));
  return { promise, resolve };
};

type Report = { url: string; location: string; error?: string };

const runProcess = async (...flags: string[]): Promise<{ child: ChildProcess; report: Report }> => {
  const script = fileURLToPath(new URL("run-postgres.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script, dataDir, ...flags], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  started.push({
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null && child.kill("SIGTERM")) await once(child, "exit");
    },
  });
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return { child, report: JSON.parse(line) as Report };
};

describe("startEmbeddedPostgres", () => {
  it("serves PostgreSQL 18 on 127.0.0.1 alone, with a password", async () => {
    const { url } = await start();
    const [row] = await query(
      url,
      "SELECT current_setting('server_version_num')::int / 10000 AS version, current_setting('listen_addresses') AS addresses, current_setting('max_connections')::int AS connections",
    );
    expect(row).toEqual({ version: 18, addresses: "127.0.0.1", connections: 150 });
    const wrong = new URL(url);
    wrong.password = "guess";
    await expect(query(wrong.href, "SELECT 1")).rejects.toThrow("password authentication failed");
    expect(await query(url, "SELECT DISTINCT auth_method FROM pg_hba_file_rules")).toEqual([
      { auth_method: "scram-sha-256" },
    ]);
    expect(statSync(join(dataDir, "postgres.json")).mode & 0o777).toBe(0o600);
  });

  it("keeps data, port and password over a restart", async () => {
    const first = await start();
    await query(first.url, "CREATE TABLE kept AS SELECT 7 AS n");
    await first.stop();
    await expect(query(first.url, "SELECT 1")).rejects.toThrow("ECONNREFUSED");
    const second = await start();
    expect(second.url).toBe(first.url);
    expect(await query(second.url, "SELECT n FROM kept")).toEqual([{ n: 7 }]);
  });

  it("starts over where initdb was cut short", async () => {
    const unfinished = join(dataDir, "postgres", "data.123");
    mkdirSync(unfinished, { recursive: true });
    writeFileSync(join(unfinished, "PG_VERSION"), "18\n");
    const { url, location } = await start();
    expect(await query(url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(existsSync(join(location, "data.123"))).toBe(false);
  });

  it("makes a new password where postgres.json was lost, and keeps the data", async () => {
    const first = await start();
    await query(first.url, "CREATE TABLE kept AS SELECT 7 AS n");
    await first.stop();
    rmSync(join(dataDir, "postgres.json"));
    const second = await start();
    expect(new URL(second.url).password).not.toBe(new URL(first.url).password);
    expect(await query(second.url, "SELECT n FROM kept")).toEqual([{ n: 7 }]);
  });

  it("ignores a process id that another program has now", async () => {
    const first = await start();
    await first.stop();
    writeFileSync(join(first.location, "data", "postmaster.pid"), `${process.pid}\n`);
    const second = await start();
    expect(await query(second.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  it("stops what a killed server left running, and loses nothing", async () => {
    const { child, report } = await runProcess();
    await query(report.url, "CREATE TABLE kept AS SELECT 7 AS n");
    child.kill("SIGKILL");
    await once(child, "exit");
    const orphan = postmasterPid(report.location);
    expect(await query(report.url, "SELECT n FROM kept")).toEqual([{ n: 7 }]);
    const { url, location } = await start();
    expect(postmasterPid(location)).not.toBe(orphan);
    expect(await isGone(orphan)).toBe(true);
    expect(await query(url, "SELECT n FROM kept")).toEqual([{ n: 7 }]);
  });

  it("recovers where PostgreSQL itself was killed", async () => {
    const first = await start({ fsync: true });
    await query(first.url, "CREATE TABLE kept AS SELECT 7 AS n");
    process.kill(postmasterPid(first.location), "SIGKILL");
    await first.stop();
    const second = await start();
    expect(await query(second.url, "SELECT n FROM kept")).toEqual([{ n: 7 }]);
  });

  it("refuses a data directory that a live server uses", async () => {
    const { report } = await runProcess();
    await expect(start()).rejects.toBeInstanceOf(DataDirInUse);
    expect(await query(report.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  it("lets one of two that start at once win", async () => {
    const results = await Promise.all([runProcess(), runProcess()]);
    expect(results.map(({ report }) => report.error ?? "started").sort()).toEqual(["DataDirInUse", "started"]);
  });

  it("takes over where a start was cut short", async () => {
    const { child } = await runProcess();
    child.kill("SIGKILL");
    await once(child, "exit");
    writeFileSync(join(dataDir, "starting"), String(child.pid));
    expect(await query((await start()).url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(existsSync(join(dataDir, "starting"))).toBe(false);
  });

  it("leaves no process when it is stopped", async () => {
    const { child, report } = await runProcess();
    const pid = postmasterPid(report.location);
    child.kill("SIGTERM");
    await once(child, "exit");
    expect(await isGone(pid)).toBe(true);
  });

  it("leaves no process when its server ends without stopping it", async () => {
    const { child, report } = await runProcess("abrupt");
    const pid = postmasterPid(report.location);
    child.kill("SIGTERM");
    await once(child, "exit");
    expect(await isGone(pid)).toBe(true);
  });

  it.each(["SIGQUIT", "SIGKILL"] as const)("starts again in place what ended by itself (%s)", async (signal) => {
    const lines: string[] = [];
    const { url, location, stop } = await start({ print: (line) => lines.push(line) });
    // Without fsync it does not wait for its log either.
    await query(url, "CREATE TABLE kept AS SELECT 7 AS n");
    await query(url, "CHECKPOINT");
    process.kill(postmasterPid(location), signal);
    await expect
      .poll(() => query(url, "SELECT n FROM kept").catch(() => null), { timeout: 25_000 })
      .toEqual([{ n: 7 }]);
    expect(lines.filter((line) => line.includes("ended by itself"))).toHaveLength(1);
    const pid = postmasterPid(location);
    await stop();
    expect(await isGone(pid)).toBe(true);
  });

  it("says so when PostgreSQL ends by itself and cannot be started again", async () => {
    const ended = promiseWithResolve<Error>();
    const { location } = await start({ onExit: ended.resolve });
    const pid = postmasterPid(location);
    renameSync(join(location, "data", "PG_VERSION"), join(location, "data", "PG_VERSION.away"));
    process.kill(pid, "SIGQUIT");
    expect((await ended.promise).message).toContain("ended by itself");
  });
});

// Only root has to make way for another account.
describe.runIf(process.getuid?.() === 0)("as root, in a folder nobody else can enter", () => {
  it("keeps the database elsewhere, and says where", async () => {
    chmodSync(dataDir, 0o700);
    const lines: string[] = [];
    const first = await start({ print: (line) => lines.push(line) });
    expect(first.location).toMatch(/^\/var\/lib\/sidecoach\/[0-9a-f]{16}$/);
    expect(lines).toEqual([`database: kept in ${first.location}`]);
    await query(first.url, "CREATE TABLE kept AS SELECT 7 AS n");
    await first.stop();
    const second = await start();
    expect(await query(second.url, "SELECT n FROM kept")).toEqual([{ n: 7 }]);
  });
});

describe("connectOrStart", () => {
  it("uses the database of a running server, and leaves it running", async () => {
    const { report } = await runProcess();
    const connected = await connectOrStart({ dataDir });
    expect(connected.url).toBe(report.url);
    await connected.stop();
    expect(await query(report.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  it("starts it for a moment where no server runs", async () => {
    const connected = await connectOrStart({ dataDir, fsync: false });
    started.push(connected);
    expect(await query(connected.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await connected.stop();
    await expect(query(connected.url, "SELECT 1")).rejects.toThrow("ECONNREFUSED");
  });
});

describe("takeInstanceLock", () => {
  it("is shared by servers that are joined, and never with one that is not", async () => {
    const { url } = await start();
    const joined = [await takeInstanceLock(url, { shared: true }), await takeInstanceLock(url, { shared: true })];
    expect(joined).not.toContain(null);
    expect(await takeInstanceLock(url)).toBeNull();
    for (const lock of joined) await lock?.release();
    const alone = await takeInstanceLock(url);
    expect(alone).not.toBeNull();
    expect(await takeInstanceLock(url, { shared: true })).toBeNull();
    await alone?.release();
  });

  it("is held by one at a time, until released", async () => {
    const { url } = await start();
    const first = await takeInstanceLock(url);
    expect(first).not.toBeNull();
    expect(await takeInstanceLock(url)).toBeNull();
    await first?.release();
    const second = await takeInstanceLock(url);
    expect(second).not.toBeNull();
    await second?.release();
  });

  it("is taken again when its connection is lost, and lost where another was faster", async () => {
    const { url } = await start();
    const lost = promiseWithResolve<void>();
    const held = await takeInstanceLock(url, { onLost: lost.resolve });
    const cutOff =
      "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    await query(url, cutOff);
    await expect
      .poll(
        () =>
          query(
            url,
            "SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
          ),
        { timeout: 10_000 },
      )
      .toEqual([{ n: 1 }]);
    // The other is faster when the lock goes and comes within one statement of its own.
    const other = new pg.Client({ connectionString: url });
    await other.connect();
    const { rows } = await other.query<{ objid: string; classid: string }>(
      "SELECT classid, objid FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    );
    const key = (BigInt(rows[0]?.classid ?? 0) << 32n) + BigInt(rows[0]?.objid ?? 0);
    const waiting = other.query("SELECT pg_advisory_lock($1::bigint)", [key.toString()]);
    await query(url, `${cutOff} AND granted`);
    await waiting;
    await lost.promise;
    await other.end();
    await held?.release();
  });
});
