import type { Child } from "../child.ts";
import type { Running } from "../contenders.ts";
import type { Summary } from "../load/histogram.ts";
import type { StreamsFigures } from "../load/read-streams.ts";
import { CHUNK_MS, CHUNKS, WHOLE_TEXT } from "../load/wire.ts";

/** Of one window: so many streams, some rounds of 200 chunks each. */
export type Window = {
  streams: number;
  chunks: number;
  /** of the server alone, divided by the chunks that upstream sent */
  cpuMicrosPerChunk: number;
  firstTokenMs: Summary;
  gapMs: Summary;
  /** how late upstream was with its chunks, and the share of its core that upstream and readers took */
  lateMs: Summary;
  loadCore: number;
  /** chunks a second and stream, as they really came */
  rate: number;
};

type LoadFigures = StreamsFigures & { chunks: number; lateMs: Summary; seconds: number; loadCore: number };
const STREAM_MS = CHUNKS * CHUNK_MS;

/** Streams begin spread over the length of one, so that at each moment some start and some end. */
export const measureStreams = async (
  load: Child,
  running: Running,
  { streams, rounds, profile }: { streams: number; rounds: number; profile?: string },
): Promise<Window> => {
  const callers = await running.callers(streams);
  const before = await running.usage();
  const work = () =>
    load.call<LoadFigures>("streams", {
      url: running.url,
      callers,
      rounds,
      spreadMs: STREAM_MS,
      marker: running.marker,
      body: { content: "I hear that you are cold, and I am sorry." },
    });
  const figures = await (profile ? running.profiled(profile, work) : work());
  const after = await running.usage();
  const { chunks, firstTokenMs, gapMs, lateMs, loadCore, seconds } = figures;
  const expected = streams * rounds * running.lanes * CHUNKS;
  if (chunks !== expected) throw new Error(`upstream sent ${chunks} chunks, not ${expected}`);
  const busySeconds = seconds - (streams > 1 ? STREAM_MS / 1000 : 0);
  return {
    streams,
    chunks,
    cpuMicrosPerChunk: ((after.cpuMs - before.cpuMs) * 1000) / chunks,
    firstTokenMs,
    gapMs,
    lateMs,
    loadCore,
    rate: (rounds * running.lanes * CHUNKS) / busySeconds,
  };
};

/** Upstream without a server between: what it and the readers cost by themselves. */
export const measureDirect = (
  load: Child,
  upstream: string,
  size: { streams: number; rounds: number },
): Promise<Window> => {
  const caller = { path: "/v1/messages", headers: {} };
  const nothing = async () => ({ cpuMs: 0, rss: 0, heap: 0 });
  const running: Running = {
    url: upstream,
    marker: "text_delta",
    lanes: 1,
    callers: async (count) => Array.from({ length: count }, () => caller),
    idleCallers: null,
    usage: nothing,
    profiled: (_file, work) => work(),
    stop: async () => undefined,
  };
  return measureStreams(load, running, size);
};

const TEXTS = [
  /"text_delta","text":"([^"]*)"/g,
  /^data: \{"text":"([^"]*)"\}/gm,
  /"delta":"([^"]*)"/g,
  /"text":"([^"]*)","offset"/g,
];

/** One stream, read whole: nobody is fast by leaving something out. It also warms nothing but one connection. */
export const verifyText = async (load: Child, running: Running): Promise<void> => {
  const figures = await load.call<LoadFigures>("streams", {
    url: running.url,
    callers: await running.callers(1),
    rounds: 1,
    spreadMs: 0,
    marker: running.marker,
    body: { content: "Hello." },
    collect: true,
  });
  const body = (figures.bodies[0] ?? "").replace(/\r\n[0-9a-f]+\r\n/g, "");
  const texts = TEXTS.map((pattern) => [...body.matchAll(pattern)].map((match) => match[1]).join(""));
  if (!texts.some((text) => text === WHOLE_TEXT.repeat(running.lanes)))
    throw new Error(`the text did not arrive whole: ${body.slice(0, 2_000)}`);
};
