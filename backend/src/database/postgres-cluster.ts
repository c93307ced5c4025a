import { spawnSync } from "node:child_process";
import { chownSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { majorVersion, program } from "./postgres-binaries.ts";
import { clusterOf, type Location } from "./postgres-location.ts";

/** A small, fixed environment: no PG… variable, locale or time zone of the user's reaches PostgreSQL. Windows needs its own. */
export const postgresEnvironment =
  process.platform === "win32" ? {} : { env: { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" } };

const run = (
  { binaries, account, folder }: Location,
  name: "initdb" | "postgres",
  args: readonly string[],
  input = "",
): void => {
  const { status, error, stderr } = spawnSync(program(binaries, name), args, {
    ...account,
    ...postgresEnvironment,
    cwd: folder,
    input,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${name} failed: ${error?.message ?? stderr.trim()}`);
};

const withPasswordFile = (location: Location, password: string, use: (file: string) => void): void => {
  const file = join(location.folder, "password");
  rmSync(file, { force: true });
  writeFileSync(file, password, { mode: 0o600 });
  const { uid, gid } = location.account;
  if (uid !== undefined && gid !== undefined) chownSync(file, uid, gid);
  try {
    use(file);
  } finally {
    rmSync(file, { force: true });
  }
};

const removeUnfinished = (folder: string): void =>
  readdirSync(folder)
    .filter((name) => name.startsWith("data."))
    .forEach((name) => rmSync(join(folder, name), { recursive: true, force: true }));

const initialise = (location: Location, password: string, fsync: boolean): void => {
  removeUnfinished(location.folder);
  // A crash in the midst of initdb leaves a folder that looks like a cluster: only a whole one gets the name.
  const unfinished = `${clusterOf(location.folder)}.${process.pid}`;
  withPasswordFile(location, password, (file) => {
    const access = ["-U", "postgres", "--auth=scram-sha-256", `--pwfile=${file}`];
    const encoding = ["-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
    run(location, "initdb", ["-D", unfinished, ...access, ...encoding, ...(fsync ? [] : ["--no-sync"])]);
  });
  renameSync(unfinished, clusterOf(location.folder));
};

const checkVersion = ({ folder, binaries }: Location): void => {
  const made = readFileSync(join(clusterOf(folder), "PG_VERSION"), "utf8").trim();
  if (made === majorVersion(binaries)) return;
  throw new Error(
    `the database in ${folder} was made by PostgreSQL ${made}, this is ${majorVersion(binaries)}: dump it with the old one and restore it`,
  );
};

export const clusterExists = ({ folder }: Location): boolean => existsSync(join(clusterOf(folder), "PG_VERSION"));

/** Makes the cluster where there is none; the superuser is `postgres` with this password, over scram-sha-256 alone. */
export const createCluster = (location: Location, password: string, fsync: boolean): void => {
  if (clusterExists(location)) checkVersion(location);
  else initialise(location, password, fsync);
};

/** For a cluster whose password was lost with postgres.json. Nobody may be running it. `password` is base64url. */
export const resetPassword = (location: Location, password: string): void =>
  run(
    location,
    "postgres",
    ["--single", "-D", clusterOf(location.folder), "postgres"],
    `ALTER ROLE postgres PASSWORD '${password}'\n`,
  );
