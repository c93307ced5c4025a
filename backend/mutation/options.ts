import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PartialStrykerOptions } from "@stryker-mutator/api/core";
import type { Group } from "./groups.ts";

export const root = fileURLToPath(new URL("../..", import.meta.url));
const work = ".build/mutation";

/** Results of earlier runs: only what changed since, in the code or in its tests, is tried again. */
export const resultsOf = ({ name }: Group): string => join(work, `${name}.json`);

export const optionsFor = (group: Group): PartialStrykerOptions => ({
  mutate: group.mutate,
  testRunner: "vitest",
  plugins: [fileURLToPath(import.meta.resolve("@stryker-mutator/vitest-runner"))],
  vitest: { configFile: "backend/mutation/vitest.config.ts", related: false },
  coverageAnalysis: "perTest",
  concurrency: 2,
  incremental: true,
  incrementalFile: resultsOf(group),
  tempDirName: join(work, "sandbox"),
  // The sandbox needs the backend alone, not the screens with their builds.
  ignorePatterns: [
    "/.*",
    "/docs",
    "/widget",
    "/demo-site",
    "/scripts",
    "/backend/admin",
    "/backend/bench",
    "/backend/dist",
  ],
  // TypeScript 7 has no API for what Stryker would do with it; esbuild looks at no tsconfig outside of the sandbox.
  tsconfigFile: "none",
  disableTypeChecks: false,
  reporters: ["progress-append-only"],
  clearTextReporter: { logTests: false },
  timeoutMS: 10_000,
  timeoutFactor: 3,
  dryRunTimeoutMinutes: 10,
  thresholds: { high: 95, low: 85, break: null },
  allowConsoleColors: false,
});
