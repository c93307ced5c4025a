// Brings the workspace up to date: packages, generated code, bundles. Does only what changed since the last time.
import { existsSync, rmSync } from "node:fs";
import { StepFailed, inRoot, hashOf, isStamped, node, runStep, stamp, step, whenChanged } from "./workspace.mjs";

const pnpm = "pnpm@10.34.9";
const manifests = [
  "package.json",
  "pnpm-lock.yaml",
  "pnpm-workspace.yaml",
  "backend/package.json",
  "backend/admin/package.json",
  "backend/bench/package.json",
  "backend/mutation/package.json",
  "widget/package.json",
  "demo-site/package.json",
];

// The demo site's tests bring a browser, which only the tests need; the bench brings what we are measured against, and the
// mutation tests Stryker.
const parts = [
  { name: "all", without: ["--filter", "!@sidecoach/demo-site"] },
  { name: "bench", without: ["--filter", "!@sidecoach/bench"] },
  { name: "mutation", without: ["--filter", "!@sidecoach/mutation"] },
];

const stampOf = (names) => ["install", ...names].join("-");
const subsets = parts.reduce((sets, { name }) => [...sets, ...sets.map((set) => [...set, name])], [[]]);
/** What stands for an installation with these parts: every one that has them, and maybe more. */
const stampsFor = (wanted) => subsets.filter((names) => wanted.every((name) => names.includes(name))).map(stampOf);

/** `all` installs what the tests need too, `bench` what the benchmarks need, `mutation` what the mutation tests need. */
export const install = async (chosen = {}) => {
  const hash = hashOf(manifests);
  const wanted = parts.map(({ name }) => name).filter((name) => chosen[name]);
  const isInstalled = existsSync(inRoot("node_modules", ".modules.yaml"));
  if (isInstalled && stampsFor(wanted).some((name) => isStamped(name, hash))) return;
  const command = process.platform === "win32" ? "npx.cmd" : "npx";
  const args = ["-y", pnpm, "install", "--frozen-lockfile", "--prefer-offline", "--config.confirmModulesPurge=false"];
  const without = parts.filter(({ name }) => !wanted.includes(name)).flatMap((part) => part.without);
  await runStep("installed packages", { command, args: [...args, ...without] });
  stamp(stampOf(wanted), hash);
};

/** Prisma's client, from the schema. */
export const generate = () =>
  whenChanged(
    "generate",
    { inputs: ["prisma/schema.prisma", "pnpm-lock.yaml"], output: "backend/src/generated/prisma/client.ts" },
    () => runStep("generated the database client", node("scripts/prisma.mjs", "generate")),
  );

const bundleBackend = async () => {
  const { build, stop } = await import("esbuild");
  rmSync(inRoot("backend/dist"), { recursive: true, force: true });
  try {
    await build({
      absWorkingDir: inRoot(),
      entryPoints: ["backend/src/main.ts", "backend/src/command-line.ts"],
      outdir: "backend/dist",
      bundle: true,
      splitting: true,
      chunkNames: "chunk-[hash]",
      platform: "node",
      target: "node20",
      format: "esm",
      packages: "external",
      sourcemap: true,
      logLevel: "silent",
    });
  } catch (error) {
    throw new StepFailed("built the backend", error.message);
  } finally {
    // Its service process would otherwise stay beside the server.
    await stop();
  }
};

/** backend/dist/main.js and backend/dist/command-line.js. */
export const buildBackend = () =>
  whenChanged(
    "backend",
    {
      inputs: ["backend/src", "prisma/schema.prisma", "prisma/seed.ts", "prisma/scenarios.ts", "pnpm-lock.yaml"],
      output: "backend/dist/main.js",
    },
    () => step("built the backend", bundleBackend),
  );

const buildWidget = () =>
  whenChanged(
    "widget",
    {
      inputs: [
        "widget",
        "scripts/pack-files.mjs",
        "backend/src/protocol",
        "backend/src/product-name.ts",
        "pnpm-lock.yaml",
      ],
      output: "widget/dist",
    },
    () => runStep("built the widget", node("widget/build.mjs")),
  );

const buildConsole = () =>
  whenChanged(
    "console",
    {
      inputs: [
        "backend/admin",
        "scripts/pack-files.mjs",
        "backend/src/protocol",
        "backend/src/product-name.ts",
        "pnpm-lock.yaml",
      ],
      output: "backend/admin/dist",
    },
    () => runStep("built the console", node("backend/admin/build.mjs")),
  );

/** Everything the server serves. */
export const build = () => Promise.all([generate().then(buildBackend), buildWidget(), buildConsole()]);
