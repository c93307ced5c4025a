import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { setLocale } from "../../widget/src/state/locale.ts";
import { launchBrowser } from "./browser.ts";
import { visitEveryState } from "./every-state.ts";
import { findFaults, findOverflow } from "./find-faults.ts";
import { tellWidgets } from "./host-page.ts";
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

const GALLERY = [
  "",
  "floating",
  "side-panel",
  "full-screen",
  "strict-policy",
  "hostile-styles",
  "single-page",
  "right-to-left",
  "two-rooms",
];

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

/** The faults of a state in all looks, at every width; each begins with where it was found. */
const look = async (page: Page, state: string, place = "sidecoach-widget"): Promise<string[]> => {
  const faults: string[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width === 320 ? 640 : 900 });
    for (const { name, media } of LOOKS) {
      await page.emulateMedia({ ...media, reducedMotion: "reduce" });
      for (const fault of [...(await findFaults(page, place)), ...(await findOverflow(page))])
        faults.push(`${state}, ${name}, ${width} px: ${fault}`);
    }
  }
  await page.emulateMedia({ colorScheme: null, forcedColors: null, reducedMotion: null });
  await page.setViewportSize({ width: 1280, height: 900 });
  return faults;
};

test("axe finds nothing in any state: light, dark, forced colours, at every width", { timeout: 600_000 }, async () => {
  const page = await welcomeVisitor(browser);
  const faults: string[] = [];
  await visitEveryState(page, await invite("Every state"), async (state) => {
    faults.push(...(await look(page, state)));
  });
  expect(faults).toEqual([]);
});

test("axe finds nothing in any state in Arabic, from the right, in any look", { timeout: 600_000 }, async () => {
  const page = await welcomeVisitor(browser);
  await speak(page, "ar");
  const [faults, directions] = [[] as string[], new Set<string | null>()];
  await visitEveryState(page, await invite("Every state, in Arabic"), async (state) => {
    for (const panel of await page.locator("sidecoach-widget .sc").all())
      directions.add(await panel.getAttribute("dir"));
    faults.push(...(await look(page, state)));
  });
  expect([...directions]).toEqual(["rtl"]);
  expect(faults).toEqual([]);
});

test("axe finds nothing on the gallery's pages with their panels open, in any look", { timeout: 600_000 }, async () => {
  const page = await welcomeVisitor(browser);
  const faults: string[] = [];
  for (const name of GALLERY) {
    await page.goto(new URL(`/gallery/${name}`, product.lines.demo).href);
    if (name !== "") {
      await page.locator("sidecoach-widget").first().waitFor({ state: "attached" });
      await tellWidgets(page, "open");
      await page.locator("sidecoach-widget .sc").getByRole("heading").first().waitFor();
    }
    // the rude styles are the page's own, and bad for it; they must not be for the widget
    const rude = name === "hostile-styles";
    const found = await look(page, `/gallery/${name}`, rude ? "sidecoach-widget" : "html");
    faults.push(...found.filter((fault) => !(rude && fault.endsWith("wider than the window"))));
  }
  expect(faults).toEqual([]);
});

test("at a zoom of 200 % nothing is wider than the window, in the longest words", { timeout: 300_000 }, async () => {
  const page = await welcomeVisitor(browser);
  await speak(page, "de");
  const wider: string[] = [];
  await visitEveryState(page, await invite("Large text"), async (state) => {
    // what a browser's zoom of 200 % makes of a window of 640 by 900
    await page.setViewportSize({ width: 320, height: 450 });
    if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) wider.push(state);
    await page.setViewportSize({ width: 1280, height: 900 });
  });
  expect(wider).toEqual([]);
});
