// Every page of the console in a real browser: with data, empty, failing and while it waits; light, dark and in forced colours; from
// a small phone to a wide screen. What axe finds, what the Content-Security-Policy refuses, what the browser's console reports, and
// what is wider than the window fails.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startSimulator, type Simulator } from "../../backend/src/model/simulator/start-simulator.ts";
import { INVITATION_STATES, parseRoute, SCENARIO_PARTS } from "../../backend/admin/src/state/route.ts";
import { ME, setUpFor, WORK } from "../../backend/admin/src/view/areas.ts";
import { launchBrowser } from "./browser.ts";
import { CONSOLE_PAGES, consolePages, firstPages, type ConsolePage } from "./console-pages.ts";
import { fillConsole, type ConsoleWorld } from "./console-world.ts";
import { findFaults, findOverflow } from "./find-faults.ts";
import { removeProduct, startProduct, type Product } from "./product.ts";
import { signIn } from "./staff.ts";
import { openWindows, visit, type ConsoleWindows, type Meeting, type Visitor } from "./visit-console.ts";
import { watchContext } from "./watch-context.ts";
import { consoleWords } from "./words.ts";

const WIDTHS = [320, 360, 768, 1440];

let browser: Browser;
let product: Product;
let upstream: Simulator;
let staff: Page;
let windows: ConsoleWindows;
/** what the policy refused, and errors that nobody caught; a list a context */
let trouble: string[][];
/** what the browser's console said, besides that an answer was a refusal where one is played */
let complaints: string[];
let refusing = false;

beforeAll(async () => {
  upstream = await startSimulator({ speed: "instant" });
  const env = { MODEL: "anthropic", ANTHROPIC_API_KEY: "upstream", ANTHROPIC_BASE_URL: upstream.url };
  [browser, product] = await Promise.all([launchBrowser(), startProduct({ env })]);
  const [admin, nobody] = await Promise.all([
    browser.newContext({ locale: "en-GB", reducedMotion: "reduce" }),
    browser.newContext({ locale: "en-GB", reducedMotion: "reduce" }),
  ]);
  trouble = await Promise.all([admin, nobody].map(watchContext));
  complaints = [];
  for (const context of [admin, nobody])
    context.on("console", (message) => {
      if (message.type() !== "error" || (refusing && message.text().startsWith("Failed to load resource"))) return;
      complaints.push(`${message.text()} at ${message.page()?.url()}`);
    });
  staff = await admin.newPage();
  await signIn(staff, product.lines.console);
  windows = await openWindows(staff.url(), admin, nobody);
});
afterAll(async () => {
  await browser?.close();
  await removeProduct(product);
  await upstream?.stop();
});

type Scheme = "light" | "dark";
/** `axeAt`: the schemes that axe looks in at a width; in the second, at colours alone */
type Looks = { widths: readonly number[]; axeAt: Record<number, readonly Scheme[]>; forcedColours?: boolean };
const BOTH = ["light", "dark"] as const;
const EVERYWHERE: Looks = { widths: WIDTHS, axeAt: { 360: BOTH, 1440: BOTH }, forcedColours: true };
const SMALL_AND_WIDE: Looks = { widths: [360, 1440], axeAt: { 360: ["light"], 1440: ["dark"] } };

/** What is wrong with the page as it stands, at these widths, light and dark; each begins with where it was found. */
const look = async (page: Page, name: string, { widths, axeAt, forcedColours = false }: Looks): Promise<string[]> => {
  const faults: string[] = [];
  const add = (where: string, found: string[]): void =>
    void faults.push(...found.map((fault) => `${name}, ${where}: ${fault}`));
  for (const width of widths) {
    await page.setViewportSize({ width, height: width < 700 ? 740 : 900 });
    // What the page's head lies over is no smaller for it.
    await page.evaluate(() => scrollTo(0, 0));
    add(`${width} px`, await findOverflow(page));
    for (const [place, colorScheme] of (axeAt[width] ?? []).entries()) {
      await page.emulateMedia({ colorScheme });
      add(`${width} px, ${colorScheme}`, await findFaults(page, "html", place > 0));
    }
  }
  if (forcedColours) {
    await page.emulateMedia({ forcedColors: "active" });
    add("forced colours", await findFaults(page, "html", true));
  }
  await page.emulateMedia({ colorScheme: null, forcedColors: null });
  return faults;
};

const faultsOf = async (
  pages: readonly ConsolePage[],
  world: ConsoleWorld | null,
  check: (visitor: Visitor, shown: ConsolePage) => Promise<string[]>,
  how: (shown: ConsolePage) => Meeting | null = () => null,
): Promise<string[]> => {
  const faults: string[] = [];
  for (const shown of pages) {
    refusing = how(shown) !== null || /-(not-there|refused)$/.test(shown.name) || shown.as === "nobody";
    try {
      await visit(
        windows,
        shown,
        world,
        async (visitor) => void faults.push(...(await check(visitor, shown))),
        how(shown),
      );
    } catch (error) {
      throw new Error(`at ${shown.name}`, { cause: error });
    }
  }
  refusing = false;
  return faults;
};

