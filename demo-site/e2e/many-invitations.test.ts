import { readFile } from "node:fs/promises";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "./browser.ts";
import { eventually } from "./eventually.ts";
import { composer, enterConversation, say, waitForExchange } from "./invitee.ts";
import { removeProduct, startProduct, type Product } from "./product.ts";
import { changeAsStaff, makeInvitation, readAsStaff, row, signIn } from "./staff.ts";
import { openPage } from "./studio.ts";
import { welcomeVisitor } from "./visitor.ts";
import { watchContext } from "./watch-context.ts";
import { consoleWords, words } from "./words.ts";

const { upload, chosen, palette } = consoleWords;
let browser: Browser;
let product: Product;
let staff: Page;
let trouble: string[];
beforeAll(async () => {
  [browser, product] = await Promise.all([launchBrowser(), startProduct()]);
  staff = await openPage(browser);
  trouble = await watchContext(staff.context());
  await signIn(staff, product.lines.console);
});
afterAll(async () => {
  await browser?.close();
  await removeProduct(product);
});

const fileOf = (cohort: string, count: number, badRow: number): string =>
  [
    "label,reference,cohort,preset,days",
    ...Array.from(
      { length: count },
      (_, n) => `=Person ${n + 1},${cohort}-${n + 1},${cohort},short,${n + 2 === badRow ? "soon" : "30"}`,
    ),
  ].join("\n");
const button = (name: string | RegExp) => staff.getByRole("button", { name, exact: typeof name === "string" });
const open = (path: string) => staff.goto(new URL(path, staff.url()).href);
const listOf = (cohort: string) =>
  readAsStaff<{ items: { label: string }[] }>(staff, `invitations?cohort=${cohort}&limit=200`);

