import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";
import { watchContext } from "./watch-context.ts";

/**
 * A page of a person of their own: nothing is shared with other visitors. Closed when the test ends, which fails if
 * any of its pages broke its policy or threw.
 */
export const welcomeVisitor = async (browser: Browser, options: BrowserContextOptions = {}): Promise<Page> => {
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(30_000);
  const trouble = await watchContext(context);
  onTestFinished(async () => {
    await context.close();
    expect(trouble).toEqual([]);
  });
  return await context.newPage();
};
