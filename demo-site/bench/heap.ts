import type { Browser, CDPSession } from "playwright-core";
import { launcher } from "../e2e/host-page.ts";
import { composer, enterConversation, say, sendButton } from "../e2e/invitee.ts";
import { gate, round, table } from "./figures.ts";
import { openDevTools, openVisitor } from "./throttle.ts";

const readHeap = async (tools: CDPSession): Promise<number> => {
  // what a first collection sets free may hold more
  for (let index = 0; index < 2; index++) await tools.send("HeapProfiler.collectGarbage");
  return (await tools.send("Runtime.getHeapUsage")).usedSize / 1_000_000;
};

type LongTalk = { link: string; lengthen: () => Promise<void> };
/** An open conversation of 1,000 messages, with an exchange a minute; the heap after collection, each minute. */
export const benchHeap = async (browser: Browser, talk: LongTalk, minutes: number): Promise<void> => {
  const context = await openVisitor(browser);
  const page = await context.newPage();
  await enterConversation(page, talk.link);
  await talk.lengthen();
  await page.reload();
  await launcher(page).click();
  await composer(page).waitFor();
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
  await context.close();
  const [first = Number.NaN, last = Number.NaN] = [found[0], found.at(-1)];
  const growth = (last / first - 1) * 100;
  console.log(`\n## Heap over ${minutes} minutes, an exchange in each, 1,000 messages there\n`);
  console.log(
    table(
      ["first, MB", "highest, MB", "last, MB", "growth"],
      [[round(first, 2), round(Math.max(...found), 2), round(last, 2), `${round(growth, 1)} %`]],
    ),
  );
  console.log("");
  gate("heap within 10 %", growth <= 10, `${round(growth, 1)} %`);
};
