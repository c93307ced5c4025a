import { afterAll, expect, inject, it } from "vitest";
import { MUTATIONS } from "./mutations.ts";
import { createSeedRunner } from "./run-seeds.ts";

/** Histories after which a planted bug has to be caught. */
const MOST_SEEDS = 24;

const runner = createSeedRunner(inject("postgresUrl"));
afterAll(() => runner.close());

it.each(MUTATIONS.map((mutation) => [mutation.name, mutation] as const))(
  "is caught when planted: %s",
  async (_name, mutation) => {
    const seen: string[] = [];
    let played = 0;
    const hits = (): string[] => seen.filter((text) => mutation.caughtBy.test(text));
    await runner.run({
      seeds: Array.from({ length: MOST_SEEDS }, (_, at) => 500_001 + at),
      parallel: 4,
      mutation,
      isEnough: () => hits().length > 0,
      onOutcome: ({ violations }) => {
        played += 1;
        seen.push(...violations);
      },
    });
    expect(hits().length, `after ${played} histories; seen: ${seen.slice(0, 3).join(" | ")}`).toBeGreaterThan(0);
  },
  240_000,
);