test("a thousand rows from a file, of which one is bad and explained; their links come out as a file; mended, nothing is made twice", async () => {
  await open("/admin/invitations");
  await staff.getByRole("link", { name: upload.open }).click();
  const csv = fileOf("wave-1", 1_000, 501);
  const take = async (text: string): Promise<void> => {
    const file = { name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(text) };
    await staff.locator('input[type="file"]').setInputFiles(file);
    await staff.getByRole("heading", { name: upload.preview }).waitFor();
  };
  await take(csv);
  const said = (await staff.getByRole("list", { name: upload.badTitle }).innerText()).replaceAll(/\s+/g, " ");
  expect(said).toMatch(/^Row 501 =Person 500 days: “soon”: .*number of days/);
  expect((await listOf("wave-1")).items).toEqual([]);
  await button(upload.makeGood(999)).click();
  await staff.getByText(upload.made(999, 0)).waitFor();
  const [download] = await Promise.all([staff.waitForEvent("download"), button(upload.links).click()]);
  const lines = (await readFile(await download.path(), "utf8")).trim().split("\r\n");
  expect(lines).toHaveLength(1_000);
  expect(lines[1]).toMatch(/^'=Person 1,wave-1-1,wave-1,.*#invitation=inv_/);

  await button(upload.another).click();
  await take(csv.replace("soon", "30"));
  await button(upload.make(1)).click();
  await staff.getByText(upload.made(1, 999)).waitFor();
}, 240_000);

/** Somebody in the middle of a conversation whose next exchange does not fit any more. */
const strand = async (label: string): Promise<Page> => {
  const made = await makeInvitation(staff, { label, cohort: "stranded", scenarioSlug: "the-heating-is-off" });
  const invitee = await welcomeVisitor(browser);
  await enterConversation(invitee, made.link);
  await say(invitee, "It has been cold for nine days.");
  await waitForExchange(invitee, 1);
  await eventually(
    async () => (await readAsStaff<{ quota: { reserved: number } }>(staff, `invitations/${made.id}`)).quota.reserved,
  ).toBe(0);
  const { quota } = await readAsStaff<{ quota: { used: number } }>(staff, `invitations/${made.id}`);
  await changeAsStaff(staff, `invitations/${made.id}`, { quotaTokens: quota.used + 1 });
  await invitee.getByText(words.quota.exhaustedTitle).waitFor();
  return invitee;
};
const goesOn = async (invitee: Page): Promise<void> => {
  await composer(invitee).waitFor();
  await say(invitee, "Which day is the engineer coming?");
  await waitForExchange(invitee, 2);
};

test("somebody who is stuck goes on after three clicks, without loading anything again", async () => {
  const invitee = await strand("Stranded by hand");
  await open("/admin/invitations");
  await row(staff, "Stranded by hand").getByText(consoleWords.state.exhausted, { exact: true }).waitFor();
  await row(staff, "Stranded by hand").getByRole("checkbox").click();
  await button(chosen.topUp).click();
  await button(/^Standard/).click();
  await staff.getByText(chosen.done["top-up"](1)).waitFor();
  await goesOn(invitee);
  // Three clicks, and the list has been told: nobody needs staff there any more.
  expect(await row(staff, "Stranded by hand").getByText(consoleWords.state.exhausted, { exact: true }).count()).toBe(0);
});

test("both by the keyboard alone", async () => {
  const press = (key: string) => staff.keyboard.press(key);
  const focused = () => staff.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
  const tabTo = async (name: RegExp): Promise<void> => {
    for (let presses = 0; presses < 40; presses++) {
      if (name.test(await focused())) return;
      await press("Tab");
    }
    throw new Error(`${name} is not to be reached; the focus ended on "${await focused()}"`);
  };
  await open("/admin/scenarios");
  await staff.getByRole("table").waitFor();
  await press("Control+K");
  await staff.getByRole("combobox", { name: palette.label }).waitFor();
  await staff.keyboard.type("upload many");
  await staff.getByRole("option", { name: palette.upload }).waitFor();
  await press("Enter");
  const rows = staff.getByRole("textbox", { name: upload.paste });
  await rows.waitFor();
  for (let presses = 0; presses < 40 && !(await rows.evaluate((field) => field === document.activeElement)); presses++)
    await press("Tab");
  await staff.keyboard.insertText(fileOf("by-keys", 1_000, 3));
  await tabTo(new RegExp(`^${upload.look}$`));
  await press("Enter");
  await eventually(focused).toBe(upload.preview);
  await tabTo(new RegExp(`^${upload.makeGood(999)}$`));
  await press("Enter");
  await eventually(focused).toBe(upload.made(999, 0));

  const invitee = await strand("Stranded, by keys");
  await press("Control+K");
  await staff.keyboard.type("exhausted");
  await staff.getByRole("option", { name: palette.exhausted }).waitFor();
  await press("Enter");
  await row(staff, "Stranded, by keys").waitFor();
  for (let presses = 0; presses < 60 && (await focused()) !== "Stranded, by keys"; presses++) await press("j");
  await press("x");
  await staff.getByText(chosen.count(1), { exact: true }).waitFor();
  await press("a");
  await tabTo(new RegExp(`^${chosen.topUp}$`));
  await press("Enter");
  await button(/^Standard/).waitFor();
  await tabTo(/^Standard/);
  await press("Enter");
  await staff.getByText(chosen.done["top-up"](1)).waitFor();
  await goesOn(invitee);
}, 240_000);

/** What axe finds on the page as it stands, and what is wider than the window, on a phone and a desk, light and dark. */
const findFaults = async (state: string): Promise<string[]> => {
  const faults: string[] = [];
  for (const width of [360, 1440])
    for (const colorScheme of ["light", "dark"] as const) {
      await staff.setViewportSize({ width, height: 800 });
      await staff.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      if (!(await staff.evaluate(() => "axe" in globalThis))) await staff.evaluate(axe.source);
      const { violations } = await staff.evaluate(() =>
        (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
          runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
        }),
      );
      const wider = await staff.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      const where = `${state}, ${width}, ${colorScheme}`;
      faults.push(
        ...violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${where}: ${id} ${html}`)),
        ...(wider > 0 ? [`${where}: ${wider} px wider than the window`] : []),
      );
    }
  await staff.setViewportSize({ width: 1440, height: 900 });
  return faults;
};

test("its pages are clean for axe, and no wider than the window", async () => {
  const faults: string[] = [];
  const look = async (state: string): Promise<void> => void faults.push(...(await findFaults(state)));
  await open("/admin/upload");
  await staff.getByRole("textbox", { name: upload.paste }).fill(fileOf("clean", 3, 2));
  await button(upload.look).click();
  await staff.getByRole("heading", { name: upload.preview }).waitFor();
  await look("preview");
  await button(upload.makeGood(2)).click();
  await staff.getByText(upload.made(2, 0)).waitFor();
  await look("made");
  await staff.getByRole("link", { name: upload.sheet }).click();
  await staff.getByRole("img").first().waitFor();
  await look("QR sheet");
  await open("/admin/invitations?cohort=clean");
  await staff.getByRole("checkbox").nth(1).check();
  await button(chosen.revoke).click();
  await look("chosen");
  await staff.keyboard.press("Escape");
  await staff.keyboard.press("Control+K");
  await staff.keyboard.type("person");
  await staff.getByRole("option", { name: "=Person 2" }).waitFor();
  await look("palette");
  await staff.keyboard.press("Escape");
  await open("/admin/invitations");
  await staff.getByRole("checkbox").first().waitFor();
  await staff.keyboard.press("?");
  await staff.getByRole("heading", { name: consoleWords.shortcuts.title }).waitFor();
  await look("keys");
  // Of all that was done in this file: no violation of the console's policy, and nothing uncaught.
  expect([...faults, ...trouble]).toEqual([]);
}, 240_000);
