import type { Browser, BrowserContext, Page, Request } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { PRACTICE_PATH } from "../serve.mjs";
import { launchBrowser } from "./browser.ts";
import { eventually } from "./eventually.ts";
import {
  coachNote,
  composer,
  enterConversation,
  log,
  partnerWords,
  question,
  questions,
  readTranscript,
  say,
  waitForExchange,
} from "./invitee.ts";
import { removeProduct, startProduct, type Product } from "./product.ts";
import { makeInvitation, signIn } from "./staff.ts";
import { watchContext } from "./watch-context.ts";
import { words } from "./words.ts";

let browser: Browser;
let product: Product;
let staff: Page;

beforeAll(async () => {
  [browser, product] = await Promise.all([launchBrowser(), startProduct({ env: { SIMULATOR_SPEED: "natural" } })]);
  staff = await browser.newPage();
  await signIn(staff, product.lines.console);
});
afterAll(async () => {
  await browser?.close();
  await removeProduct(product);
});

const FIRST = "You never answer my messages. It has been cold for nine days!";
const SECOND = "I can see that you have a lot on your plate. Which day could somebody come?";
const QUESTION = "Was I too harsh just now?";

/** How many event streams the browser asks for, and how many of them are open at once. */
const countStreams = (context: BrowserContext) => {
  const open = new Set<Request>();
  const counted = { asked: 0, most: 0 };
  const isStream = (request: Request): boolean =>
    request.method() === "GET" && /\/v1\/sessions\/\d+\/events$/.test(new URL(request.url()).pathname);
  context.on("request", (request) => {
    if (!isStream(request)) return;
    open.add(request);
    counted.asked += 1;
    counted.most = Math.max(counted.most, open.size);
  });
  const close = (request: Request): void => void open.delete(request);
  context.on("requestfinished", close);
  context.on("requestfailed", close);
  // what a closed tab had open is told by nobody
  context.on("page", (page) =>
    page.on("close", () => {
      for (const request of open) if (request.frame().page() === page) close(request);
    }),
  );
  return counted;
};

/** One browser, the same conversation in two tabs, the second opened in the middle of the first exchange. */
const openTwoTabs = async () => {
  const { link } = await makeInvitation(staff, { label: "two tabs", scenarioSlug: "the-heating-is-off" });
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(30_000);
  const trouble = await watchContext(context);
  onTestFinished(async () => {
    await context.close();
    expect(trouble).toEqual([]);
  });
  const streams = countStreams(context);
  const first = await context.newPage();
  await enterConversation(first, link);
  await say(first, FIRST);
  await eventually(async () => await partnerWords(first, 1).textContent()).not.toBe("");
  const second = await context.newPage();
  await second.goto(new URL(PRACTICE_PATH, first.url()).href);
  await log(second).waitFor();
  return { context, streams, first, second };
};

test("two tabs of one conversation share one connection, and show the same, whichever is written in", async () => {
  const { streams, first, second } = await openTwoTabs();
  await Promise.all([first, second].map((page) => waitForExchange(page, 1)));
  expect(await readTranscript(second)).toEqual(await readTranscript(first));

  // typed in one, there in the other; sent from the one without the connection
  await composer(second).fill(SECOND);
  await eventually(async () => await composer(first).inputValue()).toBe(SECOND);
  await composer(second).press("Enter");
  await eventually(async () => await composer(first).inputValue()).toBe("");
  await eventually(async () => await partnerWords(first, 2).textContent()).not.toBe("");
  await Promise.all([first, second].map((page) => waitForExchange(page, 2)));
  const told = await readTranscript(first);
  expect(told.map(({ mine }) => mine)).toEqual([FIRST, SECOND]);
  expect(await readTranscript(second)).toEqual(told);

  // what one thinks of a note, in one tab, shows in the other
  const helpful = (page: Page) => page.getByRole("button", { name: words.notes.rate.helpful, exact: true }).first();
  if (await coachNote(second, 1).isVisible()) {
    await coachNote(second, 1).hover();
    await helpful(second).click();
    await first.locator('.rate [aria-pressed="true"]').first().waitFor();
  }

  // a private question, too
  await second.getByRole("button", { name: words.beside.ask.button }).click();
  await question(second).fill(QUESTION);
  await question(second).press("Enter");
  await eventually(async () => await question(second).inputValue()).toBe("");
  await first.getByRole("button", { name: new RegExp(words.beside.ask.answering) }).waitFor();
  await first.getByRole("button", { name: new RegExp(words.beside.ask.answering) }).click();
  await questions(first).getByText(QUESTION, { exact: true }).waitFor();

  expect([streams.asked, streams.most]).toEqual([1, 1]);
});

test("the tab with the connection is closed in mid-answer: the other goes on, with nothing missing and nothing twice", async () => {
  const { streams, first, second } = await openTwoTabs();
  expect(streams.asked).toBe(1);
  await first.close();
  await waitForExchange(second, 1);
  await eventually(() => streams.asked).toBe(2);
  expect(streams.most).toBe(1);
  const before = await readTranscript(second);
  expect(before).toHaveLength(1);
  // what was shown as it came is what is stored
  await second.reload();
  await waitForExchange(second, 1);
  expect(await readTranscript(second)).toEqual(before);
});

test("words that a closed tab could not send are sent by the one that is left, once", async () => {
  const { first, second } = await openTwoTabs();
  await Promise.all([first, second].map((page) => waitForExchange(page, 1)));
  const posts: string[] = [];
  for (const [name, page] of Object.entries({ first, second }))
    page.on("request", (request) => {
      if (request.method() === "POST" && request.url().endsWith("/exchanges")) posts.push(name);
    });
  await second.route(/\/exchanges$/, (route) => route.abort("connectionreset"));
  await say(second, SECOND);
  await second.getByText(SECOND, { exact: true }).waitFor();
  // as long as that tab is there, it is the one that tries
  await eventually(() => posts.length).toBeGreaterThanOrEqual(3);
  expect(posts).not.toContain("first");
  expect((await readTranscript(first)).map(({ mine }) => mine)).toEqual([FIRST]);
  await second.close();
  await waitForExchange(first, 2);
  expect((await readTranscript(first)).map(({ mine }) => mine)).toEqual([FIRST, SECOND]);
});

test("the tab with the connection is put to sleep: the other goes on, and the first knows all of it when it wakes", async () => {
  const { context, first, second } = await openTwoTabs();
  await Promise.all([first, second].map((page) => waitForExchange(page, 1)));
  const browserSide = await context.newCDPSession(first);
  await browserSide.send("Page.setWebLifecycleState", { state: "frozen" });
  await say(second, SECOND);
  await waitForExchange(second, 2);
  await browserSide.send("Page.setWebLifecycleState", { state: "active" });
  await first.bringToFront();
  await waitForExchange(first, 2);
  expect(await readTranscript(first)).toEqual(await readTranscript(second));
  expect((await readTranscript(first)).map(({ mine }) => mine)).toEqual([FIRST, SECOND]);
});
