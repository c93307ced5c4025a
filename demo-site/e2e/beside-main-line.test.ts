import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "./browser.ts";
import {
  againButton,
  answers,
  composer,
  enterConversation,
  exchange,
  lineButton,
  partnerWords,
  question,
  questions,
  readTranscript,
  say,
  stopButton,
  waitForAnswer,
  waitForExchange,
} from "./invitee.ts";
import { removeProduct, startProduct, type Product } from "./product.ts";
import { welcomeVisitor } from "./visitor.ts";
import { firstWords, words } from "./words.ts";
import { eventually } from "./eventually.ts";

let browser: Browser;
let product: Product;

beforeAll(async () => {
  // at a person's speed, so that something runs while something else is asked
  [browser, product] = await Promise.all([launchBrowser(), startProduct({ env: { SIMULATOR_SPEED: "natural" } })]);
});
afterAll(async () => {
  await browser?.close();
  await removeProduct(product);
});

const FIRST = "You never answer my messages. It has been cold for nine days!";
const SECOND = "I feel stuck, because I want us to find a way that works for both of us.";
const OTHER = "I can see that you have a lot on your plate. Which day could somebody come?";
const QUESTION = "Was I too harsh just now?";

const mine = async (page: Page): Promise<string[]> => (await readTranscript(page)).map((one) => one.mine);
const answerIsWhole = async (page: Page): Promise<void> =>
  await questions(page).getByRole("button", { name: words.beside.ask.send, exact: true }).waitFor();

test("a question beside a running exchange, another try of the first one, a reload, and back to the main line", async () => {
  const page = await welcomeVisitor(browser);
  await enterConversation(page, product.lines.demo);
  await say(page, FIRST);
  await waitForExchange(page, 1);

  // asked while the partner answers, and answered without a word in the scene
  await say(page, SECOND);
  await stopButton(page).waitFor();
  await page.getByRole("button", { name: words.beside.ask.button }).click();
  await question(page).fill(QUESTION);
  await question(page).press("Enter");
  await questions(page).getByText(QUESTION, { exact: true }).waitFor();
  await eventually(async () => await partnerWords(page, 2).textContent()).not.toBe("");
  await answers(page).first().waitFor();
  await answerIsWhole(page);
  const answer = (await answers(page).first().textContent()) ?? "";
  expect(answer.length).toBeGreaterThan(20);
  await question(page).press("Escape");
  await questions(page).waitFor({ state: "detached" });
  await waitForAnswer(page, 2);
  await exchange(page, 2).locator(".note-body, .note.missing").first().waitFor({ state: "attached" });
  expect(await mine(page)).toEqual([FIRST, SECOND]);

  // back to before the first exchange, with its words to be changed
  await exchange(page, 1).hover();
  await againButton(page, 1).click();
  await page.getByText(words.beside.lines.from(firstWords(FIRST))).waitFor();
  expect([await composer(page).inputValue(), await mine(page)]).toEqual([FIRST, []]);
  await composer(page).press("Escape");
  expect(await mine(page)).toEqual([FIRST, SECOND]);
  await exchange(page, 1).hover();
  await againButton(page, 1).click();
  await say(page, OTHER);
  await lineButton(page, 2).and(page.locator("[aria-current]")).waitFor();
  await waitForExchange(page, 1);
  expect(await mine(page)).toEqual([OTHER]);
  const branch = await readTranscript(page);

  await page.reload();
  await lineButton(page, 2).and(page.locator("[aria-current]")).waitFor();
  await eventually(() => readTranscript(page)).toEqual(branch);
  await page.getByRole("button", { name: words.beside.ask.button }).click();
  expect(await answers(page).first().textContent()).toBe(answer);
  await question(page).press("Escape");

  await lineButton(page, 1).click();
  expect(await mine(page)).toEqual([FIRST, SECOND]);
  // both go on from where they are, each by its own numbers
  await say(page, "Thank you.");
  await waitForExchange(page, 3);
  expect(await mine(page)).toEqual([FIRST, SECOND, "Thank you."]);
  await lineButton(page, 2).click();
  await say(page, "Thursday, then.");
  await waitForExchange(page, 2);
  expect(await mine(page)).toEqual([OTHER, "Thursday, then."]);

  // another device sees the same lines
  const elsewhere = await welcomeVisitor(browser);
  await elsewhere.goto(product.lines.demo);
  await elsewhere.getByRole("button", { name: words.preview.goOn }).click();
  await composer(elsewhere).waitFor();
  await eventually(() => mine(elsewhere)).toEqual([FIRST, SECOND, "Thank you."]);
  await lineButton(elsewhere, 2).click();
  expect(await readTranscript(elsewhere)).toEqual(await readTranscript(page));
});
