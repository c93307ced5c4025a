import { spawnSync } from "node:child_process";
import { cpus, loadavg } from "node:os";

/** Of the server under test, and of all that loads it: upstream, readers, database. */
export const SERVER_CORE = 0;
export const LOAD_CORE = 1;

// The machine's cores, not those that this process, itself on one of them, may use.
const cores = cpus().length;
export const pins = cores > 1 && spawnSync("taskset", ["-V"]).status === 0;

/** A command line that runs on one core alone; as it is where that cannot be had. */
export const onCore = (core: number, words: string[]): { command: string; args: string[] } => {
  const [command = "", ...args] = pins ? ["taskset", "-c", String(core), ...words] : words;
  return { command, args };
};

export const describeMachine = (): string =>
  `${cores} cores (${cpus()[0]?.model.trim() || process.arch}), Node ${process.versions.node}, ${process.platform}; ${
    pins
      ? "server under test on core 0, all else on core 1"
      : "NOT PINNED: taskset was not found or there is one core, so figures of load and server mix"
  }`;

/** Others that use the machine show in the figures. */
export const load = (): string => (loadavg()[0] ?? 0).toFixed(1);
