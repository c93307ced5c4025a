import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { setLocale } from "../../widget/src/state/locale.ts";
import { launchBrowser } from "./browser.ts";
import { visitEveryState } from "./every-state.ts";
import { removeProduct, startProduct, type Product } from "./product.ts";
import { speak } from "./speak.ts";
import { makeInvitation, signIn } from "./staff.ts";
import { openPage } from "./studio.ts";
import { welcomeVisitor } from "./visitor.ts";

const WIDTHS = [320, 768, 1440];
const LOOKS = [
  { name: "light", media: { colorScheme: "light", forcedColors: "none" } },
  { name: "dark", media: { colorScheme: "dark", forcedColors: "none" } },
  { name: "forced colours", media: { colorScheme: "dark", forcedColors: "active" } },
] as const;

let browser: Browser;
let product: Product;
let staff: Page;

beforeAll(async () => {
  [browser, product] = await Promise.all([launchBrowser(), startProduct()]);
  staff = await openPage(browser);
  await signIn(staff, product.lines.console);
});
afterEach(() => setLocale("en-GB"));
afterAll(async () => {
  await browser?.close();
  await removeProduct(product);
});

const invite = async (label: string): Promise<string> =>
  (await makeInvitation(staff, { label, scenarioSlug: "the-heating-is-off" })).link;

/** What axe finds in the widget as it stands, and what is wider than the window. */
const findFaults = async (page: Page): Promise<string[]> => {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run("sidecoach-widget", {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }),
  );
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return [
    ...violations.flatMap(({ id, nodes }) => nodes.map(({ html, target }) => `${id}: ${target.join(" ")} ${html}`)),
    ...(wider > 0 ? [`${wider} px wider than the window`] : []),
  ];
};

const look = async (page: Page, state: string, looks: readonly (typeof LOOKS)[number][]): Promise<void> => {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width === 320 ? 640 : 900 });
    for (const { name, media } of looks) {
      await page.emulateMedia({ ...media, reducedMotion: "reduce" });
      expect.soft(await findFaults(page), `${state}, ${name}, ${width} px`).toEqual([]);
    }
  }
  await page.emulateMedia({ colorScheme: null, forcedColors: null, reducedMotion: null });
  await page.setViewportSize({ width: 1280, height: 900 });
};

test("axe finds nothing in any state: light, dark, forced colours, at every width", { timeout: 600_000 }, async () => {
  const page = await welcomeVisitor(browser);
  await visitEveryState(page, await invite("Every state"), (state) => look(page, state, LOOKS));
});

test("axe finds nothing in any state in Arabic, from the right", { timeout: 600_000 }, async () => {
  const page = await welcomeVisitor(browser);
  await speak(page, "ar");
  await visitEveryState(page, await invite("Every state, in Arabic"), async (state) => {
    const panel = page.locator("sidecoach-widget .sc");
    if (await panel.count()) expect(await panel.getAttribute("dir"), state).toBe("rtl");
    await look(page, state, LOOKS.slice(0, 1));
  });
});

test("text at twice its size stays whole, and the way out stays in reach", async () => {
  const page = await welcomeVisitor(browser, { viewport: { width: 640, height: 900 }, deviceScaleFactor: 2 });
  await visitEveryState(page, await invite("Large text"), async (state) => {
    // what a browser's zoom of 200 % does to a window of 640 px
    await page.setViewportSize({ width: 320, height: 450 });
    expect
      .soft(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), state)
      .toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 640, height: 900 });
  });
});
