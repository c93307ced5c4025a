import { type Arena, type Ground, openArena } from "../arena.ts";
import { hasRedis } from "../redis-server.ts";
import { stormOfDisconnects } from "./disconnects.ts";
import { rollingRestart } from "./rolling-restart.ts";
import { stormOfSends } from "./sends.ts";
import { stalledReaders } from "./stalled-readers.ts";

/** Slow enough that a restart falls into every stream, and a drain that lets them end. */
const SLOW = {
  speed: { firstTokenMs: [200, 500] as [number, number], tokensPerSecond: 20 },
  config: { drainSeconds: 120 },
  stallMs: 30_000,
};
const STORMS: { [name: string]: { slow?: true; run: (arena: Arena, ground: Ground) => Promise<{ wrong: string[] }> } } =
  {
    sends: { run: (arena, ground) => stormOfSends(arena, ground, 10_000) },
    disconnects: { run: (arena, ground) => stormOfDisconnects(arena, ground, 5_000) },
    rolling: { slow: true, run: (arena, ground) => rollingRestart(arena, ground, 100) },
    stalled: { run: (arena) => stalledReaders(arena, 10, 60) },
  };

/** One storm at its full size, its counts printed. @returns whether nothing was wrong @throws Error for an unknown name */
export const runStorm = async (
  postgresUrl: string,
  name: string,
  inMemory: boolean,
  print: (line: string) => void,
): Promise<boolean> => {
  const storm = STORMS[name];
  if (!storm) throw new Error(`there is no storm ${name}: ${Object.keys(STORMS).join(", ")}`);
  const arena = await openArena(postgresUrl, storm.slow ? SLOW : { stallMs: 30_000 });
  const startedAt = Date.now();
  try {
    const { wrong, ...counts } = await storm.run(arena, inMemory || !hasRedis() ? "memory" : "redis");
    const told = Object.entries(counts).map(([key, value]) => `${key} ${String(value)}`);
    print(`${name}: ${told.join(", ")}; ${Math.round((Date.now() - startedAt) / 1000)} s; ${wrong.length} wrong`);
    for (const text of wrong.slice(0, 20)) print(`  ${text}`);
    return wrong.length === 0;
  } finally {
    await arena.close();
  }
};
