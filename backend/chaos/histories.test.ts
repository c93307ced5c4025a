import { expect, inject, it } from "vitest";
import { printSteps } from "./record.ts";
import { hasRedis } from "./redis-server.ts";
import { createSeedRunner } from "./run-seeds.ts";

const SEEDS = 50;

it(`${SEEDS} random histories over two instances break no invariant`, async () => {
  if (!hasRedis()) console.log("SKIPPED: redis-server not found; every history has its log in memory");
  const failed: string[] = [];
  const totals = { seeds: 0, exchanges: 0, calls: 0, connections: 0, cuts: 0 };
  const runner = createSeedRunner(inject("postgresUrl"));
  await runner.run({
    seeds: Array.from({ length: SEEDS }, (_, at) => at + 1),
    parallel: 6,
    onOutcome: ({ seed, violations, steps, counts }) => {
      totals.seeds += 1;
      for (const key of ["exchanges", "calls", "connections", "cuts"] as const) totals[key] += counts[key];
      if (violations.length > 0) failed.push(`seed ${seed}\n${printSteps(steps)}\n${violations.join("\n")}`);
    },
  });
  await runner.close();
  console.log(JSON.stringify(totals));
  expect(failed.join("\n\n"), "npm run chaos -- --seed N plays one again").toBe("");
  expect(totals.seeds).toBe(SEEDS);
  // a harness that disturbs nothing finds nothing
  expect(totals.cuts).toBeGreaterThan(SEEDS);
}, 600_000);
