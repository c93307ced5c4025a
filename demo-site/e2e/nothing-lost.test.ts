import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { launchBrowser } from "./browser.ts";
import { eventually } from "./eventually.ts";
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
  sendButton,
} from "./invitee.ts";
import {
  holdNextSend,
  killNetwork,
  killServer,
  killTab,
  mostAtOnce,
  placesOf,
  watchPlaces,
  type Kill,
  type Visit,
} from "./kill.ts";
import { removeProduct, startProduct, type Product } from "./product.ts";
import { makeInvitation, readAsStaff, signIn } from "./staff.ts";
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

const WORDS = {
  written: "You never answer my messages. It has been cold for nine days!",
  sent: "I can see that you have a lot on your plate. Which day could somebody come?",
  spoken: "I feel stuck, because I want us to find a way that works for both of us.",
  noted: "Please write the day into a message for me, so that I can plan.",
  asked: "Was I too harsh just now?",
  tried: "You sound tired of this. What would help you most?",
};
const ALL = Object.values(WORDS);

/** Until this exchange has ended well; where it was cut off on the server's side, the same words are answered once more. */
const finish = async (page: Page, number: number): Promise<void> => {
  const section = exchange(page, number);
  const again = section.getByRole("button", { name: words.trials.again });
  const done = section.and(page.locator("[aria-busy=false]"));
  await done.waitFor({ timeout: 60_000 });
  if (await again.isVisible()) {
    await again.click();
    await section.and(page.locator("[aria-busy=true]")).waitFor();
    await done.waitFor({ timeout: 60_000 });
  }
  await partnerWords(page, number).waitFor();
  await sendButton(page).waitFor();
};

/** What was typed stands in one place, whatever happened; and it never stood in two. */
const stands = async (page: Page, text: string): Promise<void> => {
  await eventually(async () => await placesOf(page, text)).toBe(1);
  expect(Object.values(await mostAtOnce(page)).filter((most) => most > 1)).toEqual([]);
};

const openQuestions = async (page: Page): Promise<void> => {
  if (await questions(page).isVisible()) return;
  await page
    .getByRole("button", {
      name: new RegExp(`${words.beside.ask.button}|${words.beside.ask.answered}|${words.beside.ask.answering}`),
    })
    .first()
    .click();
  await question(page).waitFor();
};

/** The whole conversation, broken off at every step of it. Resolves with what the invitee said in its main line. */
const walk = async (kill: Kill): Promise<string[]> => {
  const { link } = await makeInvitation(staff, { label: "kept", scenarioSlug: "the-heating-is-off" });
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(30_000);
  const trouble = await watchContext(context);
  onTestFinished(async () => {
    await context.close();
    expect(trouble).toEqual([]);
  });
  let visit: Visit = { context, page: await context.newPage(), product };
  const breakOff = async (meanwhile?: (page: Page) => Promise<void>): Promise<Page> => {
    visit = await kill(visit, meanwhile);
    ({ product } = visit);
    await watchPlaces(visit.page, ALL);
    return visit.page;
  };
  let { page } = visit;
  await enterConversation(page, link);
  await watchPlaces(page, ALL);

  // typed, not sent
  await composer(page).fill(WORDS.written);
  page = await breakOff(async (broken) => expect(await placesOf(broken, WORDS.written)).toBe(1));
  await stands(page, WORDS.written);
  expect(await composer(page).inputValue()).toBe(WORDS.written);
  await sendButton(page).click();
  await finish(page, 1);
  await stands(page, WORDS.written);

  // sent: once the request reached nobody, once it was stored and the answer was lost
  const held = await holdNextSend(page, kill !== killServer);
  await say(page, WORDS.sent);
  await held.sent;
  page = await breakOff(async (broken) => {
    await held.fail();
    expect(await placesOf(broken, WORDS.sent)).toBe(1);
  });
  await finish(page, 2);
  await stands(page, WORDS.sent);

  // while the partner speaks
  await say(page, WORDS.spoken);
  await eventually(async () => await partnerWords(page, 3).textContent()).not.toBe("");
  page = await breakOff();
  await finish(page, 3);
  await stands(page, WORDS.spoken);

  // while the coach is about to write
  await say(page, WORDS.noted);
  await partnerWords(page, 4).waitFor();
  await sendButton(page).waitFor();
  page = await breakOff();
  await finish(page, 4);
  await stands(page, WORDS.noted);

  // a private question: typed, then while it is answered
  await openQuestions(page);
  await question(page).fill(WORDS.asked);
  page = await breakOff();
  await openQuestions(page);
  await stands(page, WORDS.asked);
  expect(await question(page).inputValue()).toBe(WORDS.asked);
  await question(page).press("Enter");
  await eventually(async () => await question(page).inputValue()).toBe("");
  await questions(page).getByText(WORDS.asked, { exact: true }).waitFor();
  page = await breakOff();
  await openQuestions(page);
  await stands(page, WORDS.asked);
  await questions(page).locator(".asked[aria-busy=false]").first().waitFor({ timeout: 60_000 });
  await question(page).press("Escape");

  // another try: while its words are changed, then while they are answered
  await exchange(page, 4).hover();
  await againButton(page, 4).click();
  await composer(page).fill(WORDS.tried);
  page = await breakOff();
  await stands(page, WORDS.tried);
  expect(await composer(page).inputValue()).toBe(WORDS.tried);
  await sendButton(page).click();
  await lineButton(page, 2).and(page.locator("[aria-current]")).waitFor();
  await eventually(async () => await partnerWords(page, 4).textContent()).not.toBe("");
  page = await breakOff();
  await finish(page, 4);
  await stands(page, WORDS.tried);

  // after all of it: each line as it was, each word in it once
  const mine = async (): Promise<string[]> => (await readTranscript(page)).map((one) => one.mine);
  const before = [WORDS.written, WORDS.sent, WORDS.spoken];
  expect(await mine()).toEqual([...before, WORDS.tried]);
  page = await breakOff();
  await eventually(mine).toEqual([...before, WORDS.tried]);
  await lineButton(page, 1).click();
  await exchange(page, 4).getByText(WORDS.noted, { exact: true }).waitFor();
  expect((await readTranscript(page)).every(({ partner }) => partner.length > 10)).toBe(true);
  await openQuestions(page);
  expect(await answers(page).count()).toBeLessThanOrEqual(1);
  await stands(page, WORDS.asked);
  return await mine();
};

test.each<[string, Kill]>([
  ["the network goes", killNetwork],
  ["the tab is closed", killTab],
  ["the server is killed", killServer],
])("%s at every step: nothing typed is lost, nothing shows twice", { timeout: 400_000 }, async (_, kill) => {
  expect(await walk(kill)).toEqual([WORDS.written, WORDS.sent, WORDS.spoken, WORDS.noted]);
  const { items } = await readAsStaff<{ items: { name: string }[] }>(staff, "telemetry?kind=simulated&name=widget_*");
  const told = items.map(({ name }) => name);
  // a page that is offline for a moment keeps its stream; one whose server is killed does not
  const expected = ["widget_opened", "widget_first_words", ...(kill === killServer ? ["widget_connection_lost"] : [])];
  expect(told).toEqual(expect.arrayContaining(expected));
});
