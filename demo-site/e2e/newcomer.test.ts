import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "./browser.ts";
import {
  coachNote,
  composer,
  enterConversation,
  exchange,
  myWords,
  partnerWords,
  readTranscript,
  say,
  sendButton,
  startButton,
  stopButton,
  waitForAnswer,
  waitForExchange,
} from "./invitee.ts";
import { removeProduct, startProduct, type Product } from "./product.ts";
import { makeInvitation, signIn } from "./staff.ts";
import { openPage } from "./studio.ts";
import { welcomeVisitor } from "./visitor.ts";
import { words } from "./words.ts";
import { eventually } from "./eventually.ts";

let browser: Browser;
let product: Product;
let staff: Page;

beforeAll(async () => {
  // at a person's speed, so that there is something to see while a lane streams
  [browser, product] = await Promise.all([launchBrowser(), startProduct({ env: { SIMULATOR_SPEED: "natural" } })]);
  staff = await openPage(browser);
  await signIn(staff, product.lines.console);
});
afterAll(async () => {
  await browser?.close();
  await removeProduct(product);
});

const FIRST = "I can see this matters to you. What worries you most about it?";
const SECOND = "I feel stuck, because I want us to find a way that works for both of us.";

test("a newcomer previews, talks, reloads, steps out, comes back and ends", async () => {
  const page = await welcomeVisitor(browser);
  await page.goto(product.lines.demo);

  // the preview claims nothing: it says who sees what, and waits for a click
  await page.getByRole("heading", { name: words.preview.whoSeesWhat }).waitFor();
  expect(page.url()).toContain("#invitation=");
  await startButton(page).click();

  await composer(page).fill(FIRST);
  await composer(page).press("Enter");
  await myWords(page, 1).waitFor();
  expect(new URL(page.url()).hash).toBe("");

  // streamed: what is there first is only the beginning of what is there last
  await eventually(async () => await partnerWords(page, 1).textContent()).not.toBe("");
  const beginning = (await partnerWords(page, 1).textContent()) ?? "";
  await composer(page).fill(SECOND);
  await waitForAnswer(page, 1);
  const answer = (await partnerWords(page, 1).textContent()) ?? "";
  expect(answer.startsWith(beginning.trimEnd())).toBe(true);
  expect(answer.length).toBeGreaterThan(beginning.length);

  // the next message goes out while the coach is still at the first
  await sendButton(page).click();
  await myWords(page, 2).waitFor();
  const noteSoFar = (await coachNote(page, 1).count()) === 0 ? "" : await coachNote(page, 1).textContent();
  await waitForExchange(page, 2);
  await coachNote(page, 1).waitFor({ state: "attached" });
  expect(await coachNote(page, 1).textContent()).not.toBe(noteSoFar);

  const before = await readTranscript(page);
  expect(before.map(({ mine }) => mine)).toEqual([FIRST, SECOND]);
  expect(before.every(({ partner }) => partner !== "")).toBe(true);
  await page.reload();
  await composer(page).waitFor();
  await eventually(() => readTranscript(page)).toEqual(before);

  await page.getByRole("button", { name: words.bar.stepOut }).click();
  await page.getByRole("heading", { name: words.out.title }).waitFor();
  // out is out on the server too: a reload does not bring the scene back
  await page.reload();
  await page.getByRole("button", { name: words.out.back }).click();
  await composer(page).waitFor();
  expect(await readTranscript(page)).toEqual(before);

  // the question takes the composer's place; Escape gives both back
  const end = page.getByRole("button", { name: words.beside.end });
  await end.click();
  await page.getByRole("button", { name: words.ending.no }).and(page.locator(":focus")).waitFor();
  expect(await composer(page).isVisible()).toBe(false);
  await page.keyboard.press("Escape");
  await end.and(page.locator(":focus")).waitFor();
  expect(await composer(page).isVisible()).toBe(true);

  await end.click();
  await page.getByRole("button", { name: words.ending.yes }).click();
  await page.getByRole("heading", { name: words.summary.take }).waitFor();
  const notes = before.filter(({ note }) => note !== "").length;
  expect(notes).toBe(2);
  // the first one only says where the coach writes
  await page.getByText(words.summary.notes(notes - 1), { exact: true }).waitFor();
});

test("a stopped answer is kept as stopped, and tried again with the same words", async () => {
  const { link } = await makeInvitation(staff, { label: "Somebody in a hurry" });
  const page = await welcomeVisitor(browser);
  await enterConversation(page, link);

  await say(page, FIRST);
  await stopButton(page).waitFor();
  await eventually(async () => await partnerWords(page, 1).textContent()).not.toBe("");
  await stopButton(page).click();
  await exchange(page, 1).getByText(words.trials.stopped).waitFor();
  const stopped = (await readTranscript(page))[0]?.partner ?? "";

  await exchange(page, 1).getByRole("button", { name: words.trials.again }).click();
  await exchange(page, 1).getByText(words.trials.stopped).waitFor({ state: "detached" });
  await waitForExchange(page, 1);
  const [first, ...others] = await readTranscript(page);
  expect(others).toEqual([]);
  expect(first?.mine).toBe(FIRST);
  expect(first?.partner.length).toBeGreaterThan(stopped.length);
});

test("on a phone each step that a click takes begins at its top, and goes on from the keyboard", async () => {
  const { link } = await makeInvitation(staff, { label: "Somebody on a phone" });
  const page = await welcomeVisitor(browser, { viewport: { width: 320, height: 568 } });
  const panel = page.getByRole("region", { name: words.panel });
  const top = async (): Promise<number> => Math.round((await panel.boundingBox())?.y ?? NaN);
  /** the page asks for 24 px above what is scrolled to */
  const beginsInView = async (): Promise<boolean> => (await top()) >= 0 && (await top()) <= 24;
  /** as far down as a thumb has to go for what stands at the panel's end */
  const scrollToEnd = async (): Promise<void> => {
    await panel.evaluate((element) => element.scrollIntoView({ block: "end", behavior: "instant" }));
    await page.evaluate(() => scrollBy({ top: 120, behavior: "instant" }));
    expect(await top()).toBeLessThan(0);
  };

  await page.goto(link);
  await startButton(page).waitFor();
  await scrollToEnd();
  await startButton(page).click();
  await composer(page).waitFor();
  await eventually(beginsInView).toBe(true);
  expect(await panel.evaluate((element) => element.matches(":focus-within"))).toBe(true);

  await scrollToEnd();
  await page.getByRole("button", { name: words.beside.end }).click();
  await page.getByRole("button", { name: words.ending.yes }).click();
  await page.getByRole("heading", { name: words.summary.take }).waitFor();
  await eventually(beginsInView).toBe(true);
});
