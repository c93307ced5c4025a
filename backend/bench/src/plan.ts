import type { Contender } from "./contenders.ts";

export type Plan = {
  /** windows of each kind, interleaved; the table has their medians */
  repetitions: number;
  streams: number[];
  rounds: number;
  /** before anything is measured: servers live long, and their code is then compiled */
  warm: { streams: number; rounds: number };
  capacity: readonly Contender[];
  idleStreams: number;
  ledgerSeconds: number;
};

export const PLANS = {
  full: {
    repetitions: 5,
    streams: [1, 50, 300],
    rounds: 3,
    warm: { streams: 100, rounds: 8 },
    capacity: ["pipe", "express-sdk", "ai", "sidecoach"],
    idleStreams: 1_000,
    ledgerSeconds: 5,
  },
  quick: {
    repetitions: 1,
    streams: [1, 50, 300],
    rounds: 2,
    warm: { streams: 100, rounds: 8 },
    capacity: [],
    idleStreams: 300,
    ledgerSeconds: 2,
  },
} satisfies Record<string, Plan>;
