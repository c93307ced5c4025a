import type { RequestHandler, Response } from "express";
import type { LogEntry } from "../conversations/session-log.ts";
import type { HeldBy } from "../identity/identity-store.ts";
import { Problem } from "../problem.ts";

/** Who reads a stream, and what has to live for it to go on: a login of an invitee, a staff cookie or an API key. */
export type StreamHolder = {
  userId: string;
  by:
    | { kind: "login"; id: string; tokenVersion: number }
    | { kind: "cookie"; hash: string }
    | { kind: "key"; keyId: string };
};

type Held = { holder: StreamHolder; response: Response; ended: boolean; stop: () => void };
export type HeldStream = {
  /** `read` until the holder may no more */
  entries: (read: (signal: AbortSignal) => AsyncIterable<LogEntry>) => (signal: AbortSignal) => AsyncIterable<LogEntry>;
  /** what is said last, where that is why it ended */
  farewell: () => LogEntry | null;
  leave: () => void;
};

/** A reader that does not read its last words is cut off after this. */
const LAST_WORDS_MS = 2_000;
/** The reason that nobody is told: making an AbortError costs a stack trace. */
const OVER = "over";
const REAUTH: LogEntry = { id: "", event: { type: "reauth", reason: "session-ended" } };

const nameOf = ({ by }: StreamHolder): string =>
  by.kind === "login"
    ? `login ${by.id} ${by.tokenVersion}`
    : by.kind === "cookie"
      ? `cookie ${by.hash}`
      : `key ${by.keyId}`;

/** Event streams a user holds open, bounded; more are refused rather than queued. They end with what they are held by. */
export const createOpenStreams = (perUser: number, onChange: (open: number) => void) => {
  const counts = new Map<string, number>();
  const open = new Set<Held>();
  return {
    /** @throws Problem too-many */
    enter: (holder: StreamHolder, response: Response): HeldStream => {
      const mine = counts.get(holder.userId) ?? 0;
      if (mine >= perUser)
        throw new Problem("too-many", `More than ${perUser} open streams. Close some of your tabs.`, { retryAfter: 5 });
      counts.set(holder.userId, mine + 1);
      const held: Held = { holder, response, ended: false, stop: () => undefined };
      open.add(held);
      onChange(open.size);
      return {
        entries: (read) => (gone) => {
          const reading = new AbortController();
          held.stop = () => reading.abort(OVER);
          if (held.ended || gone.aborted) reading.abort(OVER);
          gone.addEventListener("abort", held.stop, { once: true });
          return read(reading.signal);
        },
        farewell: () => (held.ended ? REAUTH : null),
        leave: () => {
          const left = (counts.get(holder.userId) ?? 1) - 1;
          if (left <= 0) counts.delete(holder.userId);
          else counts.set(holder.userId, left);
          open.delete(held);
          onChange(open.size);
        },
      };
    },
    /** What streams are held by, each once: the question of one look at the database. */
    heldBy: (): HeldBy => {
      const each = new Map([...open].map(({ holder }) => [nameOf(holder), holder.by]));
      const by: HeldBy = { logins: [], cookies: [], keys: [] };
      for (const it of each.values())
        if (it.kind === "login") by.logins.push({ id: it.id, tokenVersion: it.tokenVersion });
        else if (it.kind === "cookie") by.cookies.push(it.hash);
        else by.keys.push(it.keyId);
      return by;
    },
    /** Ends the streams of these, with `reauth` as their last event. */
    end: ({ logins, cookies, keys }: HeldBy): void => {
      const names = new Set([
        ...logins.map(({ id, tokenVersion }) => `login ${id} ${tokenVersion}`),
        ...cookies.map((hash) => `cookie ${hash}`),
        ...keys.map((id) => `key ${id}`),
      ]);
      for (const held of open) {
        if (held.ended || !names.has(nameOf(held.holder))) continue;
        held.ended = true;
        held.stop();
        const patience = setTimeout(() => held.response.destroy(), LAST_WORDS_MS);
        held.response.once("close", () => clearTimeout(patience));
      }
    },
  };
};
export type OpenStreams = ReturnType<typeof createOpenStreams>;

/** Streams that only read a session's log, which any instance can do. Written in any way in which the router finds them. */
const READS_LOG = /^\/v1\/(admin\/)?sessions\/[^/]+\/(events|observe)\/?$/i;

/**
 * What is done to readers of a log: HEAD ends with the headers, and at a stop they are sent to another instance, where there is one.
 * Streams that an exchange's own POST opened stay to its end.
 */
export const createLogReaders = (parts: { refuseWhileStopping: () => void; shared: () => boolean }) => {
  const readers = new Set<Response>();
  const watch: RequestHandler = (request, response, next) => {
    if (!READS_LOG.test(request.path)) return next();
    if (parts.shared()) parts.refuseWhileStopping();
    if (request.method === "HEAD") {
      const flush = response.flushHeaders.bind(response);
      response.flushHeaders = () => {
        flush();
        response.end();
      };
      return next();
    }
    readers.add(response);
    response.once("close", () => readers.delete(response));
    next();
  };
  return {
    watch,
    /** Ends every open one; their clients come back by their cursors. */
    sendAway: (): void => {
      for (const response of readers) if (response.headersSent) response.end();
    },
  };
};
export type LogReaders = ReturnType<typeof createLogReaders>;
