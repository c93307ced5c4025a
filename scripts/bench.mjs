// npm run bench: measures the production bundle against baselines; docs/benchmarks.md says how, and what came out. Figures are kept
// in .build/bench: a run that was stopped goes on where it was.
//   npm run bench -- quick    some minutes, fewer repetitions
//   npm run bench -- fresh    begins anew
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { cpus } from "node:os";
import { buildBackend, generate, install } from "./prepare.mjs";
import { hashOf, inRoot, runScript } from "./workspace.mjs";

const entries = [
  "main",
  "load-process",
  "ledger-process",
  "servers/raw-pipe",
  "servers/express-sdk",
  "servers/ai-stream",
  "servers/sidecoach",
];

await runScript(async () => {
  await install({ bench: true });
  await generate();
  await buildBackend();
  rmSync(inRoot("backend/bench/dist"), { recursive: true, force: true });
  const { build, stop } = await import("esbuild");
  await build({
    absWorkingDir: inRoot("backend/bench"),
    entryPoints: entries.map((name) => `src/${name}.ts`),
    outdir: "dist",
    outbase: "src",
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    logLevel: "warning",
  });
  await stop();
});

const command = [process.execPath, inRoot("backend/bench/dist/main.js"), ...process.argv.slice(2)];
// All that loads the server stands on one core, and what it starts with it; the server alone has the other.
const pins = cpus().length > 1 && spawnSync("taskset", ["-V"]).status === 0;
const [name, ...args] = pins ? ["taskset", "-c", "1", ...command] : command;
const child = spawn(name, args, {
  stdio: "inherit",
  env: { ...process.env, BENCH_KEY: hashOf(["backend/src", "backend/bench/src", "pnpm-lock.yaml"]) },
});
// Ctrl-C reaches it as well; it ends what it started, and we wait for it.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => signal === "SIGTERM" && child.kill(signal));
const [code] = await once(child, "exit");
process.exit(code ?? 1);