/** A world of ids that nobody has: enough to say where a page is. */
const anywhere = new Proxy({} as ConsoleWorld, { get: () => new Proxy({}, { get: () => 1 }) });

test("every area, part and state that the console has is among the pages that are looked at", () => {
  const routeOf = (path: string) => {
    const { pathname, search } = new URL(path, "http://localhost");
    return parseRoute(pathname, search);
  };
  for (const [name, pages] of Object.entries(CONSOLE_PAGES))
    for (const shown of pages.filter(({ as }) => as !== "nobody"))
      expect([shown.name, routeOf(shown.path(anywhere)).name]).toEqual([shown.name, name]);
  const known = Object.keys(CONSOLE_PAGES);
  for (const area of [...WORK, ...setUpFor("ADMIN"), ME]) {
    expect(known).toEqual(expect.arrayContaining(area.routes));
    expect(area.routes).toContain(routeOf(area.href).name);
  }
  const paths = consolePages.map(({ path }) => path(anywhere));
  for (const part of SCENARIO_PARTS.filter((one) => one !== "draft"))
    expect(
      paths.some((path) => path.includes(`part=${part}`)),
      part,
    ).toBe(true);
  const names = consolePages.map(({ name }) => name);
  // Who talks is active, and who has ended is completed.
  const shownAs: Record<string, string> = { active: "running", completed: "ended" };
  for (const state of INVITATION_STATES) expect(names, state).toContain(`invitation-${shownAs[state] ?? state}`);
  expect(new Set(names).size).toBe(names.length);
});

test("as a fresh installation has them, or with nothing to list, pages say so", { timeout: 300_000 }, async () => {
  const pages = firstPages.filter(({ empty }) => empty !== false);
  const faults = await faultsOf(
    pages,
    null,
    async ({ page }, { name, empty }) => {
      const said = empty === "with words" ? page.locator("main") : page.locator("main .panel-title");
      return [
        ...((await said.count()) === 0 ? [`${name} says nothing where there is nothing`] : []),
        ...(await look(page, `${name}, empty`, SMALL_AND_WIDE)),
      ];
    },
    ({ empty }) => (Array.isArray(empty) ? empty : null),
  );
  expect([faults, trouble.flat(), complaints]).toEqual([[], [], []]);
});

describe("with data", () => {
  let world: ConsoleWorld;
  beforeAll(async () => {
    world = await fillConsole({ product, upstream, staff });
  });

  test("axe and the policy find nothing on any page in any state", { timeout: 600_000 }, async () => {
    const faults = await faultsOf(consolePages, world, async ({ page }, { name }) => [
      ...((await page.locator("main .panel[role=alert]").count()) > 0 ? [`${name} has failed`] : []),
      ...(await look(page, name, EVERYWHERE)),
    ]);
    expect([faults, trouble.flat(), complaints]).toEqual([[], [], []]);
  });

  const reading = firstPages.filter(({ reads }) => reads !== false);
  /** What is wrong with a page that could not be read; then it can be, and the page is asked to try again. */
  const tryAgain = async (visitor: Visitor, name: string): Promise<string[]> => {
    const { page } = visitor;
    const button = page.locator("main").getByRole("button", { name: consoleWords.again, exact: true });
    const [ways, told, waiting] = [
      await button.count(),
      await page.locator("main [role=alert]").filter({ hasText: consoleWords.again }).count(),
      await page.locator(".skeleton").count(),
    ];
    await visitor.meet(null);
    for (let left = ways; left > 0; left--) await button.first().click();
    await visitor.settle();
    return [
      ...(ways === 0 ? [`${name} has no way to try again`] : []),
      ...(told === 0 ? [`${name} does not say what happened`] : []),
      ...(waiting > 0 ? [`${name} waits for ever`] : []),
      ...((await button.count()) > 0 ? [`${name} has tried again in vain`] : []),
    ];
  };

  test("where the server refuses, pages say what happened, and try again", { timeout: 300_000 }, async () => {
    const faults = await faultsOf(
      reading,
      world,
      async (visitor, { name }) => {
        const found = await look(visitor.page, `${name}, failing`, SMALL_AND_WIDE);
        return [...found, ...(await tryAgain(visitor, name))];
      },
      () => "refused",
    );
    expect([faults, trouble.flat(), complaints]).toEqual([[], [], []]);
  });

  test("where no server answers, pages say so, and try again", async () => {
    const faults = await faultsOf(
      reading,
      world,
      (visitor, { name }) => tryAgain(visitor, name),
      () => "unreachable",
    );
    expect([faults, trouble.flat(), complaints]).toEqual([[], [], []]);
  });

  test("while the server has not answered yet, pages say that they wait", { timeout: 300_000 }, async () => {
    const faults = await faultsOf(
      reading,
      world,
      async ({ page }, { name }) => {
        await page.getByRole("status").filter({ hasText: consoleWords.loading }).first().waitFor();
        return await look(page, `${name}, waiting`, SMALL_AND_WIDE);
      },
      () => "held",
    );
    expect([faults, trouble.flat(), complaints]).toEqual([[], [], []]);
  });
});
