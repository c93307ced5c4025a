// npm run bench [-- quick] [-- fresh] [-- profile] [-- only=NAME,NAME]: see docs/benchmarks.md.
import { mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { projectRoot } from "../../src/project-root.ts";
import { startSimulator } from "../../src/model/simulator/start-simulator.ts";
import { type Child, startChild } from "./child.ts";
import { type Contender, CONTENDERS, contenders, type Running, TITLES } from "./contenders.ts";
import { measureCaching } from "./figures/caching.ts";
import { measureCapacity } from "./figures/capacity.ts";
import { measureIdle } from "./figures/idle.ts";
import { measureLedger } from "./figures/ledger.ts";
import { measureDirect, measureStreams, verifyText } from "./figures/streams.ts";
import { describeMachine, LOAD_CORE, load as machineLoad, SERVER_CORE } from "./machine.ts";
import { type Plan, PLANS } from "./plan.ts";
import { cellOf, report } from "./report.ts";
import { openResults } from "./results.ts";
import { startDatabase, startSidecoach } from "./sidecoach-world.ts";

const quick = process.argv.includes("quick");
const plan: Plan = quick ? PLANS.quick : PLANS.full;
const file = join(projectRoot(), ".build", "bench", `${quick ? "quick" : "full"}.json`);
if (process.argv.includes("fresh")) rmSync(file, { force: true });
/** Contenders of a short look: their windows at the most streams, told and not kept. */
const only = process.argv
  .find((word) => word.startsWith("only="))
  ?.slice("only=".length)
  .split(",");
const results = openResults(file, `${process.env["BENCH_KEY"] ?? ""}${process.version}`, machineLoad);
const note = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const closing: (() => Promise<void>)[] = [];
const close = async (): Promise<void> => {
  for (const step of closing.splice(0).reverse()) await step().catch((error: unknown) => note(String(error)));
};
const leave = (): void => void close().then(() => process.exit(130));
process.once("SIGINT", leave);
process.once("SIGTERM", leave);

/** Measures a cell until it has `wanted` values. What fails is said, and does not stop the rest. */
const fill = async <T>(cell: string, wanted: number, measure: () => Promise<T | null>): Promise<void> => {
  while (results.count(cell) < wanted) {
    try {
      const value = await measure();
      if (value === null) return;
      results.add(cell, value);
      note(`${cell} (${results.count(cell)} of ${wanted}, load ${machineLoad()})`);
    } catch (error) {
      note(`${cell}: ${String(error)}`);
      return;
    }
  }
};

const chosen = (names: readonly Contender[]): Contender[] => names.filter((name) => !only || only.includes(name));

const lookAt = async (load: Child, running: Record<Contender, Running>): Promise<void> => {
  const streams = plan.streams.at(-1) ?? 1;
  for (let turn = 0; turn < 2; turn++)
    for (const name of chosen(CONTENDERS)) {
      const { cpuMicrosPerChunk, firstTokenMs, gapMs, loadCore, rate } = await measureStreams(load, running[name], {
        streams,
        rounds: plan.rounds,
      });
      note(
        `${name} at ${streams}: ${cpuMicrosPerChunk.toFixed(1)} µs a chunk, first token p50 ${firstTokenMs.p50.toFixed(0)} p99 ${firstTokenMs.p99.toFixed(0)} ms, gap p99 ${gapMs.p99.toFixed(0)} ms, ${rate.toFixed(0)} chunks a second and stream, load's core ${(loadCore * 100).toFixed(0)} %`,
      );
    }
};

/** Where a server's time goes: a .cpuprofile of each window, for a browser's developer tools. Its figures count for nothing. */
const profileServers = async (load: Child, running: Record<Contender, Running>): Promise<void> => {
  mkdirSync(dirname(file), { recursive: true });
  for (const name of chosen(["express-sdk", "sidecoach", "sidecoach-coach"]))
    for (const streams of only ? plan.streams.slice(-1) : plan.streams) {
      const profile = join(dirname(file), `${name}-${streams}.cpuprofile`);
      const { cpuMicrosPerChunk } = await measureStreams(load, running[name], {
        streams,
        rounds: plan.rounds,
        profile,
      });
      note(`${profile}: ${cpuMicrosPerChunk.toFixed(1)} µs a chunk`);
    }
};

const measureServers = async (load: Child, upstream: string, database: string): Promise<void> => {
  const sidecoach = await startSidecoach(database, upstream);
  closing.push(sidecoach.stop);
  const running = await contenders(sidecoach, upstream);
  closing.push(async () => {
    for (const it of Object.values(running)) await it.stop();
  });
  for (const name of chosen(CONTENDERS)) {
    await verifyText(load, running[name]);
    await measureStreams(load, running[name], name === "ai" ? { streams: 20, rounds: 5 } : plan.warm);
    note(`${TITLES[name]}: the text is whole, warm`);
  }
  if (process.argv.includes("profile")) return profileServers(load, running);
  if (only) return lookAt(load, running);
  for (let turn = 1; turn <= plan.repetitions; turn++)
    for (const streams of plan.streams) {
      await fill(cellOf.streams("direct", streams), turn, () => measureDirect(load, upstream, { streams, rounds: 1 }));
      // In another order each turn: who comes first has no advantage.
      const order: Contender[] = turn % 2 === 0 ? CONTENDERS.toReversed() : [...CONTENDERS];
      for (const name of order) {
        // One that is slower than real time is measured all the same, but not for minutes.
        const rounds = name === "ai" && streams > 50 ? 1 : plan.rounds;
        await fill(cellOf.streams(name, streams), turn, () => measureStreams(load, running[name], { streams, rounds }));
      }
    }
  for (const name of plan.capacity)
    await fill(cellOf.capacity(name), quick ? 1 : 3, () => measureCapacity(load, running[name], plan.rounds));
  for (const name of ["pipe", "express-sdk", "sidecoach"] as const)
    await fill(cellOf.idle(name), quick ? 1 : 3, () => measureIdle(load, running[name], plan.idleStreams));

  const ledger = startChild("ledger-process", SERVER_CORE, { DATABASE_URL: database });
  closing.push(ledger.stop);
  for (const spread of [true, false])
    await fill(cellOf.ledger(spread), plan.repetitions, () =>
      measureLedger(ledger, sidecoach, { spread, seconds: plan.ledgerSeconds }),
    );
};

const measureCharge = async (database: string): Promise<void> => {
  if (results.count(cellOf.caching()) > 0) return;
  const simulator = await startSimulator({ speed: "instant" });
  closing.push(simulator.stop);
  const sidecoach = await startSidecoach(database, simulator.url);
  closing.push(sidecoach.stop);
  await fill(cellOf.caching(), 1, () => measureCaching(sidecoach));
};

try {
  note(describeMachine());
  const load = startChild("load-process", LOAD_CORE);
  closing.push(load.stop);
  const database = await startDatabase();
  closing.push(database.stop);
  const before = closing.length;
  await measureServers(load, await load.call<string>("upstreamUrl"), database.url);
  // One server a database: the next one is another.
  for (const step of closing.splice(before).reverse()) await step();
  if (!process.argv.includes("profile") && !only) {
    await measureCharge(database.url);
    process.stdout.write(`${report(results, plan)}\n`);
  }
} catch (error) {
  note(String(error instanceof Error ? error.stack : error));
  process.exitCode = 1;
} finally {
  await close();
}
process.exit();
