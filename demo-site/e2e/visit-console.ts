import type { BrowserContext, Page, Request, Route } from "playwright-core";
import type { ConsolePage } from "./console-pages.ts";
import type { ConsoleWorld } from "./console-world.ts";

/** A window on the console, and what the requests of its pages are met with. */
export type Visitor = {
  page: Page;
  /** loads the console at that address */
  enter: (url: string) => Promise<void>;
  /** goes there as links do, without loading the console again, and waits until it has all that it asked for */
  go: (path: string) => Promise<void>;
  /** whatever the console asks from now on is met so; null: by the server */
  meet: (how: Meeting | null) => Promise<void>;
  /** until nothing is asked for any more */
  settle: () => Promise<void>;
};
/**
 * `refused`: 503, as when the database is away. `unreachable`: no answer. `held`: none yet. A list of API paths: these are
 * answered with nothing.
 */
export type Meeting = "refused" | "unreachable" | "held" | readonly string[];

const API = /\/v1\//;
/** a window that watches a session asks for as long as it watches */
const isStream = (request: Request): boolean => request.url().includes("/observe");
const REFUSAL = {
  type: "about:blank",
  title: "The database is away",
  status: 503,
  code: "database-away",
  detail: "The database cannot be reached.",
  requestId: "0f8b1c52",
};

const answer = async (route: Route, how: Meeting): Promise<void> => {
  if (how === "unreachable") return await route.abort("connectionrefused");
  if (how === "held") return;
  if (how === "refused")
    return await route.fulfill({
      status: 503,
      headers: { "retry-after": "5" },
      contentType: "application/problem+json",
      body: JSON.stringify(REFUSAL),
    });
  const { pathname } = new URL(route.request().url());
  if (route.request().method() === "GET" && how.some((path) => pathname === `/v1/admin/${path}`))
    return await route.fulfill({ json: { items: [], cursor: null } });
  await route.continue();
};

/** Opens a window in a context that is signed in, or not. */
export const openVisitor = async (context: BrowserContext): Promise<Visitor> => {
  const page = await context.newPage();
  const asked = new Set<Request>();
  page.on("request", (request) => {
    if (API.test(request.url()) && !isStream(request)) asked.add(request);
  });
  page.on("requestfinished", (request) => void asked.delete(request));
  page.on("requestfailed", (request) => void asked.delete(request));
  let met: Meeting | null = null;
  const settle = async (): Promise<void> => {
    for (let quiet = 0; quiet < 3;) {
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 20))));
      quiet = asked.size === 0 || met === "held" ? quiet + 1 : 0;
    }
  };
  return {
    page,
    settle,
    enter: async (url) => {
      await page.goto(url, { waitUntil: "domcontentloaded" });
      await page.locator("main").waitFor();
      await settle();
    },
    go: async (path) => {
      await page.evaluate((href) => {
        const link = document.createElement("a");
        link.href = href;
        document.body.append(link);
        link.click();
        link.remove();
      }, path);
      await settle();
    },
    meet: async (how) => {
      met = how;
      asked.clear();
      await page.unroute(API);
      if (how !== null) await page.route(API, (route) => answer(route, how));
    },
  };
};

/** Where a page is left to, so that what is gone to next begins anew. It asks for nothing. */
const AWAY = "/admin/no-such-page";

export type ConsoleWindows = {
  base: string;
  /** signed in as an admin; `nobody`: not signed in */
  contexts: { admin: BrowserContext; nobody: BrowserContext };
  admin: Visitor;
};

/** @param base an address of the console */
export const openWindows = async (
  base: string,
  admin: BrowserContext,
  nobody: BrowserContext,
): Promise<ConsoleWindows> => {
  const visitor = await openVisitor(admin);
  await visitor.enter(new URL(AWAY, base).href);
  return { base, contexts: { admin, nobody }, admin: visitor };
};

/** The console is told who somebody is: here a colleague who is no admin. */
const beColleague = async (page: Page): Promise<void> => {
  await page.route(/\/v1\/admin\/(sign-in|me)$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace('"role":"ADMIN"', '"role":"STAFF"') });
  });
};

/**
 * Brings a window to a page's state, has it looked at, and leaves it as it was.
 * @param world null: of a fresh installation
 * @param how what the page's requests are met with; it is looked at as it is then, without the steps to its state
 */
export const visit = async (
  windows: ConsoleWindows,
  shown: ConsolePage,
  world: ConsoleWorld | null,
  look: (visitor: Visitor) => Promise<void>,
  how: Meeting | null = null,
): Promise<void> => {
  // Those that are shown of a fresh one take none.
  const path = shown.path(world as ConsoleWorld);
  const own =
    shown.as === undefined ? null : await openVisitor(windows.contexts[shown.as === "nobody" ? "nobody" : "admin"]);
  const visitor = own ?? windows.admin;
  if (shown.as === "colleague") await beColleague(visitor.page);
  if (world !== null) await shown.prepare?.(visitor.page, world);
  await visitor.meet(how);
  if (own === null) await visitor.go(path);
  else await visitor.enter(new URL(path, windows.base).href);
  if (how === null && world !== null) await shown.arrive?.(visitor.page, world);
  await visitor.settle();
  await look(visitor);
  await visitor.meet(null);
  if (how === null && world !== null) await shown.leave?.(world);
  if (own !== null) return await own.page.close();
  if ((await visitor.page.locator("dialog[open]").count()) > 0) await visitor.page.keyboard.press("Escape");
  await visitor.go(AWAY);
};
