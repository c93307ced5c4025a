import { type Arena, openArena } from "./arena.ts";
import { type Outcome, runHistory } from "./history.ts";
import type { Mutation } from "./mutations.ts";
import { shortenLeases } from "./short-leases.ts";

export type SeedRun = {
  seeds: Iterable<number>;
  /** histories at once, each in an arena of its own */
  parallel: number;
  mutation?: Mutation | null;
  onOutcome: (outcome: Outcome) => void;
  /** asked before each seed */
  isEnough?: () => boolean;
};

/** Plays histories; its arenas are used again by whatever is run later, until `close`. */
export const createSeedRunner = (postgresUrl: string) => {
  shortenLeases();
  const idle: Arena[] = [];
  return {
    run: async ({ seeds, parallel, mutation = null, onOutcome, isEnough }: SeedRun): Promise<void> => {
      const queue = seeds[Symbol.iterator]();
      const work = async (): Promise<void> => {
        for (let next = queue.next(); !next.done && !isEnough?.(); next = queue.next()) {
          const arena = idle.pop() ?? (await openArena(postgresUrl));
          const outcome = await runHistory(next.value, arena, mutation);
          onOutcome(outcome);
          // one that broke off still plays somewhere in its arena
          if (outcome.brokeOff) await arena.close();
          else idle.push(arena);
        }
      };
      await Promise.all(Array.from({ length: parallel }, work));
    },
    close: async (): Promise<void> => {
      await Promise.all(idle.splice(0).map((arena) => arena.close()));
    },
  };
};
