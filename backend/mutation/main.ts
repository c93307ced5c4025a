// npm run mutation: Stryker on what must not be wrong (docs/mutation.md). Fails where a group is below 85 % of its mutants caught.
// Results are kept in .build/mutation: a run that was stopped goes on with the group it was at, and later ones try only what has changed.
//   npm run mutation -- reaping log   these groups alone
//   npm run mutation -- fresh         begins anew
import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { Stryker } from "@stryker-mutator/core";
import { groups, type Group } from "./groups.ts";
import { optionsFor, resultsOf, root } from "./options.ts";
import { type FileScore, readScores, shareOf } from "./score.ts";

const LEAST_PERCENT = 85;

process.chdir(root);
const args = process.argv.slice(2);
const names = args.filter((arg) => arg !== "fresh");
const unknown = names.find((name) => !groups.some((group) => group.name === name));
if (unknown !== undefined) {
  console.error(`no group ${unknown}: ${groups.map(({ name }) => name).join(", ")}`);
  process.exit(1);
}
const canRun = ({ name, needs }: Group): boolean => {
  if (needs !== "Redis" || spawnSync("redis-server", ["--version"]).status === 0) return true;
  console.log(`SKIPPED ${name}: redis-server not found`);
  return false;
};
const chosen = groups.filter(({ name }) => names.length === 0 || names.includes(name)).filter(canRun);
if (args.includes("fresh")) for (const group of chosen) rmSync(resultsOf(group), { force: true });

for (const group of chosen) {
  console.log(`\n${group.name}`);
  // Read by vitest.config.ts, in the processes that Stryker starts.
  process.env.MUTATION_GROUP = group.name;
  await new Stryker(optionsFor(group)).runMutationTest();
}

const results = chosen
  .filter((group) => existsSync(resultsOf(group)))
  .map((group) => ({ name: group.name, ...readScores(resultsOf(group)) }));
const line = ({ file, killed, survived, ignored }: FileScore): string =>
  `${file.padEnd(52)} ${String(killed).padStart(4)} caught ${String(survived).padStart(4)} survived ${String(ignored).padStart(3)} left out  ${shareOf([{ killed, survived }]).toFixed(1).padStart(5)} %`;
console.log("");
for (const { file, line: at, column, name, replacement } of results.flatMap(({ survivors }) => survivors))
  console.log(`survived ${file}:${at}:${column} ${name} ${replacement}`);
console.log("");
const scores = results.flatMap((result) => result.scores).toSorted((a, b) => a.file.localeCompare(b.file));
for (const score of scores) console.log(line(score));
const groupShares = results.map(({ name, scores: its }) => ({ name, share: shareOf(its) }));
console.log("");
for (const { name, share } of groupShares) console.log(`${name.padEnd(52)} ${share.toFixed(1).padStart(5)} %`);
console.log(
  `\n${shareOf(scores).toFixed(1)} % of the mutants were caught; at least ${LEAST_PERCENT} % of each group are asked for`,
);
process.exit(groupShares.every(({ share }) => share >= LEAST_PERCENT) ? 0 : 1);
