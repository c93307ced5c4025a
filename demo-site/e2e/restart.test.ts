import type { Browser } from "playwright-core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { launchBrowser } from "./browser.ts";
import {
  coachNote,
  composer,
  enterConversation,
  exchange,
  partnerWords,
  readTranscript,
  say,
  sendButton,
  waitForAnswer,
  waitForExchange,
} from "./invitee.ts";
import { listProcessesOf } from "./processes.ts";
import { removeProduct, startProduct, type Product } from "./product.ts";
import { welcomeVisitor } from "./visitor.ts";
import { words } from "./words.ts";
import { eventually } from "./eventually.ts";

let browser: Browser;
let product: Product;

beforeEach(async () => {
  [browser, product] = await Promise.all([launchBrowser(), startProduct({ env: { SIMULATOR_SPEED: "natural" } })]);
});
afterEach(async () => {
  await browser?.close();
  await removeProduct(product);
});

const WORDS = "I can see that you are tired of this. What would help you most?";

test("kill -9 while the partner streams: the page says so, and a retry answers the same words", async () => {
  const page = await welcomeVisitor(browser);
  await enterConversation(page, product.lines.demo);
  await say(page, WORDS);
  await eventually(async () => await partnerWords(page, 1).textContent()).not.toBe("");
  await product.kill();
  expect(await sendButton(page).count()).toBe(0);
  product = await product.startAgain();

  const again = exchange(page, 1).getByRole("button", { name: words.trials.again });
  await again.waitFor({ timeout: 60_000 });
  await exchange(page, 1).getByText(words.trials.kept).waitFor();
  await again.click();
  await again.waitFor({ state: "detached" });
  await waitForExchange(page, 1);
  const after = await readTranscript(page);
  expect(after.map(({ mine }) => mine)).toEqual([WORDS]);
  expect(after[0]?.partner).not.toBe("");

  await page.reload();
  await composer(page).waitFor();
  await eventually(() => readTranscript(page)).toEqual(after);
});

test("kill -9 while the coach streams: the answer stands, the missing note is shown, the talk goes on", async () => {
  const page = await welcomeVisitor(browser);
  await enterConversation(page, product.lines.demo);
  await say(page, WORDS);
  await waitForAnswer(page, 1);
  const answer = await partnerWords(page, 1).textContent();
  await product.kill();
  const noteSoFar = (await coachNote(page, 1).count()) === 0 ? "" : await coachNote(page, 1).textContent();
  product = await product.startAgain();

  await exchange(page, 1).getByText(words.note.failed).waitFor({ timeout: 60_000 });
  expect(await partnerWords(page, 1).textContent()).toBe(answer);
  expect((await readTranscript(page))[0]?.note, `of “${noteSoFar}” nothing may pose as a finished note`).toBe("");

  await say(page, "Take your time. I am listening.");
  await waitForExchange(page, 2);
  const after = await readTranscript(page);
  expect(after.map(({ mine }) => mine)).toEqual([WORDS, "Take your time. I am listening."]);
});

test("Ctrl-C leaves no process, and the data is there at the next start", async () => {
  const link = product.lines.demo;
  const page = await welcomeVisitor(browser);
  await enterConversation(page, link);
  await say(page, WORDS);
  await waitForExchange(page, 1);
  const before = await readTranscript(page);
  const { dataDir } = product.place;
  expect(listProcessesOf(dataDir).length).toBeGreaterThan(0);

  expect(await product.pressCtrlC()).toBe(0);
  expect(listProcessesOf(dataDir)).toEqual([]);

  product = await product.startAgain();
  const elsewhere = await welcomeVisitor(browser);
  await elsewhere.goto(link);
  await elsewhere.getByRole("button", { name: words.preview.goOn }).click();
  await composer(elsewhere).waitFor();
  await eventually(() => readTranscript(elsewhere)).toEqual(before);
});
