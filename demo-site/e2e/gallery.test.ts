import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "./browser.ts";
import { eventually } from "./eventually.ts";
import { hearWidgets, launcher, readTold, readTraces, tellWidgets } from "./host-page.ts";
import { composer, readTranscript, say, startButton, waitForExchange } from "./invitee.ts";
import { removeProduct, startProduct, type Product } from "./product.ts";
import { makeInvitation, signIn } from "./staff.ts";
import { openPage } from "./studio.ts";
import { welcomeVisitor } from "./visitor.ts";
import { launcherText, words } from "./words.ts";

let browser: Browser;
let product: Product;
let staff: Page;

beforeAll(async () => {
  [browser, product] = await Promise.all([launchBrowser(), startProduct()]);
  staff = await openPage(browser);
  await signIn(staff, product.lines.console);
});
afterAll(async () => {
  await browser?.close();
  await removeProduct(product);
});

const FIRST = "I can see this matters to you. What worries you most about it?";
const SECOND = "I feel stuck, because I want us to find a way that works for both of us.";
const address = (path: string): string => new URL(path, product.lines.demo).href;
const invite = async (label: string): Promise<string> => (await makeInvitation(staff, { label })).token;
const visit = async (path: string): Promise<Page> => {
  const page = await welcomeVisitor(browser);
  await hearWidgets(page.context());
  await page.goto(address(path));
  return page;
};
/** From the preview to the end of the second exchange and of the session. */
const talk = async (page: Page): Promise<void> => {
  await startButton(page).click();
  await composer(page).waitFor();
  await say(page, FIRST);
  await waitForExchange(page, 1);
  await say(page, SECOND);
  await waitForExchange(page, 2);
};
const end = async (page: Page): Promise<void> => {
  await page.getByRole("button", { name: words.beside.end }).click();
  await page.getByRole("button", { name: words.ending.yes }).click();
  await page.getByRole("heading", { name: words.summary.take }).waitFor();
};

test("a page that has frozen what all objects have, as SES does: a conversation goes as anywhere", async () => {
  const page = await welcomeVisitor(browser);
  await page.addInitScript(() => {
    for (const { prototype } of [Object, Array, Function, Error, Promise, Map, Set, String, Date])
      Object.freeze(prototype);
  });
  await page.goto(address("/gallery/floating"));
  await launcher(page).waitFor();
  await tellWidgets(page, "start", { invitation: await invite("frozen") });
  await talk(page);
  expect(await readTranscript(page)).toHaveLength(2);
});

test.each(["floating", "side-panel", "full-screen", "strict-policy", "hostile-styles"])(
  "%s: a whole conversation, told to the page without a word of it, and nothing left behind",
  async (name) => {
    const page = await visit(`/gallery/${name}`);
    await launcher(page).waitFor();
    await tellWidgets(page, "start", { invitation: await invite(name) });
    await talk(page);
    await end(page);

    const told = await readTold(page);
    const names = told.map((one) => one.name);
    expect(names.filter((one) => !["message", "quota"].includes(one))).toEqual([
      "ready",
      "open",
      "claimed",
      "start",
      "ended",
    ]);
    const messages = told.filter((one) => one.name === "message").map(({ detail }) => detail as { role: string });
    expect(messages.map(({ role }) => role).toSorted()).toEqual([
      "coach",
      "coach",
      "partner",
      "partner",
      "user",
      "user",
    ]);
    expect(Object.keys(messages[0] ?? {}).toSorted()).toEqual(["exchangeId", "messageId", "role", "sessionId"]);
    expect(names.filter((one) => one === "quota").length).toBeGreaterThanOrEqual(3);
    expect(JSON.stringify(told)).not.toMatch(/matters|stuck/);
    expect(new Set(told.map(({ from }) => from))).toEqual(new Set(["sidecoach-widget"]));

    await tellWidgets(page, "destroy");
    const { elements, links, highlights, cookies } = await readTraces(page);
    expect({ elements, links, highlights, cookies }).toEqual({ elements: 0, links: 0, highlights: [], cookies: "" });
  },
);

test("an idle page asks for two files of ours and for nothing else, and keeps nothing", async () => {
  const page = await welcomeVisitor(browser);
  const { origin } = new URL(product.lines.demo);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(address("/gallery/floating"));
  await launcher(page).waitFor();
  await eventually(async () => asked.filter((url) => !url.startsWith(origin)).length).toBe(2);
  await page.waitForLoadState("networkidle");
  expect(asked.filter((url) => !url.startsWith(origin) && !url.startsWith(product.lines.api))).toEqual([]);
  expect(asked.filter((url) => url.startsWith(product.lines.api))).toHaveLength(2);
  // to look at the panel is not to agree to anything
  await launcher(page).click();
  await page.getByRole("dialog").waitFor();
  const { keys, cookies } = await readTraces(page);
  expect({ keys, cookies }).toEqual({ keys: [], cookies: "" });
});

