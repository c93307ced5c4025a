import type { Browser } from "playwright-core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { launchBrowser } from "./browser.ts";
import { composer, enterConversation, type ExchangeOnScreen, readTranscript, say, waitForExchange } from "./invitee.ts";
import { removeProduct, startProduct, type Product } from "./product.ts";
import { createInvitation, row, signIn } from "./staff.ts";
import { welcomeVisitor } from "./visitor.ts";
import { consoleWords, words } from "./words.ts";

let browser: Browser;
let product: Product;

beforeEach(async () => {
  [browser, product] = await Promise.all([launchBrowser(), startProduct()]);
});
afterEach(async () => {
  await browser?.close();
  await removeProduct(product);
});

const said = ({ mine, partner }: ExchangeOnScreen) => ({ mine, partner });
const LABEL = "Ros, Thursday";
const FIRST = "You never listen to me.";
const SECOND = "I am sorry, that was harsh. What would help you now?";

test("staff invite somebody, read both lanes of the session, and revoke", async () => {
  const staff = await welcomeVisitor(browser);
  await staff.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(staff, product.lines.console);

  const link = await createInvitation(staff, LABEL);
  await staff.getByRole("button", { name: consoleWords.link.copy, exact: true }).click();
  await staff.getByRole("button", { name: consoleWords.link.copied, exact: true }).waitFor();
  expect(await staff.evaluate(() => navigator.clipboard.readText())).toBe(link);
  expect(new URL(link).origin).toBe(new URL(product.lines.demo).origin);

  const invitee = await welcomeVisitor(browser);
  await enterConversation(invitee, link);
  await say(invitee, FIRST);
  await waitForExchange(invitee, 1);
  await say(invitee, SECOND);
  await waitForExchange(invitee, 2);
  const read = await readTranscript(invitee);

  const consoleUrl = new URL("/admin/invitations", staff.url()).href;
  await staff.goto(consoleUrl);
  await row(staff, LABEL).getByText(consoleWords.state.active, { exact: true }).waitFor();
  await row(staff, LABEL).getByRole("link", { name: LABEL }).click();
  await staff.getByRole("main").locator('a[href*="/admin/sessions/"]').first().click();
  await staff.getByRole("region", { name: consoleWords.session.transcript }).waitFor();
  const transcript = (await staff.getByRole("main").innerText()).replace(/\s+/g, " ");
  for (const { mine, partner } of read) {
    expect(transcript).toContain(mine);
    expect(transcript).toContain(partner.replace(/\s+/g, " "));
  }
  // the coach's lane too, which the partner never saw
  const notes = await staff.getByRole("main").locator(".coach-note p").allTextContents();
  const effects = notes.filter((words) => words.length > 20).map((words) => words.trim());
  expect(effects.length).toBeGreaterThan(0);
  expect(read.some(({ note }) => effects.some((effect) => note.includes(effect)))).toBe(true);

  await composer(invitee).fill("Are you still there?");
  await staff.goto(consoleUrl);
  await row(staff, LABEL).getByRole("link", { name: LABEL }).click();
  await staff.getByRole("button", { name: consoleWords.invitation.revoke, exact: true }).click();
  await staff.getByRole("button", { name: consoleWords.revoke.confirm, exact: true }).click();
  await staff.getByText(consoleWords.done.revoked, { exact: true }).waitFor();

  // Told at once, and the field goes with it; what was being written is shown, on a page that is loaded again too.
  for (const look of ["live", "loaded again"]) {
    if (look !== "live") await invitee.reload();
    await invitee.getByText(words.problems["revoked"] ?? "").waitFor();
    await invitee.getByText("Are you still there?", { exact: true }).waitFor();
    expect(await composer(invitee).count(), look).toBe(0);
    // The coach may still have had a word to say when the transcript was read.
    expect((await readTranscript(invitee)).map(said), look).toEqual(read.map(said));
  }

  await staff.goto(`${consoleUrl}?state=revoked`);
  await row(staff, LABEL).getByText(consoleWords.state.revoked, { exact: true }).waitFor();
});

test("a sign-in link signs in one browser, once, and looking at it spends nothing", async () => {
  const link = product.lines.console;
  const scanner = await welcomeVisitor(browser);
  await scanner.goto(link);
  await scanner.getByRole("button", { name: consoleWords.signIn.button, exact: true }).waitFor();
  const staff = await welcomeVisitor(browser);
  await signIn(staff, link);

  const other = await welcomeVisitor(browser);
  await other.goto(link);
  await other.getByRole("button", { name: consoleWords.signIn.button, exact: true }).click();
  await other.getByText(consoleWords.signIn.spent).waitFor();
  expect(await other.getByRole("heading", { name: consoleWords.list.title }).count()).toBe(0);
});
