import { once } from "node:events";
import type { Request, Response } from "express";
import type { LogEntry } from "../conversations/session-log.ts";

const COMMENT_MS = 15_000;
/** The server closes, the client resumes: proxies that cap a response at a minute never get to. */
export const CLOSE_MS = 55_000;

/** What a closed stream has to be read in. */
const FLUSH_MS = 5_000;

/** Streams that are open, by when they began; one timer for all of them, since an idle stream should weigh little. */
type Open = { response: Response; commentAt: number; closeAt: number; leave: () => void };
const open = new Set<Open>();
let clock: NodeJS.Timeout | undefined;
const TICK_MS = 1_000;

const tick = (): void => {
  const now = performance.now();
  for (const stream of open) {
    if (now >= stream.closeAt) stream.leave();
    else if (now >= stream.commentAt) {
      stream.commentAt = now + COMMENT_MS;
      if (!stream.response.writableNeedDrain) stream.response.write(": still here\n\n");
    }
  }
};
const enter = (stream: Open): void => {
  open.add(stream);
  clock ??= setInterval(tick, TICK_MS);
};
const exit = (stream: Open): void => {
  open.delete(stream);
  if (open.size > 0) return;
  clearInterval(clock);
  clock = undefined;
};

/** The reason that nobody is told: making an AbortError costs a stack trace. */
const GONE = "gone";

const toFrame = ({ id, event }: LogEntry): string => {
  const { type, ...data } = event;
  return `${id === "" ? "" : `id: ${id}\n`}event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
};
const frames = new WeakMap<LogEntry, string>();
/** Made once for an entry, however many read it: two tabs, a second device, an observer. */
const frameOf = (entry: LogEntry): string => {
  const known = frames.get(entry);
  if (known !== undefined) return known;
  const frame = toFrame(entry);
  frames.set(entry, frame);
  return frame;
};

/**
 * Sends entries as `text/event-stream` (WHATWG HTML, 9.2) until they end, the client goes, or `closeAfterMs` is over.
 * A gone client cancels the sending only; a full socket is waited for, and the reader's place is its cursor, so that a
 * slow reader costs no memory.
 * @param farewell what is said last to a reader who is still there
 */
export const sendEventStream = async (
  request: Request,
  response: Response,
  entries: (signal: AbortSignal) => AsyncIterable<LogEntry>,
  closeAfterMs: number | null = CLOSE_MS,
  farewell: () => LogEntry | null = () => null,
): Promise<void> => {
  const gone = new AbortController();
  const leave = () => gone.abort(GONE);
  response.on("close", leave);
  response.on("error", leave);
  request.socket.setNoDelay(true);
  response.status(200).setHeader("Content-Type", "text/event-stream; charset=utf-8");
  response.setHeader("Cache-Control", "no-cache, no-transform");
  response.setHeader("X-Accel-Buffering", "no");
  response.flushHeaders();
  const now = performance.now();
  const closeAt = closeAfterMs === null ? Number.POSITIVE_INFINITY : now + closeAfterMs;
  const stream: Open = { response, commentAt: now + COMMENT_MS, closeAt, leave };
  enter(stream);
  const reader = entries(gone.signal)[Symbol.asyncIterator]();
  try {
    while (!gone.signal.aborted && (await sendNext(reader, response, gone.signal)));
    await reader.return?.();
    const last = gone.signal.aborted || response.writableEnded ? null : farewell();
    if (last) response.write(toFrame(last));
  } finally {
    exit(stream);
    response.end();
    // A reader that does not read would hold what was written, and its socket, for ever.
    if (!response.writableFinished) {
      const patience = setTimeout(() => response.destroy(), FLUSH_MS);
      response.once("close", () => clearTimeout(patience));
    }
  }
};

/** A function of its own: while it waits for the next entry nothing holds the last one, which may be a whole snapshot. */
const sendNext = async (reader: AsyncIterator<LogEntry>, response: Response, signal: AbortSignal): Promise<boolean> => {
  const { value, done } = await reader.next();
  if (done || signal.aborted) return false;
  if (!response.write(frameOf(value))) await once(response, "drain", { signal }).catch(() => undefined);
  return true;
};
