import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { PRACTICE_PATH, serveDemoSite } from "../serve.mjs";
import { launchBrowser } from "./browser.ts";
import { eventually } from "./eventually.ts";
import { enterConversation, say, startButton, waitForAnswer } from "./invitee.ts";
import { removeProduct, startProduct, type Product } from "./product.ts";
import { welcomeVisitor } from "./visitor.ts";
import { words } from "./words.ts";

/** What `npm run sidecoach` does once everything is built. */
const COMMAND = `const { main } = await import(${JSON.stringify(new URL("../../backend/dist/command-line.js", import.meta.url).href)}); await main(process.argv.slice(1));`;
const ROOT = fileURLToPath(new URL("../../", import.meta.url));
let browser: Browser;
let product: Product;

beforeAll(async () => {
  [browser, product] = await Promise.all([launchBrowser(), startProduct()]);
});
afterAll(async () => {
  await browser?.close();
  await removeProduct(product);
});

/** The same pages on an origin that nobody has allowed. */
const serveElsewhere = async (): Promise<string> => {
  const html = await (await fetch(new URL(PRACTICE_PATH, product.lines.demo))).text();
  const siteKey = /data-site="([^"]+)"/.exec(html)?.[1] ?? "";
  const site = await serveDemoSite({ port: 0, apiUrl: product.lines.api, siteKey });
  onTestFinished(site.close);
  return site.url;
};

test("a refused origin is told the command that allows it, and the command does", async () => {
  const origin = await serveElsewhere();
  const page = await welcomeVisitor(browser);
  const printed: string[] = [];
  page.on("console", (message) => printed.push(message.text()));

  // who tries the page before anybody is invited is told, too
  await page.goto(`${origin}${PRACTICE_PATH}`);
  await page.getByRole("heading", { name: words.refused.title }).waitFor();

  const link = `${origin}${PRACTICE_PATH}#invitation=${product.lines.invitation}`;
  await page.goto("about:blank");
  await page.goto(link);
  await page.getByRole("heading", { name: words.refused.title }).waitFor();
  const command = printed.join("\n").match(/npm run sidecoach -- site allow \S+ --site \S+/)?.[0];
  expect(command).toBe(`npm run sidecoach -- site allow ${origin} --site demo`);

  // beside the running server, as the message says
  const args = command?.split(" -- ")[1]?.split(" ") ?? [];
  await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", COMMAND, ...args], {
    cwd: ROOT,
    env: { ...process.env, DATA_DIR: product.place.dataDir },
  });
  // the server reads the list of origins anew every few seconds
  const again = page.getByRole("button", { name: words.trouble.again });
  await eventually(async () => {
    if ((await again.count()) > 0) await again.click();
    return await startButton(page).count();
  }).toBe(1);

  await enterConversation(page, link);
  await say(page, "Thank you for taking the time.");
  await waitForAnswer(page, 1);
});
