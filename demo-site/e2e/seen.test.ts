// What counts as seen by the one who practises: research reads it. A note under the private panel was not.
import type { Browser } from "playwright-core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { launchBrowser } from "./browser.ts";
import { coachNote, enterConversation, questions, say, waitForExchange } from "./invitee.ts";
import { removeProduct, startProduct, type Product } from "./product.ts";
import { makeInvitation, readAsStaff, signIn } from "./staff.ts";
import { welcomeVisitor } from "./visitor.ts";
import { words } from "./words.ts";

let browser: Browser;
let product: Product;
beforeEach(async () => {
  [browser, product] = await Promise.all([launchBrowser(), startProduct()]);
});
afterEach(async () => {
  await browser?.close();
  await removeProduct(product);
});

type Comment = { role: string; seenAt: string | null; deliveredAt: string | null };

test("a note under the open panel was delivered and not seen; it is once the panel is closed", async () => {
  const staff = await welcomeVisitor(browser);
  await signIn(staff, product.lines.console);
  const { link, id } = await makeInvitation(staff, { scenarioSlug: "the-heating-is-off" });
  const page = await welcomeVisitor(browser);
  await page.setViewportSize({ width: 1440, height: 900 });
  await enterConversation(page, link);
  const { items } = await readAsStaff<{ items: { id: number }[] }>(staff, `sessions?invitationId=${id}`);
  const comments = async (): Promise<Comment[]> =>
    (await readAsStaff<{ messages: Comment[] }>(staff, `sessions/${items[0]?.id}`)).messages.filter(
      ({ role }) => role === "coach",
    );

  await page.getByRole("button", { name: words.beside.ask.button }).click();
  await questions(page).waitFor();
  await say(page, "Good evening. The heating is off.");
  await waitForExchange(page, 1);
  await coachNote(page, 1).waitFor();
  await page.waitForTimeout(3_000);
  expect((await comments()).map(({ seenAt, deliveredAt }) => [seenAt, deliveredAt !== null])).toEqual([[null, true]]);

  await questions(page).getByRole("button", { name: words.beside.ask.close }).click();
  await expect
    .poll(async () => (await comments()).map(({ seenAt }) => seenAt !== null), { timeout: 15_000 })
    .toEqual([true]);
});
