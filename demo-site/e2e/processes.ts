import { execFileSync } from "node:child_process";

/** The running processes that name a data directory in their command line: the server's own database among them. */
export const listProcessesOf = (dataDir: string): { pid: number; command: string }[] =>
  execFileSync("ps", ["-Ao", "pid=,args="], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes(dataDir))
    .map((line) => /^\s*(\d+)\s+(.*)$/.exec(line) ?? [])
    .map(([, pid, command]) => ({ pid: Number(pid), command: command ?? "" }));
