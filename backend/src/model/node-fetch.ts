import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { type GatheredBody, readGathered } from "./gathered-body.ts";
import { gatheringAgents } from "./gathering-agent.ts";

/**
 * Milliseconds for which a socket that nobody uses is kept: less than servers keep theirs, since a call on one that upstream is
 * closing fails. Nothing is sent twice here: each call upstream is one that the caller has metered.
 */
const IDLE_MS = 4_000;
const agents = gatheringAgents({ keepAlive: true, timeout: IDLE_MS, scheduling: "lifo" });

const abortError = (): Error => new DOMException("This operation was aborted", "AbortError");

const headersOf = (incoming: IncomingMessage): Headers => {
  const headers = new Headers();
  for (let at = 0; at + 1 < incoming.rawHeaders.length; at += 2)
    headers.append(incoming.rawHeaders[at] ?? "", incoming.rawHeaders[at + 1] ?? "");
  return headers;
};

const NO_BODY = new Set([101, 204, 205, 304]);

/** The bodies of event streams, which are read as they come; all others are read whole, and are the Response's own. */
const streams = new WeakMap<Response, GatheredBody>();
/** The body of an event stream that `nodeFetch` answered with. */
export const bodyOf = (response: Response): GatheredBody | undefined => streams.get(response);

const responseOf = async (incoming: IncomingMessage, signal: AbortSignal | null): Promise<Response> => {
  const status = incoming.statusCode ?? 502;
  const init = { status, statusText: incoming.statusMessage ?? "", headers: headersOf(incoming) };
  const body = readGathered(incoming, signal);
  if (incoming.headers["content-type"]?.startsWith("text/event-stream")) {
    const response = new Response(null, init);
    // The SDK and others that iterate a body find it where they look for it.
    Object.defineProperty(response, "body", { value: body });
    streams.set(response, body);
    return response;
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return new Response(NO_BODY.has(status) ? null : Buffer.concat(pieces), init);
};

const send = (
  url: URL,
  method: string,
  headers: Headers,
  body: string | null,
  signal: AbortSignal | null,
): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const secure = url.protocol === "https:";
    const request = (secure ? requestHttps : requestHttp)(url, {
      method,
      agent: secure ? agents.https : agents.http,
      // What comes is read as it is: no coding is asked for that would have to be undone.
      headers: { ...Object.fromEntries(headers), "accept-encoding": "identity" },
    });
    const leave = () => request.destroy(abortError());
    const settle = () => signal?.removeEventListener("abort", leave);
    if (signal?.aborted) leave();
    signal?.addEventListener("abort", leave, { once: true });
    request.setNoDelay(true);
    request.once("response", (incoming) => {
      settle();
      resolve(incoming);
    });
    request.on("error", (error) => {
      settle();
      reject(error);
    });
    request.end(body);
  });

/**
 * `fetch` on node:http, for the SDK: reading a stream through web streams costs more than all else that is done with it
 * (docs/benchmarks.md). Kept sockets, `signal`, statuses and headers are as ever; bodies that are sent are strings, redirects
 * are not followed, and codings are not asked for.
 */
export const nodeFetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
  const url = new URL(input instanceof Request ? input.url : input);
  if (init.body !== undefined && init.body !== null && typeof init.body !== "string")
    throw new TypeError("this fetch sends strings");
  const signal = init.signal ?? null;
  if (signal?.aborted) throw abortError();
  const incoming = await send(url, init.method ?? "GET", new Headers(init.headers), init.body ?? null, signal);
  return responseOf(incoming, signal);
};
