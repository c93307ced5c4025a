// Staff watch a running exchange from its first words, and note the message with a code: by clicks, and by keyboard alone.
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { launchBrowser } from "./browser.ts";
import { enterConversation, readTranscript, say, waitForExchange } from "./invitee.ts";
import { removeProduct, startProduct, type Product } from "./product.ts";
import { makeInvitation, readAsStaff, signIn } from "./staff.ts";
import { welcomeVisitor } from "./visitor.ts";
import { consoleWords, words } from "./words.ts";

let browser: Browser;
let product: Product;

beforeEach(async () => {
  [browser, product] = await Promise.all([
    launchBrowser(),
    // So slow that what is being said can be seen before it is over.
    startProduct({ env: { SIMULATOR_SPEED: "natural" } }),
  ]);
});
afterEach(async () => {
  await browser?.close();
  await removeProduct(product);
});

const CODE = "asks for a day";
const LABEL = "Watched";
const live = (page: Page) => page.locator(".scene .live-lane .partner");
const words1 = consoleWords.note.addTo(consoleWords.note.on.user, 1, null);

/** Somebody who talks, and staff on the page of their session. */
const meet = async () => {
  const staff = await welcomeVisitor(browser);
  await signIn(staff, product.lines.console);
  const { link, id } = await makeInvitation(staff, { label: LABEL, scenarioSlug: "the-heating-is-off" });
  const invitee = await welcomeVisitor(browser);
  await enterConversation(invitee, link);
  const { items } = await readAsStaff<{ items: { id: number }[] }>(staff, `sessions?invitationId=${id}`);
  return { staff, invitee, invitationId: id, sessionId: items[0]?.id ?? 0 };
};
const goTo = async (page: Page, path: string): Promise<void> => {
  await page.goto(new URL(path, page.url()).href);
};
/** What axe finds on the page as it stands, on a phone and wide, light and dark; and what is wider than the window. */
const expectAccessible = async (page: Page): Promise<void> => {
  await page.evaluate(axe.source);
  for (const [width, colorScheme] of [
    [360, "dark"],
    [1280, "light"],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
    const found = violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect({ width, found, overflow: Math.max(0, overflow) }).toEqual({ width, found: [], overflow: 0 });
  }
};
const transcriptOf = (page: Page) => page.getByRole("region", { name: consoleWords.session.transcript });

test("a running exchange is watched from its first words, noted with a code, and found again", async () => {
  const { staff, invitee, invitationId, sessionId } = await meet();
  await goTo(staff, "/admin/codes");
  await staff.getByRole("button", { name: consoleWords.codes.create, exact: true }).click();
  await staff.getByRole("textbox", { name: consoleWords.codes.name, exact: true }).fill(CODE);
  await staff.getByRole("button", { name: consoleWords.codes.submit, exact: true }).click();
  await staff.getByText(consoleWords.codes.added(CODE), { exact: true }).waitFor();

  await goTo(staff, `/admin/sessions/${sessionId}`);
  await staff.getByText(consoleWords.live.watching(1), { exact: true }).waitFor();
  await invitee.getByText(words.bar.watching(1)).first().waitFor();

  // What is on the page while the partner speaks, from the first piece on: it only grows, until it is the whole.
  await say(invitee, "I can see that it has been a long winter. Which day is he coming?");
  await live(staff).waitFor();
  const heard: string[] = [];
  while ((await live(staff).count()) > 0) {
    const now = await live(staff)
      .textContent({ timeout: 1_000 })
      .catch(() => null);
    if (now !== null && now !== heard.at(-1)) heard.push(now);
    await staff.waitForTimeout(20);
  }
  await waitForExchange(invitee, 1);
  const [read] = await readTranscript(invitee);
  const whole = await transcriptOf(staff).locator(".turn .partner").last().textContent();
  expect(whole?.replaceAll(/\s+/g, " ")).toBe(read?.partner.replaceAll(/\s+/g, " "));
  expect(heard.length).toBeGreaterThan(2);
  expect(heard[0]!.length).toBeLessThan(whole!.length);
  for (const part of heard) expect(whole?.startsWith(part), part).toBe(true);

  await transcriptOf(staff).locator(".turn").last().hover();
  await transcriptOf(staff).getByRole("button", { name: words1, exact: true }).click();
  await staff.getByRole("checkbox", { name: CODE }).check();
  await staff.getByRole("textbox", { name: words1, exact: true }).fill("She names a want.");
  await staff.getByRole("button", { name: consoleWords.note.save, exact: true }).click();
  await transcriptOf(staff).getByText("She names a want.", { exact: true }).waitFor();
  expect(await invitee.getByText("She names a want.").count()).toBe(0);

  await transcriptOf(staff)
    .getByRole("button", { name: /^What did .+ know here\?$/ })
    .last()
    .click();
  await staff.getByRole("heading", { name: consoleWords.knowledge.hadRead, exact: true }).waitFor();
  await expectAccessible(staff);

  await transcriptOf(staff).getByRole("link", { name: CODE }).click();
  await staff.getByRole("list", { name: consoleWords.notes.title }).getByText("She names a want.").waitFor();
  await expectAccessible(staff);
  await goTo(staff, `/admin/invitations/${invitationId}`);
  const journey = staff.getByRole("region", { name: consoleWords.journey.title });
  await journey.getByText("She names a want.").waitFor();
  await journey.getByText(consoleWords.journey.exchange(1, null)).waitFor();
  await expectAccessible(staff);
  for (const [path, title] of [
    ["/admin/codes", consoleWords.codes.title],
    ["/admin/alerts", consoleWords.alerts.title],
  ] as const) {
    await goTo(staff, path);
    await staff.getByRole("heading", { name: title, exact: true }).waitFor();
    await staff.waitForLoadState("networkidle");
    await expectAccessible(staff);
  }
});

test("by keyboard alone: a message is noted with a code, and the focus comes back", async () => {
  const { staff, invitee, sessionId } = await meet();
  await say(invitee, "Which day is he coming?");
  await waitForExchange(invitee, 1);

  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await staff.keyboard.press(key);
  };
  const untilTyping = async (field: "INPUT" | "TEXTAREA"): Promise<void> => {
    await staff.waitForFunction((name) => document.activeElement?.tagName === name, field);
  };
  /** Tab until what has the focus is called so. */
  const tabTo = async (name: string): Promise<void> => {
    const seen: string[] = [];
    for (let presses = 0; presses < 80; presses++) {
      await press("Tab");
      const focused = await staff.evaluate(() => {
        const element = document.activeElement;
        const label = element instanceof HTMLInputElement ? (element.labels?.[0]?.textContent ?? "") : "";
        return element?.getAttribute("aria-label") ?? (label === "" ? (element?.textContent ?? "") : label);
      });
      if (focused.trim() === name) return;
      seen.push(focused.trim().slice(0, 30));
    }
    throw new Error(`no Tab leads to ${name}: ${seen.join(" | ")}`);
  };
  await goTo(staff, "/admin/codes");
  await staff.getByRole("heading", { name: consoleWords.codes.emptyTitle }).waitFor();
  await tabTo(consoleWords.codes.create);
  await press("Enter");
  await untilTyping("INPUT");
  await staff.keyboard.type(CODE);
  await press("Enter");
  await staff.getByText(consoleWords.codes.added(CODE), { exact: true }).waitFor();

  await goTo(staff, `/admin/sessions/${sessionId}`);
  await transcriptOf(staff).waitFor();
  await tabTo(words1);
  await press("Enter");
  await staff.getByRole("checkbox", { name: CODE }).waitFor();
  await untilTyping("TEXTAREA");
  await staff.keyboard.type("He is asked for a day.");
  await tabTo(CODE);
  await press("Space", "Control+Enter");
  const saved = transcriptOf(staff).locator(".staff-note").filter({ hasText: "He is asked for a day." });
  await saved.waitFor();
  expect(await saved.getByRole("link", { name: CODE }).count()).toBe(1);
  // Back where the note was begun.
  await staff.waitForFunction((name) => document.activeElement?.getAttribute("aria-label") === name, words1);
});
