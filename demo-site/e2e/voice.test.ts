import type { Browser, Page } from "playwright-core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FAKE_MICROPHONE, launchBrowser } from "./browser.ts";
import { eventually } from "./eventually.ts";
import { composer, enterConversation, exchange, myWords, sendButton, waitForExchange } from "./invitee.ts";
import { removeProduct, startProduct, type Product } from "./product.ts";
import { signIn } from "./staff.ts";
import { startTranscriptionServer, type TranscriptionServer } from "./transcription-server.ts";
import { welcomeVisitor } from "./visitor.ts";
import { consoleWords, words } from "./words.ts";

const HEARD = "I said aloud that the heating is off.";
const { voice } = words;

let browser: Browser;
let product: Product;
let transcription: TranscriptionServer;

beforeEach(async () => {
  transcription = await startTranscriptionServer(HEARD);
  [browser, product] = await Promise.all([
    launchBrowser(FAKE_MICROPHONE),
    startProduct({ env: { TRANSCRIBE_URL: transcription.url } }),
  ]);
});
afterEach(async () => {
  await browser?.close();
  transcription?.close();
  await removeProduct(product);
});

/** Counts how often the page asks for the microphone, and how many microphones it holds. */
const watchMicrophone = async (page: Page): Promise<{ asked: () => Promise<number>; held: () => Promise<number> }> => {
  await page.addInitScript(() => {
    const seen = { asked: 0, tracks: [] as MediaStreamTrack[] };
    Object.assign(globalThis, { microphone: seen });
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wish) => {
      seen.asked += 1;
      const stream = await ask(wish);
      seen.tracks.push(...stream.getTracks());
      return stream;
    };
  });
  type Seen = { microphone: { asked: number; tracks: MediaStreamTrack[] } };
  return {
    asked: () => page.evaluate(() => (globalThis as unknown as Seen).microphone.asked),
    held: () =>
      page.evaluate(
        () =>
          (globalThis as unknown as Seen).microphone.tracks.filter(({ readyState }) => readyState === "live").length,
      ),
  };
};
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const listen = (page: Page, number: number) => exchange(page, number).getByRole("button", { name: voice.listen.play });

test("an invitee speaks, hears it before and after it is sent, and staff hear it", async () => {
  const page = await welcomeVisitor(browser);
  const microphone = await watchMicrophone(page);
  await enterConversation(page, product.lines.demo);

  await button(page, voice.speak).click();
  await page.getByText(voice.told.byServer).waitFor();
  expect(await microphone.asked()).toBe(0);
  await button(page, voice.told.start).click();
  // the fake microphone beeps
  await page.locator(".level .lit").first().waitFor();
  await button(page, voice.pause).click();
  const paused = await page.getByRole("timer").innerText();
  await page.waitForTimeout(700);
  expect(await page.getByRole("timer").innerText()).toBe(paused);
  await button(page, voice.goOn).click();
  await eventually(() => page.getByRole("timer").innerText()).not.toBe(paused);
  await button(page, voice.done).click();

  // nothing has left the device, and the microphone is let go
  await page.getByText(voice.state.stopped).waitFor();
  expect(await microphone.held()).toBe(0);
  expect(transcription.sizes).toEqual([]);
  await button(page, voice.listen.play).click();
  await button(page, voice.listen.stop).click();
  await button(page, voice.use).click();
  await eventually(() => composer(page).inputValue()).toBe(HEARD);
  expect(transcription.sizes.length).toBe(1);
  await composer(page).fill(`${HEARD} Please.`);
  await sendButton(page).click();
  await waitForExchange(page, 1);
  expect(await myWords(page, 1).innerText()).toBe(`${HEARD} Please.`);
  await listen(page, 1).click();
  await exchange(page, 1).getByRole("button", { name: voice.listen.stop }).waitFor();

  // written words have nothing to listen to
  await composer(page).fill("And this I typed.");
  await sendButton(page).click();
  await waitForExchange(page, 2);
  expect(await listen(page, 2).count()).toBe(0);

  await page.reload();
  await listen(page, 1).click();
  await exchange(page, 1).getByRole("button", { name: voice.listen.stop }).waitFor();
  expect(await microphone.asked()).toBe(0);

  const staff = await welcomeVisitor(browser);
  await signIn(staff, product.lines.console);
  await staff.goto(new URL("/admin/sessions", staff.url()).href);
  await staff.getByRole("main").locator('a[href*="/admin/sessions/"]').first().click();
  await staff.getByRole("region", { name: consoleWords.session.transcript }).waitFor();
  const audio = staff.locator(`audio[aria-label="${consoleWords.session.recording}"]`);
  expect(await audio.count()).toBe(1);
  await audio.evaluate((element) => (element as HTMLAudioElement).play());
  await eventually(() => audio.evaluate((element) => (element as HTMLAudioElement).currentTime)).toBeGreaterThan(0);
});

test("what is discarded is nowhere, and a refused microphone says what to do", async () => {
  const page = await welcomeVisitor(browser);
  const microphone = await watchMicrophone(page);
  await enterConversation(page, product.lines.demo);
  await button(page, voice.speak).click();
  await button(page, voice.told.start).click();
  await page.locator(".level .lit").first().waitFor();
  await button(page, voice.discard).click();
  expect(await microphone.held()).toBe(0);
  await button(page, voice.told.start).waitFor({ state: "detached" });
  expect(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.ariaLabel)).toBe(voice.speak);

  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"));
  });
  await button(page, voice.speak).click();
  await button(page, voice.told.start).click();
  await page.getByText(voice.problems.refused).waitFor();
  expect(transcription.sizes).toEqual([]);
  // words are typed as ever
  await composer(page).fill("Then I type.");
  await sendButton(page).click();
  await waitForExchange(page, 1);
});
