import { effect, type ReadonlySignal } from "@preact/signals";
import type { InviteeApi } from "../api/api-client.ts";
import { ApiProblem } from "../api/api-problem.ts";
import type { Connection } from "../api/connection.ts";
import type { Notice } from "./notice.ts";
import type { Pending } from "./outbox.ts";
import type { ExchangeState } from "./session-state.ts";

/** An event of docs/telemetry.md: how often and how long, never a word that was said. */
type Used = {
  name: "opened" | "closed" | "first_words" | "connection_lost" | "problem_shown";
  properties?: Record<string, string | number>;
};

/** Told together: few requests, and none that anything waits for. */
const TOGETHER_MS = 10_000;
/** as many as one request may have */
const MOST = 50;

/** Gathers, and tells after a while, and when the page is left. What cannot be told by then is left out. */
const createTelling = (api: InviteeApi, sessionId: number) => {
  let waiting: Used[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;

  const send = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const told = waiting;
    waiting = [];
    if (told.length === 0) return;
    api.tellUse(told.map((used) => ({ ...used, sessionId }))).catch((problem: unknown) => {
      if (problem instanceof ApiProblem && problem.passing && !ended) gather(told);
    });
  };
  const gather = (used: Used[]): void => {
    waiting = [...waiting, ...used].slice(-MOST);
    timer ??= setTimeout(send, TOGETHER_MS);
  };
  const whenHidden = (): void => {
    if (document.visibilityState === "hidden") send();
  };
  document.addEventListener("visibilitychange", whenHidden);
  return {
    note: (name: Used["name"], properties: Used["properties"] = {}): void => gather([{ name, properties }]),
    end: (): void => {
      ended = true;
      document.removeEventListener("visibilitychange", whenHidden);
      send();
    },
  };
};

type Watched = {
  api: InviteeApi;
  sessionId: number;
  connection: ReadonlySignal<Connection>;
  notice: ReadonlySignal<Notice | null>;
  pending: ReadonlySignal<Pending | null>;
  speaking: ReadonlySignal<ExchangeState | null>;
};

/** Tells the server how one session was used in this browser, as its invitee met it. */
export const tellUse = ({ api, sessionId, connection, notice, pending, speaking }: Watched) => {
  const { note, end } = createTelling(api, sessionId);
  let lostAt: number | null = null;
  let sent: { key: string; at: number } | null = null;
  let shown = false;
  const stops = [
    effect(() => {
      const now = connection.value;
      if (now === "broken") lostAt ??= performance.now();
      if (now !== "live" || lostAt === null) return;
      note("connection_lost", { seconds: Math.round((performance.now() - lostAt) / 1_000) });
      lostAt = null;
    }),
    effect(() => {
      if (notice.value !== null) note("problem_shown", { code: notice.value.code });
    }),
    effect(() => {
      const key = pending.value?.key;
      if (key !== undefined && key !== sent?.key) sent = { key, at: performance.now() };
      if (sent === null || !speaking.value?.partner.text) return;
      note("first_words", { ms: Math.round(performance.now() - sent.at) });
      sent = null;
    }),
  ];
  return {
    /** the panel is there to be seen, or not */
    beShown: (now: boolean): void => {
      if (now !== shown) note(now ? "opened" : "closed");
      shown = now;
    },
    dispose: (): void => {
      for (const stop of stops) stop();
      end();
    },
  };
};
