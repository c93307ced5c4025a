// npm run chaos -- --seeds 2000        seeds 1 to 2000; goes on where an earlier run was ended (--again: from the start)
// npm run chaos -- --seed 123          one seed, with its history
// npm run chaos -- --storm NAME        sends, disconnects, rolling or stalled, at full size (--memory: without Redis)
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Outcome } from "./history.ts";
import { printSteps } from "./record.ts";
import { createSeedRunner } from "./run-seeds.ts";
import { startPostgres } from "./start-postgres.ts";
import { runStorm } from "./storms/run-storm.ts";

const placeFile = fileURLToPath(new URL("../../.build/chaos-place.json", import.meta.url));
type Place = { upTo: number; done: number[]; failed: number[] };

const readPlace = (again: boolean): Place =>
  again || !existsSync(placeFile)
    ? { upTo: 0, done: [], failed: [] }
    : (JSON.parse(readFileSync(placeFile, "utf8")) as Place);
const keepPlace = (place: Place): void => {
  mkdirSync(dirname(placeFile), { recursive: true });
  writeFileSync(placeFile, JSON.stringify(place));
};
/** Seeds end out of order: all up to `upTo`, and those in `done`. */
const markDone = (place: Place, seed: number): void => {
  place.done.push(seed);
  for (let at = place.done.indexOf(place.upTo + 1); at >= 0; at = place.done.indexOf(place.upTo + 1)) {
    place.done.splice(at, 1);
    place.upTo += 1;
  }
};

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const { values } = parseArgs({
  options: {
    seed: { type: "string", multiple: true },
    seeds: { type: "string" },
    parallel: { type: "string", default: "6" },
    again: { type: "boolean", default: false },
    storm: { type: "string", multiple: true },
    memory: { type: "boolean", default: false },
  },
});

const single = values.seed?.map(Number);
const place = readPlace(values.again);
const wanted = Number(values.seeds ?? "100");
const seeds =
  single ??
  Array.from({ length: wanted }, (_, at) => at + 1).filter((seed) => seed > place.upTo && !place.done.includes(seed));
const totals = { seeds: 0, exchanges: 0, calls: 0, connections: 0, cuts: 0 };
const failed: Outcome[] = [];
const postgres = await startPostgres();
if (values.storm) {
  let sound = true;
  try {
    for (const name of values.storm) sound = (await runStorm(postgres.url, name, values.memory, print)) && sound;
  } finally {
    await postgres.stop();
  }
  process.exit(sound ? 0 : 1);
}
const startedAt = Date.now();
let interrupted = false;
// the histories that play are ended properly; a second signal does not wait
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => {
    interrupted = true;
  });

const onOutcome = (outcome: Outcome): void => {
  totals.seeds += 1;
  for (const key of ["exchanges", "calls", "connections", "cuts"] as const) totals[key] += outcome.counts[key];
  if (outcome.violations.length > 0) {
    failed.push(outcome);
    print(
      `\nseed ${outcome.seed} FAILED\n${printSteps(outcome.steps)}\n${outcome.violations.map((text) => `  ${text}`).join("\n")}`,
    );
  } else if (single) print(`seed ${outcome.seed} passed in ${outcome.ms} ms\n${printSteps(outcome.steps)}`);
  if (!single) {
    markDone(place, outcome.seed);
    if (outcome.violations.length > 0) place.failed.push(outcome.seed);
    keepPlace(place);
    if (totals.seeds % 50 === 0)
      print(
        `${totals.seeds} of ${seeds.length} seeds, ${failed.length} failed, ${Math.round((Date.now() - startedAt) / 1000)} s`,
      );
  }
};
const runner = createSeedRunner(postgres.url);
try {
  const parallel = Math.min(Number(values.parallel), seeds.length);
  await runner.run({ seeds, parallel, onOutcome, isEnough: () => interrupted });
} finally {
  await runner.close();
  await postgres.stop();
}
const seconds = Math.round((Date.now() - startedAt) / 1000);
print(
  `${totals.seeds} seeds in ${seconds} s: ${totals.exchanges} exchanges, ${totals.calls} model calls, ${totals.connections} readings, ${totals.cuts} cut; ${failed.length} seeds failed${failed.length > 0 ? `: ${failed.map(({ seed }) => seed).join(", ")}` : ""}`,
);
if (!single && place.failed.length > failed.length) print(`failed in earlier runs too: ${place.failed.join(", ")}`);
process.exit(failed.length === 0 ? 0 : 1);
