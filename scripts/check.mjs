// npm run check: all that is checked without running the product. Every step runs; one that fails shows its output.
import { existsSync } from "node:fs";
import { build, install } from "./prepare.mjs";
import { capture, inRoot, node, runScript, tool } from "./workspace.mjs";

const packages = ["backend", "backend/admin", "backend/bench", "backend/mutation", "widget", "demo-site"];
const typed = packages.filter((name) => existsSync(inRoot(name, "tsconfig.json")));

const checks = [
  { name: "lint", command: tool("oxlint", "--type-aware") },
  { name: "format", command: tool("oxfmt", "--check", ".") },
  ...typed.map((name) => ({ name: `types of ${name}`, command: tool("tsc", "-p", name) })),
  { name: "unused code", command: tool("knip") },
  { name: "size", command: tool("size-limit") },
  { name: "openapi", command: node("scripts/check-openapi-drift.mjs") },
  { name: "schema", command: node("scripts/check-schema-drift.mjs") },
];

const runAll = async () => {
  let failures = 0;
  for (const { name, command } of checks) {
    const { code, output } = await capture(command);
    console.log(`${code === 0 ? "ok  " : "FAIL"} ${name}`);
    if (code === 0) continue;
    failures++;
    console.log(`${output.trimEnd()}\n`);
  }
  return failures;
};

await runScript(async () => {
  await install({ all: true, bench: true, mutation: true });
  await build();
});
const failures = await runAll();
console.log(failures === 0 ? "all checks passed" : `${failures} of the checks failed`);
process.exit(failures === 0 ? 0 : 1);
