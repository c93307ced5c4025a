import type { RequestHandler, Response } from "express";
import { Problem } from "../problem.ts";

/** Event streams a user holds open, bounded; more are refused rather than queued. */
export const createOpenStreams = (perUser: number, onChange: (open: number) => void) => {
  const held = new Map<string, number>();
  let open = 0;
  return {
    /** @returns what has to be called when the stream ends @throws Problem too-many */
    enter: (userId: string): (() => void) => {
      const mine = held.get(userId) ?? 0;
      if (mine >= perUser)
        throw new Problem("too-many", `More than ${perUser} open streams. Close some of your tabs.`, { retryAfter: 5 });
      held.set(userId, mine + 1);
      onChange(++open);
      return () => {
        const left = (held.get(userId) ?? 1) - 1;
        if (left <= 0) held.delete(userId);
        else held.set(userId, left);
        onChange(--open);
      };
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
