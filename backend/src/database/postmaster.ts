import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { program } from "./postgres-binaries.ts";
import { clusterOf, type Location } from "./postgres-location.ts";

const readPid = (cluster: string): number | null => {
  try {
    return Number.parseInt(readFileSync(join(cluster, "postmaster.pid"), "utf8"), 10) || null;
  } catch {
    return null;
  }
};

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
};

const commandLine = (pid: number): string => {
  if (process.platform === "linux") {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8");
    } catch {
      return "";
    }
  }
  return spawnSync("ps", ["-ww", "-p", String(pid), "-o", "command="], { encoding: "utf8" }).stdout ?? "";
};

// Neither another program that was given the number since, nor a zombie: in a container nobody may reap an orphan.
const isServing = (pid: number, cluster: string): boolean =>
  isAlive(pid) && (process.platform === "win32" || commandLine(pid).includes(cluster));

/**
 * The process that serves this cluster, if any. A process id may have been given to another program since (after a restart
 * of the machine, or in a container), which would keep PostgreSQL from starting: such a stale file is removed.
 */
export const findPostmaster = ({ folder }: Location): number | null => {
  const cluster = clusterOf(folder);
  const pid = readPid(cluster);
  if (pid === null) return null;
  if (isServing(pid, cluster)) return pid;
  rmSync(join(cluster, "postmaster.pid"), { force: true });
  return null;
};

const waitForEnd = async (pid: number, cluster: string, milliseconds: number): Promise<boolean> => {
  const end = Date.now() + milliseconds;
  while (isServing(pid, cluster) && Date.now() < end) await sleep(20);
  return !isServing(pid, cluster);
};

const signal = (location: Location, pid: number, mode: "fast" | "immediate"): void => {
  // Windows has no signals; elsewhere pg_ctl would refuse to run as root.
  if (process.platform === "win32") {
    spawnSync(program(location.binaries, "pg_ctl"), ["stop", "-W", "-m", mode, "-D", clusterOf(location.folder)]);
    return;
  }
  try {
    process.kill(pid, mode === "fast" ? "SIGINT" : "SIGQUIT");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
};

/** Ends its connections and stops it with a checkpoint; without one where that takes too long (the log is then replayed). */
export const stopPostmaster = async (location: Location, pid: number): Promise<void> => {
  const cluster = clusterOf(location.folder);
  signal(location, pid, "fast");
  if (await waitForEnd(pid, cluster, 20_000)) return;
  signal(location, pid, "immediate");
  if (!(await waitForEnd(pid, cluster, 10_000))) throw new Error(`PostgreSQL (process ${pid}) does not stop`);
};
