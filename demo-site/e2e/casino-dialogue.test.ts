import { readFile } from "node:fs/promises";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "./browser.ts";
import { composer, enterConversation, readTranscript, say, waitForExchange } from "./invitee.ts";
import { removeProduct, startProduct, type Product } from "./product.ts";
import { makeInvitation, signIn } from "./staff.ts";
import { welcomeVisitor } from "./visitor.ts";
import { eventually } from "./eventually.ts";

type Dialogue = { id: string; turns: { speaker: string; text: string }[] };

let browser: Browser;
let product: Product;

beforeAll(async () => {
  [browser, product] = await Promise.all([launchBrowser(), startProduct()]);
});
afterAll(async () => {
  await browser?.close();
  await removeProduct(product);
});

const readDialogue = async (): Promise<string[]> => {
  const file = new URL("../../backend/tests/data/casino-dialogues.jsonl", import.meta.url);
  const first = (await readFile(file, "utf8")).split("\n")[0] ?? "";
  const { turns } = JSON.parse(first) as Dialogue;
  return turns.filter(({ speaker }) => speaker === turns[0]?.speaker).map(({ text }) => text.trim());
};

test("one side of a real negotiation, typed: each message once, in order, with both lanes", async () => {
  const messages = await readDialogue();
  expect(messages.length).toBeGreaterThan(3);
  const staff = await welcomeVisitor(browser);
  await signIn(staff, product.lines.console);
  const { link } = await makeInvitation(staff, { label: "Camp site", quota: { tokens: 1_000_000, label: "Long" } });

  const page = await welcomeVisitor(browser);
  await enterConversation(page, link);
  for (const [index, message] of messages.entries()) {
    await say(page, message);
    await waitForExchange(page, index + 1);
    await eventually(() => composer(page).inputValue()).toBe("");
  }
  const typed = await readTranscript(page);
  expect(typed.map(({ mine }) => mine)).toEqual(messages);
  expect(typed.filter(({ partner }) => partner === "")).toEqual([]);

  await page.reload();
  await composer(page).waitFor();
  await eventually(() => readTranscript(page)).toEqual(typed);
});
