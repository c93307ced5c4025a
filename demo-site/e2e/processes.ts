import { execFileSync } from "node:child_process";

/** Command lines of the running processes that work on a data directory: the server's own database among them. */
export const listProcessesOf = (dataDir: string): string[] =>
  execFileSync("ps", ["-Ao", "args="], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes(dataDir));
