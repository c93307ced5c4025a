// What staff do for whoever cannot go on, and the way from a note to its message: by clicks, and by the keyboard alone.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "./browser.ts";
import { eventually } from "./eventually.ts";
import { composer, enterConversation, exchange, partnerWords, say, waitForExchange } from "./invitee.ts";
import { removeProduct, startProduct, type Product } from "./product.ts";
import { askAsStaff, changeAsStaff, makeInvitation, readAsStaff, row, signIn } from "./staff.ts";
import { watchContext } from "./watch-context.ts";
import { welcomeVisitor } from "./visitor.ts";
import { consoleWords, words } from "./words.ts";

const { alerts, notes, palette, sites } = consoleWords;
const SIMULATOR = 15_000 + (process.pid % 10_000);
let browser: Browser;
let product: Product;
let staff: Page;
let trouble: string[];
beforeAll(async () => {
  [browser, product] = await Promise.all([
    launchBrowser(),
    startProduct({ env: { SIMULATOR_PORT: String(SIMULATOR) } }),
  ]);
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1440, height: 900 } });
  trouble = await watchContext(context);
  staff = await context.newPage();
  await signIn(staff, product.lines.console);
});
afterAll(async () => {
  await browser?.close();
  await removeProduct(product);
});

const open = (path: string) => staff.goto(new URL(path, staff.url()).href);
const button = (name: string | RegExp) =>
  staff.getByRole("button", { name, ...(typeof name === "string" ? { exact: true } : {}) });
const press = (key: string) => staff.keyboard.press(key);
const again = (page: Page) => page.getByRole("button", { name: words.trials.again, exact: true });

const breakOff = (times: number) =>
  fetch(`http://127.0.0.1:${SIMULATOR}/simulator/faults`, {
    method: times === 0 ? "DELETE" : "POST",
    headers: { "content-type": "application/json" },
    ...(times === 0 ? {} : { body: JSON.stringify({ kind: "cut", lane: "partner", times }) }),
  });

/** Somebody whose last exchange broke off, with no quota left to try it again. */
const strand = async (label: string): Promise<Page> => {
  const { id, link } = await makeInvitation(staff, { label, scenarioSlug: "the-heating-is-off" });
  const invitee = await welcomeVisitor(browser);
  await enterConversation(invitee, link);
  await say(invitee, "It has been cold for nine days.");
  await waitForExchange(invitee, 1);
  await breakOff(3);
  await say(invitee, "Which day is the engineer coming?");
  await again(invitee).waitFor();
  await breakOff(0);
  type Quota = { quota: { reserved: number; used: number } };
  await eventually(async () => (await readAsStaff<Quota>(staff, `invitations/${id}`)).quota.reserved).toBe(0);
  const { quota } = await readAsStaff<Quota>(staff, `invitations/${id}`);
  await changeAsStaff(staff, `invitations/${id}`, { quotaTokens: quota.used + 1 });
  await invitee.getByText(words.quota.exhaustedTitle).waitFor();
  return invitee;
};
/** They try again, and are answered in the exchange that had failed. */
const triesAgain = async (invitee: Page): Promise<void> => {
  await composer(invitee).waitFor();
  await again(invitee).click();
  // The failed try has ended, too: its words are none.
  await eventually(() => partnerWords(invitee, 2).innerText()).not.toBe("");
  await waitForExchange(invitee, 2);
};

test("whoever is stuck is let go on from their alert by three clicks, and tries again without loading anything", async () => {
  const invitee = await strand("Stuck by hand");
  await again(invitee).click();
  await invitee
    .getByText(words.problems["exhausted"] ?? "")
    .first()
    .waitFor();

  await open("/admin/invitations");
  await staff.getByRole("link", { name: alerts.stripLook }).click();
  await button(alerts.helpNamed("Stuck by hand")).first().click();
  await button(/^Add [\d,]+ tokens$/).click();
  await staff.getByText(/^Added [\d,]+ tokens\. They can go on now\.$/).waitFor();
  await triesAgain(invitee);
  expect(await exchange(invitee, 3).count()).toBe(0);
});

