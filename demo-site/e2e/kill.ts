import type { BrowserContext, Page, Route } from "playwright-core";
import { PRACTICE_PATH } from "../serve.mjs";
import { log } from "./invitee.ts";
import type { Product } from "./product.ts";

/** A visit that can be broken off and taken up again: the same browser, the same address, perhaps another page or server. */
export type Visit = { context: BrowserContext; page: Page; product: Product };

/** Breaks something, and mends it again. `meanwhile`: between the two, where there still is a page to look at. */
export type Kill = (visit: Visit, meanwhile?: (page: Page) => Promise<void>) => Promise<Visit>;

const back = async (page: Page): Promise<void> => {
  await log(page).waitFor();
};

export const killNetwork: Kill = async (visit, meanwhile = async () => {}) => {
  await visit.context.setOffline(true);
  await meanwhile(visit.page);
  await visit.page.waitForTimeout(1_500);
  await visit.context.setOffline(false);
  return visit;
};

export const killTab: Kill = async ({ context, page, product }) => {
  const { href } = new URL(PRACTICE_PATH, page.url());
  await page.close();
  const next = await context.newPage();
  await next.goto(href);
  await back(next);
  return { context, page: next, product };
};

export const killServer: Kill = async ({ context, page, product }, meanwhile = async () => {}) => {
  await product.kill();
  await meanwhile(page);
  return { context, page, product: await product.startAgain() };
};

const SENDING = /\/(?:exchanges|branches|asides)$/;
/**
 * The next words that are sent reach nobody, or reach the server whose answer is lost: `arrives`. Resolves once they are on
 * their way; `fail` breaks the request off.
 */
export const holdNextSend = async (
  page: Page,
  arrives: boolean,
): Promise<{ sent: Promise<void>; fail: () => Promise<void> }> => {
  let held: Route | null = null;
  let tell = (): void => {};
  const sent = new Promise<void>((resolve) => (tell = resolve));
  await page.route(
    (url) => SENDING.test(url.pathname),
    async (route) => {
      if (route.request().method() !== "POST" || held) return route.fallback();
      held = route;
      if (arrives) await route.fetch();
      tell();
    },
  );
  return { sent, fail: async () => await held?.abort("connectionreset").catch(() => {}) };
};

/** Where these words stand: said, on their way, or in a field. */
export const placesOf = async (page: Page, text: string): Promise<number> =>
  await page.locator("sidecoach-widget").evaluate((widget, wanted) => {
    const root = widget.shadowRoot;
    const said = [...(root?.querySelectorAll(".scene .mine, .asked .mine") ?? [])].map((one) => one.textContent);
    const written = [...(root?.querySelectorAll("textarea") ?? [])].map((field) => field.value);
    return [...said, ...written].filter((one) => one === wanted).length;
  }, text);

type Watched = Window & { mostAtOnce?: Record<string, number> };
/** From here on, counts after every change of the page in how many places each of these words stands. */
export const watchPlaces = async (page: Page, texts: readonly string[]): Promise<void> =>
  await page.locator("sidecoach-widget").evaluate((widget, wanted) => {
    const root = widget.shadowRoot;
    if (!root) return;
    const most: Record<string, number> = ((window as Watched).mostAtOnce ??= {});
    const look = (): void => {
      const said = [...root.querySelectorAll(".scene .mine, .asked .mine")].map((one) => one.textContent);
      const written = [...root.querySelectorAll("textarea")].map((field) => field.value);
      const all = [...said, ...written];
      for (const text of wanted) most[text] = Math.max(most[text] ?? 0, all.filter((one) => one === text).length);
    };
    new MutationObserver(look).observe(root, { subtree: true, childList: true, characterData: true });
    look();
  }, texts);
export const mostAtOnce = async (page: Page): Promise<Record<string, number>> =>
  await page.evaluate(() => (window as Watched).mostAtOnce ?? {});
