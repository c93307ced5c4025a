import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive } from "./postmaster.ts";

/** Another live process runs the database of this data directory. */
export class DataDirInUse extends Error {
  override readonly name = "DataDirInUse";
  constructor(dataDir: string) {
    super(`another server is using ${dataDir}: stop it first, or choose another DATA_DIR`);
  }
}

// Longer than any start; a file older than this was left by a process whose number another one has now.
const maxStartMilliseconds = 120_000;

const isStale = (file: string): boolean => {
  try {
    const pid = Number.parseInt(readFileSync(file, "utf8"), 10);
    return !isAlive(pid) || Date.now() - statSync(file).mtimeMs > maxStartMilliseconds;
  } catch {
    return true;
  }
};

const create = (file: string): boolean => {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
};

/** Keeps a second start out for the moments before the database runs and can hold a lock itself. Throws DataDirInUse. */
export const whileStarting = async <Result>(dataDir: string, start: () => Promise<Result>): Promise<Result> => {
  const file = join(dataDir, "starting");
  if (!create(file)) {
    if (!isStale(file)) throw new DataDirInUse(dataDir);
    rmSync(file, { force: true });
    if (!create(file)) throw new DataDirInUse(dataDir);
  }
  try {
    return await start();
  } finally {
    rmSync(file, { force: true });
  }
};
