import { type Child, startChild } from "./child.ts";
import type { Caller } from "./load/read-streams.ts";
import { SERVER_CORE } from "./machine.ts";
import type { Usage } from "./probe.ts";
import { type Sidecoach, WITH_COACH, WITHOUT_COACH } from "./sidecoach-world.ts";

export const CONTENDERS = ["pipe", "express-sdk", "ai", "sidecoach", "sidecoach-coach"] as const;
export type Contender = (typeof CONTENDERS)[number];
export const TITLES: Record<Contender, string> = {
  pipe: "raw `node:http` pipe",
  "express-sdk": "Express 5 + SDK",
  ai: "`ai` UI message stream",
  sidecoach: "Sidecoach, partner alone",
  "sidecoach-coach": "Sidecoach, partner and coach",
};

/** A server under test: who calls it, and how its text frames are told. */
export type Running = {
  url: string;
  marker: string;
  /** upstream streams that one request makes */
  lanes: number;
  callers: (count: number) => Promise<Caller[]>;
  idleCallers: ((count: number) => Promise<Caller[]>) | null;
  usage: (collect?: boolean) => Promise<Usage>;
  /** Profiles `work` into a .cpuprofile. */
  profiled: <T>(file: string, work: () => Promise<T>) => Promise<T>;
  stop: () => Promise<void>;
};

const profiledBy =
  ({ call }: Child): Running["profiled"] =>
  async (file, work) => {
    await call("profile");
    return work().finally(() => call("saveProfile", file));
  };

const MARKERS = { pipe: "text_delta", "express-sdk": "event: delta", ai: '"text-delta"' };

const startBaseline = async (name: keyof typeof MARKERS, bundle: string, upstream: string): Promise<Running> => {
  const child = startChild(bundle, SERVER_CORE, { UPSTREAM_URL: upstream });
  const url = await child.line("api: ").catch(async (error: unknown) => {
    await child.stop();
    throw error;
  });
  const repeat = (path: string) => async (count: number) =>
    Array.from({ length: count }, () => ({ path, headers: {} }));
  return {
    url,
    marker: MARKERS[name],
    lanes: 1,
    callers: repeat("/chat"),
    idleCallers: name === "ai" ? null : repeat("/idle"),
    usage: (collect = false) => child.call<Usage>("usage", { collect }),
    profiled: profiledBy(child),
    stop: child.stop,
  };
};

const asContender = (sidecoach: Sidecoach, scenario: string, lanes: number): Running => {
  const callersOf =
    (path: string) =>
    async (count: number): Promise<Caller[]> =>
      (await sidecoach.invitees(count, scenario)).map(({ sessionId, headers }) => ({
        path: `/v1/sessions/${sessionId}/${path}`,
        headers,
      }));
  return {
    url: sidecoach.url,
    marker: "event: partner-delta",
    lanes,
    callers: callersOf("exchanges"),
    idleCallers: callersOf("events"),
    usage: (collect = false) => sidecoach.call<Usage>("usage", { collect }),
    profiled: profiledBy(sidecoach),
    // Whoever started it stops it: it is two contenders.
    stop: async () => undefined,
  };
};

/** All of them at once, so that windows of each can be measured in turn; who is not called does next to nothing. */
export const contenders = async (sidecoach: Sidecoach, upstream: string): Promise<Record<Contender, Running>> => {
  const pipe = await startBaseline("pipe", "servers/raw-pipe", upstream);
  const expressSdk = await startBaseline("express-sdk", "servers/express-sdk", upstream);
  const ai = await startBaseline("ai", "servers/ai-stream", upstream);
  return {
    pipe,
    "express-sdk": expressSdk,
    ai,
    sidecoach: asContender(sidecoach, WITHOUT_COACH, 1),
    "sidecoach-coach": asContender(sidecoach, WITH_COACH, 2),
  };
};
