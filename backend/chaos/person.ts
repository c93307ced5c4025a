import { setTimeout as sleep } from "node:timers/promises";
import type { Agent } from "node:http";
import { createEntryParser, type Entry } from "./event-parser.ts";
import { call, openStream, type Reply } from "./http-client.ts";
import type { Random } from "./random.ts";
import type { Record } from "./record.ts";

/** One keyed request as its sender knows it. `kind` names the route. */
export type Sent = {
  kind: "exchange" | "aside" | "branch" | "retry";
  key: string;
  path: string;
  body: { content?: string; branchId?: string | null };
  /** "taken", "refused CODE" or "unknown" (no answer, or one that promises nothing), one for each time it was sent */
  outcomes: string[];
  exchangeId: string | null;
};

export type PersonWorld = {
  agent: Agent;
  pickUrl: () => string | null;
  bearer: () => string;
  sessionId: number;
  random: Random;
  record: Record;
  name: string;
  /** the quota's own refusals are part of the game; a status of 500 never is */
  sent: Sent[];
};

export const wasTaken = ({ outcomes }: Sent): boolean => outcomes.includes("taken");
export const isOpen = (sent: Sent): boolean =>
  !wasTaken(sent) && sent.outcomes.some((outcome) => outcome === "unknown");

const outcomeOf = (reply: Reply | null): string => {
  if (reply === null || reply.status >= 500 || reply.status === 429) return "unknown";
  return reply.status < 300 ? "taken" : `refused ${reply.status} ${String(reply.body?.code)}`;
};

const WORDS = [
  "I hear you.",
  "That is unfair!",
  "Which day is it?",
  "I am sorry about that.",
  "Ünïcödé – “quoted” 🙂 text.",
  "Fine.",
];

