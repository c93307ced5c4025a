// PostgreSQL's own programs, where this machine has a whole set of them, and a server of that set: what an installation with
// DATABASE_URL has. The PostgreSQL that npm brings has no pg_dump, and one of another, older set does not dump it.
import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { once } from "node:events";
import { delimiter, join } from "node:path";
import { chooseAccount } from "../src/database/postgres-account.ts";

export type PostgresTools = { bin: string; version: number };

const PROGRAMS = ["initdb", "pg_ctl", "postgres", "pg_dump", "pg_restore"];
const OLDEST = 15;
const inEach = (folder: string): string[] =>
  (existsSync(folder) ? readdirSync(folder) : []).map((name) => join(folder, name, "bin"));

/** The newest set that this program supports; null where there is none. */
export const findPostgresTools = (): PostgresTools | null => {
  const folders = [
    ...inEach("/usr/lib/postgresql"),
    ...inEach("/opt/homebrew/opt"),
    ...(process.env["PATH"] ?? "").split(delimiter),
  ].filter((bin) => PROGRAMS.every((name) => existsSync(join(bin, name))));
  const sets = folders.map((bin) => {
    const { stdout } = spawnSync(join(bin, "pg_dump"), ["--version"], { encoding: "utf8" });
    return { bin, version: Number(/\) (\d+)/.exec(stdout)?.[1]) };
  });
  return sets.filter(({ version }) => version >= OLDEST).toSorted((a, b) => b.version - a.version)[0] ?? null;
};

/** @throws Error with what it wrote, where it fails */
export const runTool = ({ bin }: PostgresTools, name: string, args: readonly string[], as: object = {}): void => {
  // pg_ctl leaves a server behind that would hold a pipe open.
  const stdio = name === "pg_ctl" ? "ignore" : "pipe";
  const { status, stderr } = spawnSync(join(bin, name), args, { encoding: "utf8", stdio, cwd: "/", ...as });
  if (status !== 0) throw new Error(`${name}: ${stderr}`);
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
};

/** @returns the address of its database `postgres`, and how it is stopped and forgotten */
export const startPostgresOf = async (tools: PostgresTools): Promise<{ url: string; stop: () => void }> => {
  const [folder, port, password] = [mkdtempSync(join(tmpdir(), "sidecoach-test-")), await freePort(), randomUUID()];
  const [data, passwordFile] = [join(folder, "data"), join(folder, "password")];
  const account = chooseAccount(data);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account.uid !== undefined && account.gid !== undefined)
    for (const it of [folder, passwordFile]) chownSync(it, account.uid, account.gid);
  chmodSync(folder, 0o711);
  runTool(
    tools,
    "initdb",
    [
      "-D",
      data,
      "-U",
      "postgres",
      "-A",
      "scram-sha-256",
      `--pwfile=${passwordFile}`,
      "-E",
      "UTF8",
      "--locale=C",
      "--no-sync",
    ],
    account,
  );
  const settings = `-p ${port} -F -c listen_addresses=127.0.0.1 -c unix_socket_directories=''`;
  runTool(tools, "pg_ctl", ["start", "-w", "-D", data, "-l", join(folder, "log"), "-o", settings], account);
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    stop: () => {
      runTool(tools, "pg_ctl", ["stop", "-m", "immediate", "-D", data], account);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
