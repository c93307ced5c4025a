import { writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { answerCalls } from "./ipc.ts";

export type Usage = { cpuMs: number; rss: number; heap: number };

/** CPU and memory of the process this is imported into, asked by the bench; and what it does, where a window is profiled. */
export const answerProbe = (): void => {
  const inspector = new Session();
  answerCalls({
    profile: async () => {
      inspector.connect();
      await inspector.post("Profiler.enable");
      await inspector.post("Profiler.setSamplingInterval", { interval: 500 });
      await inspector.post("Profiler.start");
    },
    saveProfile: async (file: string) => {
      const { profile } = await inspector.post("Profiler.stop");
      writeFileSync(file, JSON.stringify(profile));
      inspector.disconnect();
    },
    usage: ({ collect }: { collect?: boolean }): Usage => {
      if (collect) for (let times = 0; times < 3; times++) globalThis.gc?.();
      const { user, system } = process.cpuUsage();
      const { rss, heapUsed, external } = process.memoryUsage();
      return { cpuMs: (user + system) / 1000, rss, heap: heapUsed + external };
    },
  });
};
