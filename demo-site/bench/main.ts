import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { launchBrowser } from "../e2e/browser.ts";
import { makeLongSession } from "../e2e/make-long-session.ts";
import { removeProduct, startProduct, type Product } from "../e2e/product.ts";
import { makeInvitation, signIn, type MadeInvitation } from "../e2e/staff.ts";
import { PEERS } from "./fetch-peers.mjs";
import { benchHeap } from "./heap.ts";
import { MESSAGES, startHost } from "./host.ts";
import { benchLoad } from "./load.ts";
import { benchOpen } from "./open.ts";
import { benchStream } from "./stream.ts";
import { startUpstream } from "./upstream.ts";

const COMMANDS = `const { main } = await import(${JSON.stringify(new URL("../../backend/dist/command-line.js", import.meta.url).href)}); await main(process.argv.slice(1));`;

/** As `npm run sidecoach -- site allow ORIGIN` does. */
const letIn = async ({ place }: Product, origin: string): Promise<void> => {
  const args = ["--input-type=module", "--eval", COMMANDS, "--", "site", "allow", origin];
  const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], DATA_DIR: place.dataDir, MODEL: "simulator" };
  await promisify(execFile)(process.execPath, args, { env });
};

const ALL = ["load", "open", "stream", "heap"] as const;
type Plan = { rounds: number; minutes: number; only: readonly string[] };
const readPlan = (words: readonly string[]): Plan => {
  const given = (name: string): string | undefined =>
    words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
  const quick = words.includes("quick");
  return {
    rounds: Number(given("rounds") ?? (quick ? 3 : 9)),
    minutes: Number(given("minutes") ?? (quick ? 3 : 30)),
    only: given("only")?.split(",") ?? ALL,
  };
};

/** Runs the parts of the bench one after the other and prints what came out. `peers`: the folder they lie in. */
export const benchWidget = async (peers: string, given: readonly string[]): Promise<void> => {
  const plan = readPlan(given);
  const upstream = await startUpstream();
  const [browser, product] = await Promise.all([
    launchBrowser(),
    startProduct({ env: { MODEL: "anthropic", ANTHROPIC_API_KEY: "bench", ANTHROPIC_BASE_URL: upstream.url } }),
  ]);
  const host = await startHost(new URL(product.lines.api).origin, peers);
  try {
    await letIn(product, host.url);
    const staff = await browser.newPage();
    await signIn(staff, product.lines.console);
    const invite = async (): Promise<MadeInvitation> => {
      const quota = { tokens: 100_000_000, label: "for a bench" };
      return await makeInvitation(staff, { label: "bench", scenarioSlug: "the-heating-is-off", quota });
    };
    const linkOf = ({ token }: MadeInvitation): string => `${host.url}/ours#invitation=${token}`;
    const longTalk = async () => {
      const made = await invite();
      return { link: linkOf(made), lengthen: () => makeLongSession(product, made.id, MESSAGES / 2) };
    };
    const versions = Object.entries(PEERS).map(([name, { version }]) => `${name} ${version}`);
    console.log(`Chromium ${browser.version()}; ${versions.join(", ")}`);
    // the origin is looked up anew after two seconds at most
    await staff.waitForTimeout(2_500);
    if (plan.only.includes("load")) await benchLoad(browser, host.url, plan.rounds);
    if (plan.only.includes("open")) await benchOpen(browser, host.url, async () => linkOf(await invite()), plan.rounds);
    if (plan.only.includes("stream"))
      await benchStream(browser, host.url, upstream, longTalk, Math.ceil(plan.rounds / 3));
    if (plan.only.includes("heap")) await benchHeap(browser, await longTalk(), plan.minutes);
  } finally {
    await browser.close();
    host.close();
    upstream.close();
    await removeProduct(product);
  }
};
