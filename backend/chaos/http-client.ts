import { Agent, request as send, type IncomingHttpHeaders } from "node:http";

// oxlint-disable-next-line typescript/no-explicit-any -- answers of any shape are looked into
export type Reply = { status: number; headers: IncomingHttpHeaders; body: any };
export type Sending = { method: string; url: string; body?: unknown; headers?: Record<string, string> };

/** A request that is answered by nothing for this long hangs: no fault of the harness lasts so long. */
const HANG_MS = 60_000;

export const createAgent = (): Agent => new Agent({ keepAlive: true, maxSockets: 10_000 });

const begin = (agent: Agent, { method, url, body, headers }: Sending) => {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  const sent = send(url, {
    agent,
    method,
    headers: {
      ...(payload === undefined
        ? {}
        : { "content-type": "application/json", "content-length": Buffer.byteLength(payload) }),
      ...headers,
    },
  });
  sent.end(payload);
  return sent;
};

/** One request. @returns null where the line broke before the whole answer came @throws Error where nothing came at all for a minute */
export const call = (agent: Agent, sending: Sending): Promise<Reply | null> =>
  new Promise((resolve, reject) => {
    const sent = begin(agent, sending);
    const hung = setTimeout(() => {
      sent.destroy();
      reject(new Error(`${sending.method} ${new URL(sending.url).pathname} was not answered within ${HANG_MS} ms`));
    }, HANG_MS);
    const done = (reply: Reply | null): void => {
      clearTimeout(hung);
      resolve(reply);
    };
    sent.on("error", () => done(null));
    sent.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", () => done(null));
      response.on("close", () => {
        if (!response.complete) return done(null);
        const text = Buffer.concat(chunks).toString("utf8");
        const isJson = (response.headers["content-type"] ?? "").includes("json");
        done({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: isJson && text !== "" ? JSON.parse(text) : text,
        });
      });
    });
  });

export type OpenStream = { destroy: () => void; pause: () => void; resume: () => void };
type StreamHandlers = {
  onOpen: (status: number, headers: IncomingHttpHeaders) => void;
  onChunk: (chunk: Buffer) => void;
  /** once, however it ended */
  onEnd: () => void;
};

/** A response read chunk by chunk, on a socket of its own, so that cutting it cuts nothing else. */
export const openStream = (sending: Sending, handlers: StreamHandlers): OpenStream => {
  const sent = begin(new Agent({ maxSockets: 1 }), sending);
  let ended = false;
  const end = (): void => {
    if (ended) return;
    ended = true;
    handlers.onEnd();
  };
  let pause = (): void => undefined;
  let resume = (): void => undefined;
  sent.on("error", end);
  sent.on("close", end);
  sent.on("response", (response) => {
    handlers.onOpen(response.statusCode ?? 0, response.headers);
    // What waited in a stalled reader when its line ended is asked for again, by its cursor.
    response.on("data", (chunk: Buffer) => {
      if (!ended) handlers.onChunk(chunk);
    });
    response.on("error", end);
    response.on("close", end);
    pause = () => void response.pause();
    resume = () => void response.resume();
  });
  return { destroy: () => void sent.destroy(), pause: () => pause(), resume: () => resume() };
};
