import type { Browser, Page } from "playwright-core";
import type { Camera } from "./camera.ts";
import { exchange, waitForAnswer } from "./invitee.ts";
import type { Product } from "./product.ts";

/** What every series of pictures needs: the running product, and a page that is signed in to its console. */
export type Studio = { browser: Browser; product: Product; camera: Camera; staff: Page };

export const openPage = async (browser: Browser): Promise<Page> => {
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1440, height: 900 } });
  return await context.newPage();
};

/** Until nothing in the transcript waits or streams any more. */
export const settle = async (page: Page, number: number): Promise<void> => {
  await waitForAnswer(page, number);
  await exchange(page, number).locator(".note-body, .note.missing").first().waitFor({ state: "attached" });
  await page.waitForTimeout(4_000);
};
