import type { Locator, Page } from "playwright-core";
import { words } from "./words.ts";

/** One exchange as the invitee reads it. A lane that is not there yet is empty. */
export type ExchangeOnScreen = { mine: string; partner: string; note: string };

export const startButton = (page: Page): Locator => page.getByRole("button", { name: words.preview.start });
export const goOnButton = (page: Page): Locator => page.getByRole("button", { name: words.preview.goOn });
export const sendButton = (page: Page): Locator => page.getByRole("button", { name: words.composer.send, exact: true });
export const stopButton = (page: Page): Locator => page.getByRole("button", { name: words.composer.stop, exact: true });
export const log = (page: Page): Locator => page.getByRole("log");
export const composer = (page: Page): Locator => page.locator(".foot form textarea");
/** the private questions to the coach */
export const questions = (page: Page): Locator => page.getByRole("dialog", { name: words.beside.ask.title });
export const question = (page: Page): Locator => questions(page).getByRole("textbox");
export const answers = (page: Page): Locator => questions(page).locator(".asked .prose");
/** one of the lines, by its number: 1 is the main one */
export const lineButton = (page: Page, number: number): Locator =>
  page
    .getByRole("navigation", { name: words.beside.lines.label })
    .getByRole("button", { name: words.lines.name(number), exact: true });
export const againButton = (page: Page, number: number): Locator =>
  exchange(page, number).getByRole("button", { name: words.lines.again });
export const exchange = (page: Page, number: number): Locator =>
  page.getByRole("region", { name: words.exchange(number), exact: true });
export const myWords = (page: Page, number: number): Locator => exchange(page, number).locator(".mine");
export const partnerWords = (page: Page, number: number): Locator => exchange(page, number).locator(".partner .prose");
export const coachNote = (page: Page, number: number): Locator => exchange(page, number).locator(".note-body");

/** From the link to the composer. */
export const enterConversation = async (page: Page, link: string): Promise<void> => {
  await page.goto(link);
  await startButton(page).or(goOnButton(page)).click();
  await composer(page).waitFor();
};

/** Types and sends, as a person does: the composer is free once the partner has ended. */
export const say = async (page: Page, text: string): Promise<void> => {
  await composer(page).fill(text);
  await sendButton(page).click();
};

/** Until the partner's lane has ended: the composer offers Send again. */
export const waitForAnswer = async (page: Page, number: number): Promise<void> => {
  await partnerWords(page, number).waitFor();
  await sendButton(page).waitFor();
};

/** Until the coach's lane has ended too: with a comment, or with the reason why there is none. */
export const waitForExchange = async (page: Page, number: number): Promise<void> => {
  await waitForAnswer(page, number);
  await exchange(page, number).and(page.locator("[aria-busy=false]")).waitFor();
  // The note comes once the words it speaks of are underlined.
  await exchange(page, number).locator(".note.wait:not(.missing)").waitFor({ state: "detached" });
};

/** What stands in the transcript, in its order. */
export const readTranscript = async (page: Page): Promise<ExchangeOnScreen[]> =>
  await log(page)
    .locator("section.exchange[aria-label]")
    .evaluateAll((sections) =>
      sections.map((section) => {
        const read = (part: string): string => section.querySelector(part)?.textContent?.trim() ?? "";
        return { mine: read(".mine"), partner: read(".partner .prose"), note: read(".note-body") };
      }),
    );
