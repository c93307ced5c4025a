import { setTimeout as sleep } from "node:timers/promises";
import type { Arena } from "../arena.ts";
import { call, createAgent, openStream } from "../http-client.ts";
import { createRandom } from "../random.ts";
import { seatAudience } from "./audience.ts";

export type StalledReport = {
  readers: number;
  seconds: number;
  exchanges: number;
  warmMb: number;
  mostMb: number;
  growth: number;
  wrong: string[];
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

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
  const memory = async (): Promise<number> => {
    const metrics = await call(agent, { method: "GET", url: `${url}/metrics` });
    return Number(/^process_resident_memory_bytes (\d\S*)/m.exec(String(metrics?.body))?.[1]) / 1_048_576;
  };
  let talking = true;
  let exchanges = 0;
  const talk = audience.seats.map(async ({ person }) => {
    while (talking) {
      await person.send();
      exchanges += 1;
    }
  });
  await sleep(1_000 * Math.min(30, seconds / 2));
  const warm: number[] = [];
  for (let taken = 0; taken < 10; taken++, await sleep(200)) warm.push(await memory());
  const stalled = audience.seats.map(({ sessionId, bearer }) => {
    const stream = openStream(
      { method: "GET", url: `${url}/v1/sessions/${sessionId}/events`, headers: { authorization: bearer } },
      { onOpen: () => stream.pause(), onChunk: () => undefined, onEnd: () => undefined },
    );
    return stream;
  });
  const during: number[] = [];
  for (let second = 0; second < seconds; second++, await sleep(1_000)) during.push(await memory());
  talking = false;
  await Promise.all(talk);
  for (const stream of stalled) stream.destroy();
  await audience.leave();
  agent.destroy();
  await arena.end();
  const [warmMb, mostMb] = [median(warm), median(during.slice(-10))];
  const growth = mostMb / warmMb - 1;
  const wrong = !(growth <= 0.1) ? [`memory grew by ${(growth * 100).toFixed(1)} %`] : [];
  return {
    readers,
    seconds,
    exchanges,
    warmMb: Math.round(warmMb),
    mostMb: Math.round(mostMb),
    growth: Math.round(growth * 1000) / 1000,
    wrong,
  };
};
