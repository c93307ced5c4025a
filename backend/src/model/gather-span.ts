import { type EventLoopUtilization, performance } from "node:perf_hooks";

/** Milliseconds for which what streams in is gathered before it is told on, once its first words are there. */
const LEAST_MS = 25;
/** The same where this server has no time left: fewer and longer pieces, so that all streams stay as fluent as they can. */
const MOST_MS = 100;
const STEP = 1.5;
const LOOK_EVERY_MS = 200;
/** Shares of its time that the event loop is busy: from the upper one on the span grows, below the lower it shrinks. */
const [BUSY, CALM] = [0.95, 0.8];

/** The next span by how busy the last moment was. Pure. */
export const nextSpan = (span: number, utilization: number): number =>
  utilization >= BUSY ? Math.min(MOST_MS, span * STEP) : utilization < CALM ? Math.max(LEAST_MS, span / STEP) : span;

/**
 * How long streams gather now, in ms: 25, and up to 100 while the event loop is overloaded. Looks at the loop at most five times a
 * second, and only when asked.
 */
export const createGatherSpan = (
  now: () => number = () => performance.now(),
  look: (since?: EventLoopUtilization) => EventLoopUtilization = (since) =>
    since
      ? performance.eventLoopUtilization(performance.eventLoopUtilization(), since)
      : performance.eventLoopUtilization(),
): (() => number) => {
  let span = LEAST_MS;
  let last: { at: number; loop: EventLoopUtilization } = { at: now(), loop: look() };
  return () => {
    const elapsed = now() - last.at;
    if (elapsed < LOOK_EVERY_MS) return span;
    span = nextSpan(span, look(last.loop).utilization);
    last = { at: now(), loop: look() };
    return span;
  };
};

/** Of this process: it has one event loop. */
export const gatherSpan = createGatherSpan();