test("before the consent nothing is kept, with an invitation on the screen", async () => {
  const page = await visit(`/gallery/side-panel#invitation=${await invite("no consent yet")}`);
  await startButton(page).waitFor();
  expect((await readTraces(page)).keys).toEqual([]);
  await startButton(page).click();
  await composer(page).waitFor();
  expect((await readTraces(page)).keys.every((key) => key.startsWith("sidecoach:demo:"))).toBe(true);
});

test("in a site of a single page a conversation goes on where the body is exchanged or the element is moved", async () => {
  const page = await visit(`/gallery/single-page#invitation=${await invite("single page")}`);
  await startButton(page).click();
  await composer(page).waitFor();
  await say(page, FIRST);
  await waitForExchange(page, 1);
  await composer(page).fill("Half a sentence");
  const before = await readTranscript(page);
  const streams: string[] = [];
  page.on("request", (request) => {
    if (/\/events(\?|$)/.test(request.url())) streams.push(request.url());
  });

  await page.getByRole("link", { name: "Second view" }).click();
  await page.locator("#view", { hasText: "2" }).waitFor();
  await composer(page).waitFor();
  expect(await readTranscript(page)).toEqual(before);
  expect(await composer(page).inputValue()).toBe("Half a sentence");
  await page.getByRole("button", { name: "Move the room" }).click();
  expect(await readTranscript(page)).toEqual(before);
  expect(await composer(page).inputValue()).toBe("Half a sentence");
  expect(await page.locator("sidecoach-widget").count()).toBe(1);
  expect(streams).toEqual([]);
  expect((await readTold(page)).filter(({ name }) => ["ready", "start", "close"].includes(name))).toHaveLength(2);

  // taken out by itself it stays away, and its connection ends; a call brings it back
  await page.evaluate(() => document.querySelector("sidecoach-widget")?.remove());
  await page.waitForTimeout(1_000);
  expect((await readTraces(page)).elements).toBe(0);
  await page.getByRole("link", { name: "First view" }).click();
  await page.locator("#view", { hasText: "1" }).waitFor();
  expect((await readTraces(page)).elements).toBe(0);
  await tellWidgets(page, "open");
  await composer(page).waitFor();
  await eventually(() => readTranscript(page)).toEqual(before);
  expect(await composer(page).inputValue()).toBe("Half a sentence");
});

test("two on a page hold two conversations, each spoken to by its own element", async () => {
  const page = await visit("/gallery/two-rooms");
  const rooms = [page.locator("#room-one"), page.locator("#room-two")] as const;
  const [one, two] = [await invite("room one"), await invite("room two")];
  await page.evaluate(
    ([first, second]) => {
      document
        .querySelector<HTMLElementTagNameMap["sidecoach-widget"]>("#room-one")
        ?.start({ invitation: first ?? "" });
      document
        .querySelector<HTMLElementTagNameMap["sidecoach-widget"]>("#room-two")
        ?.start({ invitation: second ?? "" });
    },
    [one, two],
  );
  for (const [at, room] of rooms.entries()) {
    await room.getByRole("button", { name: words.preview.start }).click();
    await room.locator(".foot form textarea").fill(`Hello from room ${at + 1}.`);
    await room.getByRole("button", { name: words.composer.send, exact: true }).click();
    await room.locator(".partner .prose").first().waitFor();
  }
  expect(await rooms[0].locator(".mine").allTextContents()).toEqual(["Hello from room 1."]);
  expect(await rooms[1].locator(".mine").allTextContents()).toEqual(["Hello from room 2."]);
  const sessions = (await readTold(page)).filter(({ name }) => name === "start");
  expect(new Set(sessions.map(({ detail }) => (detail as { sessionId: number }).sessionId)).size).toBe(2);
  await page.evaluate(() => document.querySelector<HTMLElementTagNameMap["sidecoach-widget"]>("#room-two")?.close());
  await rooms[1].getByRole("dialog").waitFor({ state: "hidden" });
  expect(await rooms[0].locator(".mine").isVisible()).toBe(true);
  await tellWidgets(page, "destroy");
  expect(await readTraces(page)).toMatchObject({ elements: 0, highlights: [] });
});

