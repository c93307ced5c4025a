import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onCore } from "./machine.ts";

export type Child = {
  /** A verb that the child answers (ipc.ts). @throws what it threw, or that it ended */
  call: <T>(name: string, argument?: unknown) => Promise<T>;
  /** The rest of the first line of its stdout that begins so. */
  line: (beginning: string) => Promise<string>;
  stop: () => Promise<void>;
};

const bundled = (name: string): string => fileURLToPath(new URL(`${name}.js`, import.meta.url));

/** Starts a bundle of this package in a process of its own, on a core of its own where that can be had. */
export const startChild = (name: string, core: number, env: Record<string, string> = {}): Child => {
  const { command, args } = onCore(core, [process.execPath, "--expose-gc", bundled(name)]);
  const child: ChildProcess = spawn(command, args, {
    env: { ...process.env, NODE_ENV: "production", ...env },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let [lastId, output] = [0, ""];
  let ended = false;
  const watchers = new Set<() => void>();
  child.stdout?.on("data", (chunk) => {
    output += String(chunk);
    watchers.forEach((watch) => watch());
  });
  child.on("message", (reply: { id: number; value?: unknown; error?: string }) => {
    const it = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.error === undefined) it?.resolve(reply.value as never);
    else it?.reject(new Error(`${name}: ${reply.error}`));
  });
  child.on("exit", (code) => {
    ended = true;
    waiting.forEach(({ reject }) => reject(new Error(`${name} ended with ${code}`)));
    watchers.forEach((watch) => watch());
  });
  return {
    call: (verb, argument) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(new Error(`${name} has ended`));
        waiting.set(++lastId, { resolve, reject });
        child.send({ id: lastId, name: verb, argument });
      }),
    line: (beginning) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = output.split("\n").find((line) => line.startsWith(beginning));
          if (found === undefined && !ended) return;
          watchers.delete(look);
          if (found === undefined) reject(new Error(`${name} ended: ${output}`));
          else resolve(found.slice(beginning.length).trim());
        };
        watchers.add(look);
        look();
      }),
    stop: async () => {
      if (ended) return;
      const exit = once(child, "exit");
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await exit;
      clearTimeout(late);
    },
  };
};
