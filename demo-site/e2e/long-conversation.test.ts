import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "./browser.ts";
import { eventually } from "./eventually.ts";
import { composer, enterConversation, log, partnerWords, say, waitForExchange } from "./invitee.ts";
import { makeLongSession } from "./make-long-session.ts";
import { removeProduct, startProduct, type Product } from "./product.ts";
import { makeInvitation, signIn } from "./staff.ts";
import { welcomeVisitor } from "./visitor.ts";
import { words } from "./words.ts";

let browser: Browser;
let product: Product;

beforeAll(async () => {
  [browser, product] = await Promise.all([launchBrowser(), startProduct({ env: { SIMULATOR_SPEED: "natural" } })]);
});
afterAll(async () => {
  await browser?.close();
  await removeProduct(product);
});

const EXCHANGES = 500;
const WORDS = "I can see that you have a lot on your plate. Which day could somebody come?";

type Counted = Window & { touched?: { old: number; last: number } };
/** Counts every change in the scene: in the newest exchange, and in all that stood there before. */
const countMutations = async (page: Page): Promise<void> =>
  await page.locator("sidecoach-widget").evaluate((widget) => {
    const scene = widget.shadowRoot?.querySelector(".scene");
    if (!scene) throw new Error("there is no scene");
    const old = new Set(scene.querySelectorAll(".exchange"));
    const touched = ((window as Counted).touched = { old: 0, last: 0 });
    new MutationObserver((records) => {
      for (const { target, addedNodes, removedNodes } of records) {
        const around = (target instanceof Element ? target : target.parentElement)?.closest(".exchange");
        const moved = [...addedNodes, ...removedNodes].some((node) => node instanceof Element && old.has(node));
        if (moved || (around && old.has(around))) touched.old += 1;
        else touched.last += 1;
      }
    }).observe(scene, { subtree: true, childList: true, characterData: true, attributes: true });
  });
const touchedIn = async (page: Page) => await page.evaluate(() => (window as Counted).touched);
const place = async (page: Page) =>
  await log(page).evaluate(({ scrollTop, scrollHeight, clientHeight }) => ({
    top: Math.round(scrollTop),
    fromEnd: Math.round(scrollHeight - clientHeight - scrollTop),
  }));
/** Until all of it stands there and nothing moves. */
const settled = async (page: Page): Promise<void> => {
  await eventually(async () => await page.locator(".exchange").count()).toBeGreaterThanOrEqual(EXCHANGES);
  let before = "";
  await eventually(async () => {
    const now = JSON.stringify(await place(page));
    const same = now === before;
    before = now;
    return same;
  }).toBe(true);
};

test("1,000 messages: an exchange more touches none of them, who reads further up is left there, and is told", async () => {
  const staff = await browser.newPage();
  await signIn(staff, product.lines.console);
  const quota = { tokens: 100_000_000, label: "for hours" };
  const { id, link } = await makeInvitation(staff, { label: "long", scenarioSlug: "the-heating-is-off", quota });
  const page = await welcomeVisitor(browser);
  await enterConversation(page, link);
  await makeLongSession(product, id, EXCHANGES);
  await page.reload();
  await composer(page).waitFor();
  await settled(page);
  expect(await page.locator(".exchange").count()).toBe(EXCHANGES);
  expect((await place(page)).fromEnd).toBeLessThanOrEqual(2);

  // at the end: what streams stays in view, and nothing else is touched
  await countMutations(page);
  await say(page, WORDS);
  await eventually(async () => await partnerWords(page, EXCHANGES + 1).textContent()).not.toBe("");
  expect((await place(page)).fromEnd).toBeLessThanOrEqual(2);
  await waitForExchange(page, EXCHANGES + 1);
  expect((await place(page)).fromEnd).toBeLessThanOrEqual(2);
  const touched = await touchedIn(page);
  expect(touched?.old).toBe(0);
  expect(touched?.last).toBeGreaterThan(10);

  // further up: what comes moves nothing, and a way down is offered
  await say(page, WORDS);
  await eventually(async () => await partnerWords(page, EXCHANGES + 2).textContent()).not.toBe("");
  await log(page).hover();
  await page.mouse.wheel(0, -30_000);
  await eventually(async () => (await place(page)).fromEnd).toBeGreaterThan(10_000);
  await settled(page);
  const inView = async (): Promise<{ label: string; top: number } | undefined> =>
    await log(page).evaluate((scene) => {
      const box = scene.getBoundingClientRect();
      const first = [...scene.querySelectorAll(".exchange")].find((one) => one.getBoundingClientRect().top > box.top);
      return first && { label: first.ariaLabel ?? "", top: Math.round(first.getBoundingClientRect().top) };
    });
  const before = await inView();
  const pill = page.getByRole("button", { name: words.transcript.newMessages });
  await pill.waitFor();
  await waitForExchange(page, EXCHANGES + 2);
  expect(await inView()).toEqual(before);
  await pill.click();
  await eventually(async () => (await place(page)).fromEnd).toBeLessThanOrEqual(2);
  await pill.waitFor({ state: "detached" });

  // through all of it, page by page: each stands where it belongs, once
  await log(page).evaluate((scene) => scene.scrollTo(0, 0));
  await page.getByText("What I said 1, at some length").waitFor();
  const said = await page.locator(".exchange .mine").allTextContents();
  expect(said).toHaveLength(EXCHANGES + 2);
  expect(said.slice(0, 3).map((text) => text.split(",")[0])).toEqual([
    "What I said 1",
    "What I said 2",
    "What I said 3",
  ]);
  expect(new Set(said).size).toBe(EXCHANGES + 1);
});
