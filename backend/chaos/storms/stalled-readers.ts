import { setTimeout as sleep } from "node:timers/promises";
import type { Arena } from "../arena.ts";
import { call, createAgent, openStream } from "../http-client.ts";
import { createRandom } from "../random.ts";
import { seatAudience } from "./audience.ts";

export type StalledReport = {
  readers: number;
  seconds: number;
  exchanges: number;
  /** resident memory, which is what is judged */
  warmMb: number;
  stalledMb: number;
  growth: number;
  /** heap and external memory after a collection: what is alive of it */
  aliveWarmMb: number;
  aliveStalledMb: number;
  wrong: string[];
};

type Memory = { alive: number; resident: number };
const LOOKS = 10;

/** Readers that connect and never read, while their sessions talk on: the server (a process of its own) does not grow. */
export const stalledReaders = async (arena: Arena, readers: number, seconds: number): Promise<StalledReport> => {
  await arena.begin("children");
  const agent = createAgent();
  const only = arena.instances[0];
  for (const other of arena.instances.slice(1)) await other.drain();
  const audience = await seatAudience(arena, agent, createRandom("stalled"), {
    seats: readers,
    readers: 1,
    scenario: "passed-over",
    habits: { wild: () => false },
  });
  const url = only?.url() ?? "";
  const look = async (): Promise<Memory> => {
    const metrics = await call(agent, { method: "GET", url: `${url}/metrics` });
    const read = (name: string): number =>
      Number(new RegExp(`^${name} (\\d\\S*)`, "m").exec(String(metrics?.body))?.[1]) / 1_048_576;
    return {
      alive: read("nodejs_heap_size_used_bytes") + read("nodejs_external_memory_bytes"),
      resident: read("process_resident_memory_bytes"),
    };
  };
  const lookFor10s = async (): Promise<Memory> => {
    const looks: Memory[] = [];
    for (let taken = 0; taken < LOOKS; taken++) {
      only?.collect?.();
      await sleep(10_000 / LOOKS);
      looks.push(await look());
    }
    return {
      alive: Math.min(...looks.map(({ alive }) => alive)),
      resident: Math.min(...looks.map(({ resident }) => resident)),
    };
  };
  let talking = true;
  let exchanges = 0;
  const talk = audience.seats.map(async ({ person }) => {
    while (talking) {
      await person.send();
      exchanges += 1;
    }
  });
  // Until what a server keeps of a session that is read (the newest thousand entries) is full.
  await sleep(80_000);
  const warm = await lookFor10s();
  const stalled = audience.seats.map(({ sessionId, bearer }) => {
    const stream = openStream(
      { method: "GET", url: `${url}/v1/sessions/${sessionId}/events`, headers: { authorization: bearer } },
      { onOpen: () => stream.pause(), onChunk: () => undefined, onEnd: () => undefined },
    );
    return stream;
  });
  await sleep(1_000 * Math.max(0, seconds - 10));
  const stood = await lookFor10s();
  talking = false;
  await Promise.all(talk);
  for (const stream of stalled) stream.destroy();
  await audience.leave();
  agent.destroy();
  await arena.end();
  const growth = stood.resident / warm.resident - 1;
  const wrong = !(growth <= 0.1) ? [`memory grew by ${(growth * 100).toFixed(1)} %`] : [];
  return {
    readers,
    seconds,
    exchanges,
    warmMb: Math.round(warm.resident),
    stalledMb: Math.round(stood.resident),
    growth: Math.round(growth * 1000) / 1000,
    aliveWarmMb: Math.round(warm.alive),
    aliveStalledMb: Math.round(stood.alive),
    wrong,
  };
};