test("the same, and an export taken, by the keyboard alone", async () => {
  const invitee = await strand("Stuck, by keys");
  const focused = () =>
    staff.evaluate(
      () => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "",
    );
  const moveTo = async (name: RegExp, key: string): Promise<void> => {
    for (let presses = 0; presses < 60; presses++) {
      if (name.test((await focused()).trim())) return;
      await press(key);
    }
    throw new Error(`${name} is not to be reached by ${key}; the focus ended on "${await focused()}"`);
  };
  const goBy = async (typed: string, option: string): Promise<void> => {
    await press("Control+K");
    await staff.getByRole("combobox", { name: palette.label }).waitFor();
    await staff.keyboard.type(typed);
    await staff.getByRole("option", { name: option }).waitFor();
    await press("Enter");
  };
  await open("/admin/scenarios");
  await staff.getByRole("table").waitFor();
  await goBy("who needs", palette.alerts);
  await button(alerts.helpNamed("Stuck, by keys")).first().waitFor();
  await moveTo(new RegExp(`^${alerts.helpNamed("Stuck, by keys")}$`), "j");
  await press("Enter");
  await button(/^Add [\d,]+ tokens$/).waitFor();
  await moveTo(/^Add [\d,]+ tokens$/, "Tab");
  await press("Enter");
  await staff.getByText(/They can go on now\.$/).waitFor();
  await eventually(focused).toMatch(/They can go on now\.$/);
  await triesAgain(invitee);

  const { exportPage } = consoleWords;
  await goBy("take an", palette.takeExport);
  await staff.getByRole("textbox", { name: exportPage.name }).waitFor();
  for (
    let presses = 0;
    presses < 60 && (await staff.evaluate(() => document.activeElement?.id)) !== "study-name";
    presses++
  )
    await press("Tab");
  await staff.keyboard.type("Winter");
  await press("Enter");
  await staff.getByRole("link", { name: exportPage.allNamed("Winter") }).waitFor();
  await moveTo(new RegExp(`^${exportPage.allNamed("Winter")}$`), "Tab");
  const download = staff.waitForEvent("download");
  await press("Enter");
  expect((await download).suggestedFilename()).toMatch(/\.jsonl$/);
}, 120_000);

test("a note leads to its message, and back leads to the note", async () => {
  const { id } = await makeInvitation(staff, { label: "Noted", scenarioSlug: "the-heating-is-off" });
  const { link } = await readAsStaff<{ link: string }>(staff, `invitations/${id}`);
  const invitee = await welcomeVisitor(browser);
  await enterConversation(invitee, link);
  for (let number = 1; number < 6; number++) {
    await say(invitee, `This is what I say first of all, number ${number}.`);
    await waitForExchange(invitee, number);
  }
  type Sessions = { items: { id: number }[] };
  const [session] = (await readAsStaff<Sessions>(staff, `sessions?invitationId=${id}`)).items;
  type Detail = { messages: { id: number; content: string }[] };
  const { messages } = await readAsStaff<Detail>(staff, `sessions/${session?.id}`);
  const about = messages.find(({ content }) => content.endsWith("number 4."));
  await askAsStaff(staff, `sessions/${session?.id}/notes`, { content: "A turn.", messageId: about?.id });
  await open("/admin/notes");
  await staff.getByRole("link", { name: notes.toMessage(session?.id ?? 0) }).click();
  const message = staff.locator(`[data-message="${about?.id}"]`);
  await eventually(() => message.evaluate((it) => it === document.activeElement)).toBe(true);
  const { top, bottom, height } = await message.evaluate((it) => {
    const box = it.getBoundingClientRect();
    return { top: box.top, bottom: box.bottom, height: innerHeight };
  });
  expect(top).toBeGreaterThan(0);
  expect(bottom).toBeLessThan(height);
  expect(await staff.locator("[data-pointed]").count()).toBe(2);
  await staff.goBack();
  const back = staff.getByRole("link", { name: notes.toMessage(session?.id ?? 0) });
  await eventually(() => back.evaluate((it) => it === document.activeElement)).toBe(true);
});

test("a site is made by clicks, and its page has the snippet and its first origin", async () => {
  await open("/admin/sites");
  await staff.getByRole("link", { name: sites.create }).click();
  await staff.getByRole("textbox", { name: sites.created.name }).fill("The House");
  await staff.getByRole("textbox", { name: sites.created.page }).fill("https://www.example.org/practice");
  await staff.getByRole("status").filter({ hasText: "https://www.example.org" }).waitFor();
  await button(sites.created.submit).click();
  await staff.getByRole("heading", { name: "The House", exact: true }).waitFor();
  await staff.getByText('data-site="the-house"').first().waitFor();
  await staff.getByText("https://www.example.org", { exact: true }).waitFor();
  await open("/admin/sites");
  await row(staff, "The House").waitFor();
  expect(await row(staff, "The House").getByText("the-house", { exact: true }).count()).toBe(1);
});

test("none of these pages broke the console's policy, or threw", () => {
  expect(trouble).toEqual([]);
});
