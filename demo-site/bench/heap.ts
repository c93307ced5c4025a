import type { Browser, BrowserContext, CDPSession, Page } from "playwright-core";
import { launcher } from "../e2e/host-page.ts";
import { composer, enterConversation, say, sendButton } from "../e2e/invitee.ts";
import { gate, round, table } from "./figures.ts";
import { MESSAGES } from "./host.ts";
import { openDevTools, openVisitor } from "./throttle.ts";

const readHeap = async (tools: CDPSession): Promise<number> => {
  // what a first collection sets free may hold more
  for (let index = 0; index < 2; index++) await tools.send("HeapProfiler.collectGarbage");
  return (await tools.send("Runtime.getHeapUsage")).usedSize / 1_000_000;
};

/** Opens the conversation as it stands, and waits until all of it is drawn. */
const openWhole = async (context: BrowserContext, link: string, exchanges: number): Promise<Page> => {
  const page = await context.newPage();
  await page.goto(link);
  await launcher(page).click();
  await composer(page).waitFor();
  await page.waitForFunction(
    (count) =>
      (document.querySelector("sidecoach-widget")?.shadowRoot?.querySelectorAll(".exchange").length ?? 0) >= count,
    exchanges,
  );
  return page;
};

type LongTalk = { link: string; lengthen: () => Promise<void> };
/**
 * An open conversation of 1,000 messages, with an exchange a minute; the heap after collection, each minute. What was said stays on the
 * page, so the heap grows with it; held against it is the same conversation just opened, with as much in it.
 */
export const benchHeap = async (browser: Browser, talk: LongTalk, minutes: number): Promise<void> => {
  const context = await openVisitor(browser);
  const entered = await context.newPage();
  await enterConversation(entered, talk.link);
  await talk.lengthen();
  await entered.close();
  const page = await openWhole(context, talk.link, MESSAGES / 2);
  const tools = await openDevTools(page);
  await tools.send("HeapProfiler.enable");
  const found: number[] = [];
  for (let minute = 0; minute <= minutes; minute++) {
    const began = performance.now();
    await say(page, `Minute ${minute}. Which day could somebody come?`);
    await sendButton(page).waitFor({ timeout: 60_000 });
    // the coach speaks after the partner
    await page.waitForTimeout(Math.max(0, 60_000 - (performance.now() - began)));
    found.push(await readHeap(tools));
  }
  await page.close();
  const again = await openWhole(context, talk.link, MESSAGES / 2 + minutes + 1);
  const fresh = await openDevTools(again);
  await fresh.send("HeapProfiler.enable");
  await again.waitForTimeout(5_000);
  const opened = await readHeap(fresh);
  await context.close();
  const [first = Number.NaN, last = Number.NaN] = [found[0], found.at(-1)];
  const growth = (last / opened - 1) * 100;
  console.log(`\n## Heap over ${minutes} minutes, an exchange in each, 1,000 messages there\n`);
  console.log(
    table(
      ["first, MB", "highest, MB", "last, MB", "just opened with as much in it, MB", "more than that"],
      [[round(first, 2), round(Math.max(...found), 2), round(last, 2), round(opened, 2), `${round(growth, 1)} %`]],
    ),
  );
  console.log(`\nEach minute, MB: ${found.map((heap) => round(heap, 2)).join(" ")}\n`);
  gate("heap within 10 % of the same conversation just opened", growth <= 10, `${round(growth, 1)} %`);
};