test("a panel that is not what was built does not run", async () => {
  const page = await welcomeVisitor(browser);
  await page.route(/\/panel\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${await response.text()}\nglobalThis.spoilt = true;` });
  });
  await page.goto(address("/gallery/floating"));
  await launcher(page).click();
  await launcher(page).getByText(launcherText.failed).waitFor();
  expect(await page.evaluate(() => "spoilt" in globalThis)).toBe(false);
});

test.each(["embedding", "panel", "pages"])(
  "a file that did not come, %s.js, is fetched at the next try",
  async (file) => {
    const page = await visit("/");
    const cut = new RegExp(`/${file}\\.js$`);
    await page.route(cut, (route) => route.abort());
    const failed = file === "embedding" ? page.waitForEvent("requestfailed") : null;
    await page.goto(address("/gallery/side-panel"));
    // it is fetched by itself once, whatever is clicked
    await failed;
    await launcher(page).click();
    const again = page.getByRole("button", { name: /Try again/ });
    await again.waitFor();
    await page.unroute(cut);
    await again.click();
    await eventually(() => page.getByRole("heading", { name: words.invite.title }).count()).toBe(1);
  },
);

test("a pinned version runs from where it is, with its integrity", async () => {
  // its policy forbids that a script is put in by another
  const page = await welcomeVisitor(browser, { bypassCSP: true });
  const pin = (await (await fetch(`${product.lines.api}/widget.json`)).json()) as { url: string; integrity: string };
  await page.goto(address("/"));
  await page.evaluate(
    ({ url, integrity }) => {
      const script = Object.assign(document.createElement("script"), { integrity, crossOrigin: "anonymous" });
      script.dataset["site"] = "demo";
      script.src = url;
      document.head.append(script);
    },
    { url: `${product.lines.api}/${pin.url}`, integrity: pin.integrity },
  );
  await launcher(page).click();
  await eventually(() => page.getByRole("heading", { name: words.invite.title }).count()).toBe(1);
});

test("rude styles reach neither the button nor the panel", async () => {
  const page = await visit("/gallery/hostile-styles");
  const looks = () =>
    launcher(page).evaluate((button) => {
      const { fontSize, letterSpacing, textTransform, borderTopWidth, opacity } = getComputedStyle(button);
      return { fontSize, letterSpacing, textTransform, borderTopWidth, opacity };
    });
  await launcher(page).waitFor();
  expect(await looks()).toEqual({
    fontSize: "15px",
    letterSpacing: "normal",
    textTransform: "none",
    borderTopWidth: "0px",
    opacity: "1",
  });
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  const button = (await launcher(page).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  // upright in its corner, whatever the body does
  expect([button.x + button.width, button.y + button.height]).toEqual([width - 20, height - 20]);
  await launcher(page).click();
  const panel = (await page.getByRole("dialog").boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  expect(panel).toMatchObject({ width: 408, x: width - 428, y: height - 20 - panel.height });
});

test("on a page that is read from right to left it opens in the other corner, in the page's language", async () => {
  const page = await visit("/gallery/right-to-left");
  await launcher(page).click();
  const panel = page.getByRole("dialog");
  await page.locator("sidecoach-widget .sc[dir=rtl][lang=ar]").waitFor();
  expect(await panel.boundingBox()).toMatchObject({ x: 20 });
  // and in another one as soon as the page says so
  await tellWidgets(page, "setLocale", "en");
  await page.getByRole("heading", { name: words.invite.title }).waitFor();
  await tellWidgets(page, "setTheme", "dark");
  expect(await panel.evaluate((box) => getComputedStyle(box).backgroundColor)).toBe("rgb(31, 30, 28)");
});

/** What has the focus, through the shadow root. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const active = document.activeElement?.shadowRoot?.activeElement ?? document.activeElement;
    return `${active?.localName} ${active?.getAttribute("aria-label") ?? ""}`.trim();
  });

test("who comes back writes at once, while what was said is still on its way, and goes on with it there", async () => {
  const page = await visit("/gallery/floating");
  await launcher(page).waitFor();
  await tellWidgets(page, "start", { invitation: await invite("back") });
  await startButton(page).click();
  await composer(page).waitFor();
  await say(page, FIRST);
  await waitForExchange(page, 1);

  let letThrough = (): void => {};
  const held = new Promise<void>((resolve) => (letThrough = resolve));
  await page.route(/\/v1\//, async (route) => {
    await held;
    await route.continue();
  });
  await page.reload();
  await launcher(page).click();
  const field = page.getByRole("textbox", { name: words.composer.before, exact: true });
  await field.waitFor();
  expect(await focused(page)).toBe(`textarea ${words.composer.before}`);
  await page.keyboard.type("Half a sen");
  await page.keyboard.press("Enter");
  await page.getByRole("status").filter({ hasText: words.opening }).first().waitFor();
  letThrough();
  await field.waitFor({ state: "detached" });
  await page.keyboard.type("tence");
  expect(await composer(page).inputValue()).toBe("Half a sentence");
  expect((await readTranscript(page)).map(({ mine }) => mine)).toEqual([FIRST]);
});

test("the focus goes in with a click that opens, and stays where it is when the page opens by itself", async () => {
  const page = await visit("/gallery/floating");
  await launcher(page).waitFor();
  await page.locator("h1").click();
  // the page has had its say, a moment after a click on something else
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
  await tellWidgets(page, "open");
  await page.getByRole("heading", { name: words.invite.title }).waitFor();
  expect(await focused(page)).toBe("body");
  await tellWidgets(page, "close");
  await page.evaluate(() => {
    const button = Object.assign(document.createElement("button"), { textContent: "Practise" });
    button.onclick = () => (globalThis as unknown as { Sidecoach: (verb: string) => void }).Sidecoach("open");
    document.querySelector("main")?.append(button);
  });
  await page.getByRole("button", { name: "Practise", exact: true }).click();
  await page.getByRole("heading", { name: words.invite.title }).waitFor();
  expect(await focused(page)).toBe(`div ${words.panel}`);
  await tellWidgets(page, "close");
  await launcher(page).click();
  await page.getByRole("heading", { name: words.invite.title }).waitFor();
  expect(await focused(page)).toBe(`div ${words.panel}`);
});
