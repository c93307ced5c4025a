import { once } from "node:events";
import type { Request, Response } from "express";
import type { LogEntry } from "../conversations/session-log.ts";

const COMMENT_MS = 15_000;
/** The server closes, the client resumes: proxies that cap a response at a minute never get to. */
export const CLOSE_MS = 55_000;

/** What a closed stream has to be read in. */
const FLUSH_MS = 5_000;

const frame = ({ id, event }: LogEntry): string => {
  const { type, ...data } = event;
  return `${id === "" ? "" : `id: ${id}\n`}event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
};

/**
 * Sends entries as `text/event-stream` (WHATWG HTML, 9.2) until they end, the client goes, or `closeAfterMs` is over.
 * A gone client cancels the sending only; a full socket is waited for, and the reader's place is its cursor, so that a
 * slow reader costs no memory.
 */
export const sendEventStream = async (
  request: Request,
  response: Response,
  entries: (signal: AbortSignal) => AsyncIterable<LogEntry>,
  closeAfterMs: number | null = CLOSE_MS,
): Promise<void> => {
  const gone = new AbortController();
  const leave = () => gone.abort();
  response.on("close", leave);
  response.on("error", leave);
  request.socket.setNoDelay(true);
  response.status(200).setHeader("Content-Type", "text/event-stream; charset=utf-8");
  response.setHeader("Cache-Control", "no-cache, no-transform");
  response.setHeader("X-Accel-Buffering", "no");
  response.flushHeaders();
  const comment = setInterval(() => {
    if (!response.writableNeedDrain) response.write(": still here\n\n");
  }, COMMENT_MS);
  const close = closeAfterMs === null ? undefined : setTimeout(leave, closeAfterMs);
  try {
    for await (const entry of entries(gone.signal)) {
      if (gone.signal.aborted) break;
      if (!response.write(frame(entry))) await once(response, "drain", { signal: gone.signal }).catch(() => undefined);
      if (gone.signal.aborted) break;
    }
  } finally {
    clearInterval(comment);
    clearTimeout(close);
    response.end();
    // A reader that does not read would hold what was written, and its socket, for ever.
    if (!response.writableFinished) {
      const patience = setTimeout(() => response.destroy(), FLUSH_MS);
      response.once("close", () => clearTimeout(patience));
    }
  }
};
