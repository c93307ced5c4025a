import type { Child } from "../child.ts";
import type { Running } from "../contenders.ts";
import { measureStreams, type Window } from "./streams.ts";

export const GATES = { gapMs: 50, firstTokenMs: 150 };
const STEPS = [25, 50, 75, 100, 150, 200, 250, 300, 400, 500, 600, 800, 1_000];
/** A load that is late itself says nothing about the server. */
const LATE_MS = 15;

const passes = ({ gapMs, firstTokenMs }: Window): boolean =>
  gapMs.p99 <= GATES.gapMs && firstTokenMs.p99 <= GATES.firstTokenMs;

export type Capacity = { streams: number; failedAt: number | null; loadWasLate: boolean };

/** The most streams of a ladder that pass both gates; each rung has two chances, since others use the machine too. */
export const measureCapacity = async (load: Child, running: Running, rounds: number): Promise<Capacity> => {
  let streams = 0;
  let loadWasLate = false;
  for (const step of STEPS) {
    const windows: Window[] = [];
    while (windows.length < 2 && !windows.some(passes))
      windows.push(await measureStreams(load, running, { streams: step, rounds }));
    loadWasLate = windows.every((window) => window.lateMs.p99 > LATE_MS);
    if (!windows.some(passes)) return { streams, failedAt: step, loadWasLate };
    streams = step;
  }
  return { streams, failedAt: null, loadWasLate };
};
