import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "./browser.ts";
import { enterConversation, say, waitForExchange } from "./invitee.ts";
import { removeProduct, startProduct, type Product } from "./product.ts";
import { makeInvitation, readAsStaff, signIn } from "./staff.ts";
import { welcomeVisitor } from "./visitor.ts";
import { consoleWords, words } from "./words.ts";

let browser: Browser;
let product: Product;

beforeAll(async () => {
  [browser, product] = await Promise.all([launchBrowser(), startProduct()]);
});
afterAll(async () => {
  await browser?.close();
  await removeProduct(product);
});

const text = consoleWords.scenarios;
const NAME = "The heating is off";
const OPENING = "The lamp went out an hour ago. Who is down there?";

test("a changed scenario is tried, published while a session runs, and cloned, by clicks", async () => {
  const staff = await welcomeVisitor(browser);
  await signIn(staff, product.lines.console);
  const { link } = await makeInvitation(staff, { scenarioSlug: "the-heating-is-off", label: "Before" });
  const running = await welcomeVisitor(browser);
  await enterConversation(running, link);
  await say(running, "Good evening. What happened with the engineer?");
  await waitForExchange(running, 1);

  await staff.getByRole("link", { name: consoleWords.nav.scenarios }).first().click();
  await staff.getByRole("link", { name: NAME, exact: true }).click();
  await staff.getByRole("textbox", { name: text.opens.line }).fill(OPENING);
  await staff.getByRole("textbox", { name: text.field["goal"] ?? "" }).fill("Learn who is down there.");
  await staff.getByRole("button", { name: text.save, exact: true }).click();
  await staff.getByText(text.allSaved, { exact: true }).waitFor();

  // As an invitee, in the real widget, on the page that the console frames.
  await staff.getByRole("link", { name: text.tabs.try, exact: true }).click();
  await staff.getByRole("button", { name: text.try.start, exact: true }).click();
  const widget = staff.frameLocator("iframe.trial-frame");
  await widget.getByRole("button", { name: words.preview.start }).click();
  await widget.getByText(OPENING).first().waitFor();
  await widget.locator(".foot form textarea").fill("It is me.");
  await widget.getByRole("button", { name: words.composer.send, exact: true }).click();
  await widget
    .getByRole("region", { name: words.exchange(1), exact: true })
    .locator(".partner .prose")
    .waitFor();
  const { items } = await readAsStaff<{ items: { label: string | null }[] }>(staff, "invitations");
  expect(items.map(({ label }) => label).filter((label) => label?.startsWith("Trial"))).toEqual([]);

  // What differs is told before it is published.
  await staff.getByRole("link", { name: text.tabs.versions, exact: true }).click();
  await staff
    .getByRole("region", { name: text.field["openingLine"] ?? "" })
    .locator("ins")
    .first()
    .waitFor();
  await staff.getByRole("button", { name: text.publish, exact: true }).click();
  await staff.getByRole("button", { name: text.publishConfirm, exact: true }).click();
  await staff.getByText(text.published(2), { exact: true }).waitFor();

  // The session that runs keeps what it began with; the next one has the new words.
  await say(running, "And now?");
  await waitForExchange(running, 2);
  expect(await running.getByText(OPENING).count()).toBe(0);
  const later = await welcomeVisitor(browser);
  const next = await makeInvitation(staff, { scenarioSlug: "the-heating-is-off", label: "After" });
  await enterConversation(later, next.link);
  await later.getByText(OPENING).first().waitFor();

  await staff.getByRole("link", { name: text.clone, exact: true }).click();
  await staff.getByRole("textbox", { name: text.created.name }).fill("The lamp is out");
  await staff.getByRole("button", { name: text.created.submit, exact: true }).click();
  await staff.getByRole("heading", { name: "The lamp is out", level: 1 }).waitFor();
  expect(await staff.getByRole("textbox", { name: text.opens.line }).inputValue()).toBe(OPENING);
});
