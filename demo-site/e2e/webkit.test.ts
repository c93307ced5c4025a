import { createServer, type AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Browser } from "playwright-core";
import { PRACTICE_PATH } from "../serve.mjs";
import { launchBrowser } from "./browser.ts";
import { eventually } from "./eventually.ts";
import { removeProduct, startProduct, type Product } from "./product.ts";
import { makeInvitation, signIn } from "./staff.ts";
import { ENTER, findWebKitGtk, openWebKitGtk, type WebKitPage } from "./webkit-gtk.ts";
import { words } from "./words.ts";

const found = findWebKitGtk();
if (typeof found === "string") console.log(`SKIPPED: WebKitGTK, since ${found} is not installed`);

const FIRST = "You never answer my messages. It has been cold for nine days!";
const SECOND = "I can see that you have a lot on your plate. Which day could somebody come?";

const freePort = async (): Promise<number> =>
  await new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** In the page: what is called `all`, in the widget. */
const IN_WIDGET = `const all = (what) => [...document.querySelector("sidecoach-widget").shadowRoot.querySelectorAll(what)];`;

describe.skipIf(typeof found === "string")("WebKitGTK", () => {
  let chromium: Browser;
  let product: Product;
  let page: WebKitPage;
  let link: string;
  beforeAll(async () => {
    if (typeof found === "string") return;
    [chromium, product] = await Promise.all([launchBrowser(), startProduct()]);
    const staff = await chromium.newPage();
    await signIn(staff, product.lines.console);
    ({ link } = await makeInvitation(staff, { label: "webkit", scenarioSlug: "the-heating-is-off" }));
    page = await openWebKitGtk(found, await freePort());
  });
  afterAll(async () => {
    await page?.close();
    await chromium?.close();
    await removeProduct(product);
  });

  /** Where the middle of it is in the window; null while it is not to be seen. `called`: by its words or its label. */
  const find = async (what: string, called: string | null = null) =>
    await page.read<{ x: number; y: number } | null>(
      `${IN_WIDGET}
       const [what, called] = arguments;
       const named = (one) => called === null || [one.ariaLabel, one.textContent.trim()].includes(called);
       const one = all(what).find((one) => named(one) && one.checkVisibility());
       if (!one) return null;
       one.scrollIntoView({ block: "nearest" });
       const { left, top, width, height } = one.getBoundingClientRect();
       return { x: left + width / 2, y: top + height / 2 };`,
      what,
      called,
    );
  const click = async (what: string, called: string | null = null): Promise<void> => {
    await eventually(() => find(what, called)).not.toBeNull();
    const point = await find(what, called);
    if (point) await page.click(point);
  };
  const readTold = async () =>
    await page.read<{ mine: string; partner: string; note: string }[]>(
      `${IN_WIDGET}
       return all("section.exchange[aria-label]").map((one) => {
         const read = (part) => one.querySelector(part)?.textContent.trim() ?? "";
         return { mine: read(".mine"), partner: read(".partner .prose"), note: read(".note-body") };
       });`,
    );
  const draft = async () =>
    await page.read<string | null>(`${IN_WIDGET} return all(".foot textarea")[0]?.value ?? null;`);
  const ended = async () =>
    await page.read<number>(`${IN_WIDGET} return all("section.exchange[aria-busy=false] .note-body").length;`);
  const say = async (text: string): Promise<void> => {
    await click(".foot textarea");
    await page.press(text + ENTER);
  };

  test("the whole journey: talk, reload, step out and come back, end, summary", { timeout: 240_000 }, async () => {
    await page.open(link);
    await click("button", words.preview.start);
    await eventually(draft).toBe("");
    await say(FIRST);
    await eventually(ended).toBe(1);
    await click(".foot textarea");
    await page.press("A draft");
    await eventually(draft).toBe("A draft");
    const told = await readTold();
    expect(told).toEqual([{ mine: FIRST, partner: expect.stringMatching(/\w/), note: expect.stringMatching(/\w/) }]);

    await page.open(new URL(PRACTICE_PATH, link).href);
    await eventually(draft).toBe("A draft");
    await eventually(readTold).toEqual(told);
    await page.read(`${IN_WIDGET} all(".foot textarea")[0].select();`);
    await say(SECOND);
    await eventually(ended).toBe(2);
    expect((await readTold())[1]?.mine).toContain(SECOND);
    await click("button", words.bar.stepOut);
    await click("button", words.out.back);
    await click("button", words.beside.end);
    await click("button", words.ending.yes);
    await eventually(() => find("h2, h3", words.summary.take)).not.toBeNull();
  });
});
