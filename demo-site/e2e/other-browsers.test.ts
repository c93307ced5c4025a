import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PRACTICE_PATH } from "../serve.mjs";
import { launchBrowser } from "./browser.ts";
import { eventually } from "./eventually.ts";
import { hearWidgets, launcher, readTold, tellWidgets } from "./host-page.ts";
import { composer, enterConversation, readTranscript, say, startButton, waitForExchange } from "./invitee.ts";
import { findFirefox, findWebKit } from "./other-browsers.ts";
import { removeProduct, startProduct, type Product } from "./product.ts";
import { makeInvitation, signIn } from "./staff.ts";
import { welcomeVisitor } from "./visitor.ts";
import { words } from "./words.ts";

const FIRST = "You never answer my messages. It has been cold for nine days!";
const SECOND = "I can see that you have a lot on your plate. Which day could somebody come?";

const others = [findFirefox(), findWebKit()];

describe.each(others.filter(({ name, launch }) => launch !== null || name === "Firefox"))("$name", ({ launch }) => {
  let chromium: Browser;
  let browser: Browser;
  let product: Product;
  let staff: Page;
  beforeAll(async () => {
    if (launch === null) return;
    [chromium, browser, product] = await Promise.all([launchBrowser(), launch(), startProduct()]);
    staff = await chromium.newPage();
    await signIn(staff, product.lines.console);
  });
  afterAll(async () => {
    await Promise.all([chromium?.close(), browser?.close()]);
    await removeProduct(product);
  });
  const invite = async (label: string) => await makeInvitation(staff, { label, scenarioSlug: "the-heating-is-off" });

  test.skipIf(launch === null)("the whole journey: talk, reload, step out and come back, end, summary", async () => {
    const page = await welcomeVisitor(browser);
    await enterConversation(page, (await invite("journey")).link);
    await say(page, FIRST);
    await waitForExchange(page, 1);
    await composer(page).fill("A draft");
    const told = await readTranscript(page);
    expect(told).toEqual([{ mine: FIRST, partner: expect.stringMatching(/\w/), note: expect.stringMatching(/\w/) }]);

    await page.goto(new URL(PRACTICE_PATH, page.url()).href);
    await composer(page).waitFor();
    expect(await composer(page).inputValue()).toBe("A draft");
    await eventually(() => readTranscript(page)).toEqual(told);
    await say(page, SECOND);
    await waitForExchange(page, 2);
    await page.getByRole("button", { name: words.bar.stepOut }).click();
    await page.getByRole("button", { name: words.out.back }).click();
    await page.getByRole("button", { name: words.beside.end }).click();
    await page.getByRole("button", { name: words.ending.yes }).click();
    await page.getByRole("heading", { name: words.summary.take }).waitFor();
  });

  test.skipIf(launch === null)("a strict policy with Trusted Types, in a floating panel", async () => {
    const page = await welcomeVisitor(browser);
    await hearWidgets(page.context());
    await page.goto(new URL("/gallery/strict-policy", product.lines.demo).href);
    await launcher(page).waitFor();
    await tellWidgets(page, "start", { invitation: (await invite("strict")).token });
    await startButton(page).click();
    await composer(page).waitFor();
    await say(page, FIRST);
    await waitForExchange(page, 1);
    expect((await readTold(page)).map(({ name }) => name)).toEqual(
      expect.arrayContaining(["ready", "open", "claimed", "start", "message", "quota"]),
    );
  });

  test.skipIf(launch === null)("two tabs show the same, whichever is written in", async () => {
    const first = await welcomeVisitor(browser);
    await enterConversation(first, (await invite("two tabs")).link);
    await say(first, FIRST);
    await waitForExchange(first, 1);
    const second = await first.context().newPage();
    await second.goto(new URL(PRACTICE_PATH, first.url()).href);
    await composer(second).waitFor();
    await say(second, SECOND);
    await Promise.all([first, second].map((page) => waitForExchange(page, 2)));
    const told = await readTranscript(first);
    expect(told.map(({ mine }) => mine)).toEqual([FIRST, SECOND]);
    expect(await readTranscript(second)).toEqual(told);
  });
});
