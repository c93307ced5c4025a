// npm test: everything this machine can run. Arguments go to vitest: npm test -- --project widget. With REQUIRE_ALL=1 (CI) a
// skipped test is a failure. The last line is the count.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { relative } from "node:path";
import { build, install } from "./prepare.mjs";
import { capture, inRoot, node, root, runScript } from "./workspace.mjs";

const results = inRoot(".build", "test-results.json");
const args = process.argv.slice(2);

/** Of a backend test: whether it needs a real PostgreSQL. */
const needsDatabase = (file) =>
  /test-database|test-world|embedded-postgres|ledger-ground/.test(readFileSync(file, "utf8"));

const kindOf = (file) => {
  const path = relative(root, file).replaceAll("\\", "/");
  if (path.startsWith("backend/admin/")) return "console";
  if (path.startsWith("widget/")) return "widget";
  if (path.startsWith("demo-site/")) return "end-to-end";
  return needsDatabase(file) ? "integration" : "unit";
};

const kinds = ["unit", "integration", "widget", "console", "end-to-end"];

const readFiles = () => (existsSync(results) ? JSON.parse(readFileSync(results, "utf8")).testResults : []);

const count = (files) => {
  const counts = Object.fromEntries(kinds.map((kind) => [kind, { passed: 0, failed: 0, skipped: 0 }]));
  for (const { name, status, assertionResults } of files) {
    const kind = counts[kindOf(name)];
    for (const result of assertionResults)
      kind[result.status === "passed" || result.status === "failed" ? result.status : "skipped"]++;
    // A file that could not be loaded has no tests to fail.
    if (status === "failed" && !assertionResults.some((result) => result.status === "failed")) kind.failed++;
  }
  return counts;
};

const sum = (counts, key) => Object.values(counts).reduce((total, kind) => total + kind[key], 0);

const describe = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`;

await runScript(async () => {
  await install({ all: true });
  await build();
});

rmSync(results, { force: true });
const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${results}`];
const { code } = await capture(node("node_modules/vitest/vitest.mjs", "run", ...reporters, ...args), { show: true });

const counts = count(readFiles());
const total = { passed: sum(counts, "passed"), failed: sum(counts, "failed"), skipped: sum(counts, "skipped") };
// Where vitest failed on something else, like an error outside of any test, that is a failure too.
if (code !== 0 && total.failed === 0) total.failed = 1;

const missing = args.length > 0 ? [] : kinds.filter((kind) => counts[kind].passed + counts[kind].failed === 0);
const isIncomplete = missing.length > 0 || (process.env.REQUIRE_ALL === "1" && total.skipped > 0);

console.log("");
kinds.forEach((kind) => console.log(`${kind}: ${missing.includes(kind) ? "NO TEST RAN" : describe(counts[kind])}`));
if (isIncomplete) console.log("FAILED: some tests did not run");
console.log(describe(total));
process.exit(code === 0 && total.failed === 0 && !isIncomplete ? 0 : 1);
