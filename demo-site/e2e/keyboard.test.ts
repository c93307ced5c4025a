import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "./browser.ts";
import { eventually } from "./eventually.ts";
import { answers, coachNote, composer, goOnButton, partnerWords, startButton, waitForExchange } from "./invitee.ts";
import { removeProduct, startProduct, type Product } from "./product.ts";
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

/** What has the focus, through the shadow root: its name as it is read out, or its words. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return active?.getAttribute("aria-label") ?? active?.textContent?.trim() ?? "";
  });
/** Tab, and no click, until this has the focus. */
const tabTo = async (page: Page, name: string, key = "Tab"): Promise<void> => {
  for (let presses = 0; presses < 60; presses++) {
    if ((await focused(page)) === name) return;
    await page.keyboard.press(key);
  }
  throw new Error(`"${name}" is not to be reached by ${key}; at the end the focus was on "${await focused(page)}"`);
};
/** Each thing that the live regions were given to read, in its lane, from now on. */
const listen = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(globalThis, { heard });
    const root = document.querySelector("sidecoach-widget")?.shadowRoot;
    const note = (region: Element, node: Node): void => {
      if (node.textContent) heard.push(`${(region as HTMLElement).dataset["lane"]}: ${node.textContent}`);
    };
    const watch = (region: Element): void =>
      new MutationObserver((changes) => {
        for (const { addedNodes, type, target } of changes)
          if (type === "characterData") note(region, target);
          else for (const node of addedNodes) note(region, node);
      }).observe(region, { childList: true, characterData: true, subtree: true });
    for (const region of root?.querySelectorAll("[aria-live=polite][data-lane]") ?? []) watch(region);
  });
const heard = (page: Page): Promise<string[]> =>
  page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);

test("the whole journey by keyboard alone, and each message read out once", async () => {
  const page = await welcomeVisitor(browser);
  await page.goto(product.lines.demo);
  await startButton(page).waitFor();
  await tabTo(page, words.preview.start);
  await page.keyboard.press("Enter");
  await composer(page).waitFor();
  await page.locator("sidecoach-widget [data-lane=partner]").waitFor({ state: "attached" });
  await listen(page);

  await tabTo(page, words.composer.label("Mr. Halloran"));
  await page.keyboard.type("It has been cold for nine days. Which day is the engineer coming?");
  await page.keyboard.press("Enter");
  await partnerWords(page, 1).waitFor();
  // nothing that streams takes the focus, and nothing of it is read before it is whole
  expect(await focused(page)).toBe(words.composer.label("Mr. Halloran"));
  expect(await heard(page)).toEqual([]);
  await waitForExchange(page, 1);
  await coachNote(page, 1).waitFor();
  expect(await focused(page)).toBe(words.composer.label("Mr. Halloran"));
  const reply = (await partnerWords(page, 1).textContent()) ?? "";
  await eventually(async () => (await heard(page)).length).toBe(2);
  const [first, second] = await heard(page);
  expect(first).toBe(`partner: ${words.said(words.withAi("Mr. Halloran"), reply)}`);
  expect(second).toMatch(/^coach: /);

  // the log is reached and scrolled without a mouse, and so is a note
  await tabTo(page, words.transcript.label("Mr. Halloran"), "Shift+Tab");
  await page.keyboard.press("End");

  // a private question, and back
  await tabTo(page, words.beside.ask.button);
  await page.keyboard.press("Enter");
  await eventually(() => focused(page)).toBe(words.beside.ask.label);
  await page.keyboard.type("Did I push too hard?");
  await page.keyboard.press("Enter");
  await answers(page).first().waitFor();
  await page.getByRole("button", { name: words.beside.ask.send, exact: true }).waitFor();
  await eventually(
    async () => (await heard(page)).filter((text) => text.startsWith("coach: Coach, in private")).length,
  ).toBe(1);
  await page.keyboard.press("Escape");
  await eventually(async () => await focused(page)).not.toBe(words.beside.ask.label);

  // another go from there
  await tabTo(page, words.lines.again, "Shift+Tab");
  // one stop in the turn's words; the arrow keys go among what can be done there
  await page.keyboard.press("ArrowLeft");
  expect(await focused(page)).toBe(words.beside.copy.mine);
  await page.keyboard.press("ArrowRight");
  expect(await focused(page)).toBe(words.lines.again);
  await page.keyboard.press("Enter");
  await eventually(() => focused(page)).toBe(words.composer.label("Mr. Halloran"));
  await page.keyboard.press("Control+A");
  await page.keyboard.type("You sound tired. Which day suits you?");
  await page.keyboard.press("Enter");
  await waitForExchange(page, 1);

  // out, and in again: the focus goes where one goes
  await tabTo(page, words.bar.stepOut, "Shift+Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: words.out.title }).waitFor();
  await tabTo(page, words.out.back);
  await page.keyboard.press("Enter");
  await eventually(() => focused(page)).toBe(words.composer.label("Mr. Halloran"));

  // to the end
  await tabTo(page, words.beside.end);
  await page.keyboard.press("Enter");
  await tabTo(page, words.ending.yes);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: words.summary.take }).waitFor();
  await tabTo(page, words.summary.read);
  // two replies, a comment on each and a private answer: each was read once
  expect((await heard(page)).map((text) => text.split(":")[0])).toEqual([
    "partner",
    "coach",
    "coach",
    "partner",
    "coach",
  ]);
});

test("the floating panel opens, keeps the page's own order, and gives the focus back", async () => {
  const page = await welcomeVisitor(browser);
  await page.goto(new URL(`/guides/first-sentence${new URL(product.lines.demo).hash}`, product.lines.demo).href);
  await goOnButton(page).or(startButton(page)).waitFor();
  await page.getByRole("dialog", { name: words.panel }).press("Escape");
  const launcher = page.locator("sidecoach-widget .launch");
  await launcher.waitFor();
  await launcher.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: words.panel }).waitFor();
  await eventually(() => focused(page)).toBe(words.panel);
  await page.keyboard.press("Escape");
  await launcher.waitFor();
  expect(await launcher.evaluate((button) => button.matches(":focus"))).toBe(true);
});
