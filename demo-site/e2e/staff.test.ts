import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { text } from "../../backend/admin/src/text/en.ts";
import { en } from "../../widget/src/text/en.ts";
import { launchBrowser } from "./browser.ts";
import { composer, enterConversation, readTranscript, say, waitForExchange } from "./invitee.ts";
import { removeProduct, startProduct, type Product } from "./product.ts";
import { createInvitation, row, signIn } from "./staff.ts";
import { welcomeVisitor } from "./visitor.ts";

let browser: Browser;
let product: Product;

beforeAll(async () => {
  [browser, product] = await Promise.all([launchBrowser(), startProduct()]);
});
afterAll(async () => {
  await browser?.close();
  await removeProduct(product);
});

const LABEL = "Ros, Thursday";
const FIRST = "You never listen to me.";
const SECOND = "I am sorry, that was harsh. What would help you now?";

test("staff invite somebody, read both lanes of the session, and revoke", async () => {
  const staff = await welcomeVisitor(browser);
  await staff.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(staff, product.lines.console);

  const link = await createInvitation(staff, LABEL);
  await staff.getByRole("button", { name: text.link.copy, exact: true }).click();
  await staff.getByRole("button", { name: text.link.copied, exact: true }).waitFor();
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
  await row(staff, LABEL).getByText(text.state.active, { exact: true }).waitFor();
  await row(staff, LABEL).getByRole("link", { name: LABEL }).click();
  await staff.getByRole("main").locator('a[href*="/admin/sessions/"]').first().click();
  await staff.getByRole("heading", { name: text.session.transcript }).waitFor();
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

  await staff.goto(consoleUrl);
  await row(staff, LABEL).getByRole("link", { name: LABEL }).click();
  await staff.getByRole("button", { name: text.invitation.revoke, exact: true }).click();
  await staff.getByRole("button", { name: text.revoke.confirm, exact: true }).click();
  await staff.getByText(text.done.revoked, { exact: true }).waitFor();

  await say(invitee, "Are you still there?");
  await invitee.getByText(en.problems["revoked"] ?? "").waitFor();
  // refused before anything was stored: the words are the invitee's to keep
  await expect.poll(() => composer(invitee).inputValue()).toBe("Are you still there?");
  expect(await readTranscript(invitee)).toEqual(read);

  await staff.goto(`${consoleUrl}?state=revoked`);
  await row(staff, LABEL).getByText(text.state.revoked, { exact: true }).waitFor();
});

test("a sign-in link is spent by its click and by nothing else", async () => {
  const other = await welcomeVisitor(browser);
  await other.goto(product.lines.console);
  await other.getByRole("button", { name: text.signIn.button, exact: true }).click();
  await other.getByText(text.signIn.spent).waitFor();
});
