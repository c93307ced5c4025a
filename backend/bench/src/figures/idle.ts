import type { Child } from "../child.ts";
import type { Running } from "../contenders.ts";

/** Of one open event stream that nobody writes to, in bytes: what the process grew by, divided by their number. */
export type IdleStream = { streams: number; rss: number; heap: number };

const settle = () => new Promise((resolve) => setTimeout(resolve, 500));

/** Each reader is a session of its own. They are opened and closed once before, so that pools, caches and heap are grown. */
export const measureIdle = async (load: Child, running: Running, streams: number): Promise<IdleStream | null> => {
  if (!running.idleCallers) return null;
  const callers = await running.idleCallers(streams);
  const hold = async (): Promise<void> => {
    await load.call("hold", { url: running.url, callers });
    await settle();
  };
  const release = async (): Promise<void> => {
    await load.call("release");
    await settle();
  };
  await hold();
  await release();
  const before = await running.usage(true);
  await hold();
  const after = await running.usage(true);
  await release();
  return { streams, rss: (after.rss - before.rss) / streams, heap: (after.heap - before.heap) / streams };
};
