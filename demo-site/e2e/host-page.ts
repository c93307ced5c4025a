import type { BrowserContext, Locator, Page } from "playwright-core";

/** What a page was told by a widget, in the order in which it happened. */
export type Told = { name: string; detail: unknown; from: string };

/** Keeps every event of the widgets, heard at the document as a host page does. Before the first page is opened. */
export const hearWidgets = async (context: BrowserContext): Promise<void> => {
  await context.addInitScript(() => {
    const told: unknown[] = [];
    Object.assign(globalThis, { told });
    const names = ["ready", "open", "close", "claimed", "start", "message", "quota", "ended", "error"];
    for (const name of names)
      document.addEventListener(`sidecoach:${name}`, (event) =>
        told.push({ name, detail: (event as CustomEvent).detail, from: (event.target as HTMLElement).localName }),
      );
  });
};
export const readTold = async (page: Page): Promise<Told[]> =>
  await page.evaluate(() => (globalThis as unknown as { told: Told[] }).told);

export const launcher = (page: Page): Locator => page.locator("sidecoach-widget .launch");
/** `Sidecoach(…)`, as the page's own scripts say it */
export const tellWidgets = async (page: Page, ...call: unknown[]): Promise<void> => {
  await page.evaluate((given) => (globalThis as unknown as { Sidecoach: (...all: unknown[]) => void }).Sidecoach(...given), call);
};

export type Traces = { elements: number; links: number; keys: string[]; cookies: string; highlights: string[] };
/** What a widget may leave in a page and in what the browser keeps for it. */
export const readTraces = async (page: Page): Promise<Traces> =>
  await page.evaluate(() => ({
    elements: document.querySelectorAll("sidecoach-widget").length,
    links: document.querySelectorAll("link[rel=modulepreload]").length,
    keys: [...Object.keys(localStorage), ...Object.keys(sessionStorage)],
    cookies: document.cookie,
    highlights: [...CSS.highlights.keys()],
  }));
