import { createHash } from "node:crypto";
import { chownSync, existsSync, mkdirSync, renameSync, rmdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { canRun, canWriteIn, chooseAccount, isRoot, type Account } from "./postgres-account.ts";
import { copyBinaries, findPostgresBinaries, program, type PostgresBinaries } from "./postgres-binaries.ts";

/** Where the database lives, what runs it and as whom. */
export type Location = { folder: string; account: Account; binaries: PostgresBinaries };

const stateDirectory = "/var/lib/sidecoach";

export const clusterOf = (folder: string): string => join(folder, "data");

const prepareFolder = (folder: string, account: Account): void => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (account.uid !== undefined && account.gid !== undefined && !existsSync(clusterOf(folder))) {
    chownSync(folder, account.uid, account.gid);
  }
};

const hashOf = (dataDir: string): string => createHash("sha256").update(dataDir).digest("hex").slice(0, 16);

// Data whose DATA_DIR was deleted: nothing knows its password or its secrets any more, but it is not ours to delete.
const setAside = (folder: string, print: (line: string) => void): void => {
  if (!existsSync(clusterOf(folder))) return;
  const aside = `${folder}.${Date.now()}`;
  renameSync(folder, aside);
  print(`database: its data directory was deleted; what was left of it is in ${aside}`);
};

const chooseFolderAsRoot = (dataDir: string, print: (line: string) => void): string => {
  const inside = join(dataDir, "postgres");
  const account = chooseAccount(clusterOf(inside));
  if (existsSync(clusterOf(inside))) return inside;
  prepareFolder(inside, account);
  if (canWriteIn(account, inside)) return inside;
  rmdirSync(inside);
  const folder = join(stateDirectory, hashOf(dataDir));
  setAside(folder, print);
  return folder;
};

const runnableBinaries = (account: Account): PostgresBinaries => {
  const binaries = findPostgresBinaries();
  if (!isRoot() || canRun(account, program(binaries, "postgres"), ["--version"])) return binaries;
  mkdirSync(stateDirectory, { recursive: true, mode: 0o755 });
  return copyBinaries(binaries, stateDirectory);
};

/**
 * `recorded` is the folder chosen at the first start. As root, where the account that runs PostgreSQL cannot enter the data
 * directory (a home of mode 0700), data and binaries go to /var/lib/sidecoach, and `print` says so.
 */
export const chooseLocation = (
  dataDir: string,
  recorded: string | undefined,
  print: (line: string) => void,
): Location => {
  const folder = recorded ?? (isRoot() ? chooseFolderAsRoot(dataDir, print) : join(dataDir, "postgres"));
  const account = chooseAccount(clusterOf(folder));
  const binaries = runnableBinaries(account);
  mkdirSync(dirname(folder), { recursive: true, mode: 0o755 });
  prepareFolder(folder, account);
  if (isRoot() && !canWriteIn(account, folder))
    throw new Error(`the database in ${folder} cannot be entered by uid ${String(account.uid)}, which owns it`);
  if (folder !== join(dataDir, "postgres")) print(`database: kept in ${folder}`);
  return { folder, account, binaries };
};