/** An invitee's device: every request it can make in one session. */
export const createPerson = (world: PersonWorld) => {
  const { random, record, name } = world;
  let marks = 0;
  /** unique in its history, so that a text that stands where it must not is found */
  const words = (): string =>
    `${random.pick(WORDS)} (${name}, ${++marks}) ${"so it goes on ".repeat(random.integer(0, 6))}`.trim();

  const request = async (
    method: string,
    path: string,
    body?: unknown,
    headers: { [name: string]: string } = {},
  ): Promise<Reply | null> => {
    const url = world.pickUrl();
    if (url === null) return null;
    try {
      const reply = await call(world.agent, {
        method,
        url: url + path,
        ...(body === undefined ? {} : { body }),
        headers: { authorization: world.bearer(), ...headers },
      });
      if (reply?.status === 500 || (reply !== null && [401, 403, 415].includes(reply.status)))
        record.wrong("no unexpected answer", `${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
      return reply;
    } catch (error) {
      record.wrong("every request is answered", String(error));
      return null;
    }
  };

  /** Posts and reads the events; cut after some bytes where `wild`. What was read to its end has to hold that end. */
  const postStream = (sent: Sent, wild: boolean): Promise<string> =>
    new Promise((resolve) => {
      const url = world.pickUrl();
      if (url === null) return resolve("unknown");
      let status = 0;
      let left = wild && random.chance(0.5) ? random.integer(1, 3_000) : Number.POSITIVE_INFINITY;
      const entries: Entry[] = [];
      const chunks: Buffer[] = [];
      const parse = createEntryParser((entry) => entries.push(entry));
      const stream = openStream(
        {
          method: "POST",
          url: url + sent.path,
          body: sent.body,
          headers: { authorization: world.bearer(), "idempotency-key": sent.key, accept: "text/event-stream" },
        },
        {
          onOpen: (code) => {
            status = code;
          },
          onChunk: (chunk) => {
            if (status !== 200) return void chunks.push(chunk);
            parse(chunk);
            left -= chunk.length;
            if (left <= 0) stream.destroy();
          },
          onEnd: () => {
            if (status === 0) return resolve("unknown");
            if (status !== 200) {
              const text = Buffer.concat(chunks).toString("utf8");
              if (status === 500) record.wrong("no unexpected answer", `POST ${sent.path}: 500 ${text}`);
              return resolve(outcomeOf({ status, headers: {}, body: text.startsWith("{") ? JSON.parse(text) : text }));
            }
            const start = entries.find(({ event }) => event.type === "exchange-start" || event.type === "aside-start");
            if (start?.event.type === "exchange-start") sent.exchangeId ??= start.event.exchangeId;
            if (start?.event.type === "aside-start") sent.exchangeId ??= start.event.aside.id;
            resolve("taken");
          },
        },
      );
    });

  const post = async (sent: Sent, mode: "accept" | "stream" | "cut"): Promise<string> => {
    let outcome: string;
    if (mode === "accept") {
      const reply = await request("POST", sent.path, sent.body, {
        "idempotency-key": sent.key,
        accept: "application/json",
      });
      outcome = outcomeOf(reply);
      if (outcome === "taken") {
        const id: unknown = reply?.body.exchangeId ?? reply?.body.asideId;
        if (typeof id === "string") {
          if (sent.exchangeId !== null && sent.exchangeId !== id)
            record.wrong("one key, one exchange", `${sent.key} was answered with ${sent.exchangeId} and ${id}`);
          sent.exchangeId = id;
        }
      }
    } else outcome = await postStream(sent, mode === "cut");
    sent.outcomes.push(outcome);
    record.note(name, `${sent.kind} ${sent.key.slice(0, 8)} ${mode}: ${outcome} ${sent.exchangeId?.slice(0, 8) ?? ""}`);
    return outcome;
  };

  const make = (kind: Sent["kind"], path: string, body: Sent["body"]): Sent => {
    const sent: Sent = { kind, key: random.uuid(), path, body, outcomes: [], exchangeId: null };
    world.sent.push(sent);
    return sent;
  };
  const mode = () => random.weighted({ accept: 5, stream: 2, cut: 3 });

  return {
    request,
    post,
    make,
    /** how many keyed requests this device has made */
    made: (): number => world.sent.length,
    /** A new message; the same key again, at once and to another instance, as a client does that got no answer. */
    send: async (branchId: string | null = null): Promise<Sent> => {
      const body = { content: words(), ...(branchId === null ? {} : { branchId }) };
      const sent = make("exchange", `/v1/sessions/${world.sessionId}/exchanges`, body);
      const copies = random.chance(0.2) ? random.integer(2, 4) : 1;
      await Promise.all(Array.from({ length: copies }, () => post(sent, mode())));
      // the partner may still be speaking: a person waits and presses again
      for (let tries = 0; tries < 6 && !wasTaken(sent) && sent.outcomes.at(-1)?.includes("409"); tries++) {
        await sleep(random.integer(10, 60));
        await post(sent, mode());
      }
      return sent;
    },
    resend: (sent: Sent): Promise<string> => post(sent, mode()),
    /** The same key for other words: refused, whatever became of the first. */
    misuse: async (sent: Sent): Promise<void> => {
      const reply = await request(
        "POST",
        sent.path,
        { ...sent.body, content: words() },
        { "idempotency-key": sent.key, accept: "application/json" },
      );
      record.note(name, `misuse ${sent.key.slice(0, 8)}: ${reply?.status ?? "no answer"} ${reply?.body?.code ?? ""}`);
      if (reply?.status === 202) record.wrong("one key, one body", `${sent.key} was taken with two bodies`);
    },
    aside: async (branchId: string | null = null): Promise<Sent> => {
      const body = { content: `What did I do there? ${words()}`, ...(branchId === null ? {} : { branchId }) };
      const sent = make("aside", `/v1/sessions/${world.sessionId}/asides`, body);
      await post(sent, mode());
      return sent;
    },
    branch: async (exchangeId: string): Promise<Sent> => {
      const sent = make("branch", `/v1/exchanges/${exchangeId}/branches`, { content: words() });
      await post(sent, mode());
      return sent;
    },
    retry: async (exchangeId: string): Promise<Sent> => {
      const sent = make("retry", `/v1/exchanges/${exchangeId}/retry`, {});
      const copies = random.chance(0.3) ? 2 : 1;
      await Promise.all(Array.from({ length: copies }, () => post(sent, mode())));
      return sent;
    },
    stop: async (exchangeId: string, kind: "exchanges" | "asides"): Promise<void> => {
      const lane = kind === "asides" ? {} : random.pick([{}, {}, { lane: "partner" }, { lane: "coach" }]);
      const reply = await request("POST", `/v1/${kind}/${exchangeId}/stop`, lane);
      record.note(name, `stop ${exchangeId.slice(0, 8)} ${JSON.stringify(lane)}: ${reply?.status ?? "no answer"}`);
    },
    change: async (status: "ACTIVE" | "PAUSED" | "COMPLETED"): Promise<void> => {
      const reply = await request("PATCH", `/v1/sessions/${world.sessionId}`, { status });
      record.note(name, `${status}: ${reply?.status ?? "no answer"} ${reply?.body?.code ?? ""}`);
    },
    see: async (): Promise<Reply | null> => request("GET", `/v1/sessions/${world.sessionId}`),
  };
};
export type Person = ReturnType<typeof createPerson>;
