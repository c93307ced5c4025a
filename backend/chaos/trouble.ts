import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../src/model/simulator/faults.ts";
import type { Arena } from "./arena.ts";
import type { Instance } from "./instance.ts";
import type { Random } from "./random.ts";
import type { Record } from "./record.ts";

/** What a history did to its damage, as far as an invariant has to know it. */
export type Damage = {
  /** a statement's answer may have been lost: holds of nobody may stand until they are reaped */
  databaseBroke: boolean;
  /** an instance lost its lease or its life: what it ran was settled by another, at its last checkpoint */
  ownerLost: boolean;
};

const MODEL_FAULTS: readonly Fault["kind"][] = [
  "rate-limited",
  "server-error",
  "overloaded",
  "error-event",
  "cut",
  "malformed",
  "max-tokens",
  "refusal",
  "slow",
  "model-not-found",
  "unauthorized",
];

const drawFault = (random: Random): Fault => ({
  // a stall takes its two seconds: seldom
  kind: random.chance(0.04) ? "stall" : random.pick(MODEL_FAULTS),
  times: random.pick([1, 1, 1, 2, 4]),
  skip: random.pick([0, 0, 1, 2, 4]),
  retryAfter: 0,
  delayMs: 40,
  pings: random.chance(0.5),
  at: random.pick(["headers", "start", "midway", "midway"]),
  ...(random.chance(0.5) ? { afterTokens: random.integer(1, 30) } : {}),
  ...(random.chance(0.6) ? { lane: random.pick(["partner", "coach"]) } : {}),
});

type Trouble = (at: {
  arena: Arena;
  instance: Instance;
  random: Random;
  damage: Damage;
  note: (text: string) => void;
}) => Promise<void>;

const TROUBLES: { [name: string]: { weight: number; make: Trouble } } = {
  model: {
    weight: 10,
    make: async ({ arena, random, note }) => {
      const fault = drawFault(random);
      note(`model: ${JSON.stringify(fault)}`);
      arena.simulator.fault(fault);
    },
  },
  "database lines cut": {
    weight: 2,
    make: async ({ instance, damage, note }) => {
      damage.databaseBroke = true;
      note(`${instance.name}: database lines cut`);
      instance.line.cut();
    },
  },
  "database answers lost": {
    weight: 2,
    make: async ({ instance, damage, random, note }) => {
      damage.databaseBroke = true;
      const ms = random.integer(5, 60);
      note(`${instance.name}: database answers lost for ${ms} ms`);
      await instance.line.loseAnswers(ms);
    },
  },
  "database backends ended": {
    weight: 1.5,
    make: async ({ arena, damage, note }) => {
      damage.databaseBroke = true;
      note("all database backends ended");
      await arena.pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'sidecoach'`,
      );
    },
  },
  "database paused": {
    weight: 2,
    make: async ({ arena, instance, random, note }) => {
      const paused = random.chance(0.5) ? arena.instances : [instance];
      const ms = random.integer(40, 400);
      note(`${paused.map(({ name }) => name).join(" and ")}: database paused for ${ms} ms`);
      for (const { line } of paused) line.pause();
      await sleep(ms);
      for (const { line } of paused) line.resume();
    },
  },
  "database gone": {
    weight: 1.5,
    make: async ({ instance, damage, random, note }) => {
      damage.databaseBroke = true;
      const ms = random.integer(60, 700);
      note(`${instance.name}: database gone for ${ms} ms`);
      instance.line.close();
      await sleep(ms);
      instance.line.resume();
    },
  },
  restart: {
    weight: 3,
    make: async ({ instance, note }) => {
      note(`${instance.name}: drained`);
      await instance.drain();
      await instance.start();
      note(`${instance.name}: started`);
    },
  },
  "redis killed": {
    weight: 1.5,
    make: async ({ arena, random, note }) => {
      if (!arena.redis) return;
      const ms = random.integer(0, 500);
      note(`Redis killed, started again after ${ms} ms`);
      arena.redis.kill();
      await sleep(ms);
      await arena.redis.start();
    },
  },
  "redis lines cut": {
    weight: 1.5,
    make: async ({ arena, random, note }) => {
      if (!arena.redis) return;
      const ms = random.pick([0, 0, 20, 300]);
      note(`Redis lines ${ms === 0 ? "cut" : `paused for ${ms} ms`}`);
      if (ms === 0) return arena.redis.line.cut();
      arena.redis.line.pause();
      await sleep(ms);
      arena.redis.line.resume();
    },
  },
  killed: {
    weight: 4,
    make: async ({ arena, instance, damage, random, note }) => {
      if (!instance.kill) return;
      const id = instance.serverId();
      damage.ownerLost = true;
      note(`${instance.name}: kill -9`);
      await instance.kill();
      await sleep(random.integer(0, 300));
      // twenty seconds pass for what it left
      if (random.chance(0.7))
        await arena.pool.query(`UPDATE "ServerLease" SET until = now() - interval '1 second' WHERE id = $1`, [id]);
      await instance.start();
      note(`${instance.name}: started`);
    },
  },
  "lease lost": {
    weight: 0.6,
    make: async ({ arena, instance, damage, note }) => {
      const id = instance.serverId();
      if (id === null) return;
      damage.ownerLost = true;
      note(`${instance.name}: its lease is over, as after a long freeze`);
      await arena.pool.query(`UPDATE "ServerLease" SET until = now() - interval '1 second' WHERE id = $1`, [id]);
    },
  },
};

/** Disturbs a history at random moments of `forMs`. */
export const makeTrouble = async (
  arena: Arena,
  random: Random,
  record: Record,
  damage: Damage,
  forMs: number,
): Promise<void> => {
  const count = random.weighted({ "0": 1, "1": 2, "2": 3, "4": 3, "7": 2 });
  const weights = Object.fromEntries(Object.entries(TROUBLES).map(([name, { weight }]) => [name, weight]));
  const moments = Array.from({ length: Number(count) }, () => random.integer(0, forMs)).toSorted((a, b) => a - b);
  let before = 0;
  for (const moment of moments) {
    await sleep(moment - before);
    before = moment;
    const name = random.weighted(weights);
    const instance = random.pick(arena.instances);
    await TROUBLES[name]?.make({ arena, instance, random, damage, note: (text) => record.note("trouble", text) });
  }
};
