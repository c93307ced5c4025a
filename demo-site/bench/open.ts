import type { Browser, Page } from "playwright-core";
import { composer, enterConversation } from "../e2e/invitee.ts";
import { gate, median, ratio, round, table } from "./figures.ts";
import { openDevTools, openVisitor, slowCpu, slowLine, watchTasks } from "./throttle.ts";

/** The time from the click to a focused field that takes words, as the page itself sees it; `field` is looked for in shadow roots too. */
const timeClick = async (page: Page, button: string, field: string, focused: boolean): Promise<number> => {
  await page.evaluate(
    ([wanted, hasFocus]) => {
      const state = Object.assign(globalThis, { opened: 0 });
      addEventListener(
        "click",
        ({ timeStamp }) => {
          const look = (): void => {
            const roots = [document, ...[...document.querySelectorAll("*")].flatMap((one) => one.shadowRoot ?? [])];
            const there = roots.some((root) => {
              const found = root.querySelector<HTMLElement>(wanted);
              return found?.checkVisibility() && (!hasFocus || root.activeElement === found);
            });
            if (there) requestAnimationFrame(() => (state.opened = performance.now() - timeStamp));
            else requestAnimationFrame(look);
          };
          look();
        },
        { capture: true, once: true },
      );
    },
    [field, focused] as const,
  );
  const box = await page.locator(button).boundingBox();
  if (!box) throw new Error(`${button} is not there`);
  // no time to point at it first: what is fetched then is not given a start
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await page.waitForFunction(() => (globalThis as unknown as { opened: number }).opened > 0, undefined, {
    timeout: 60_000,
  });
  return await page.evaluate(() => (globalThis as unknown as { opened: number }).opened);
};

const OURS = "sidecoach-widget .launch";

type Way = { name: string; open: () => Promise<number> };
const ways = (browser: Browser, host: string, links: () => Promise<string>): Way[] => {
  const ours = (visitedSince: boolean) => async (): Promise<number> => {
    const context = await openVisitor(browser);
    const page = await context.newPage();
    await watchTasks(page);
    await enterConversation(page, await links());
    const tools = await openDevTools(page);
    // a second visit: what the browser has asked the API about once it does not ask again for ten minutes
    await page.goto(`${host}/ours`);
    await page.locator(OURS).click();
    await composer(page).waitFor();
    await page.waitForTimeout(500);
    if (!visitedSince) await tools.send("Network.clearBrowserCache");
    await page.goto(`${host}/ours`);
    await page.locator(OURS).waitFor();
    await page.waitForTimeout(1_500);
    await slowLine(tools);
    await slowCpu(tools);
    const took = await timeClick(page, OURS, ".foot form textarea", true);
    await composer(page).waitFor();
    await context.close();
    return took;
  };
  const n8n = async (): Promise<number> => {
    const context = await openVisitor(browser);
    const page = await context.newPage();
    await page.goto(`${host}/n8n`);
    await page.locator(".chat-window-toggle").waitFor();
    await page.waitForTimeout(1_500);
    const tools = await openDevTools(page);
    await slowLine(tools);
    await slowCpu(tools);
    const took = await timeClick(page, ".chat-window-toggle", ".chat-inputs textarea", false);
    await context.close();
    return took;
  };
  return [
    { name: "Sidecoach, here before with this version", open: ours(true) },
    { name: "Sidecoach, panel not yet fetched", open: ours(false) },
    { name: "n8n chat, all of it fetched with the page, field in view", open: n8n },
  ];
};

/** From a click on the launcher to a focused composer, for somebody who has agreed before. `links`: of a fresh invitation. */
export const benchOpen = async (
  browser: Browser,
  host: string,
  links: () => Promise<string>,
  rounds: number,
): Promise<void> => {
  const all = ways(browser, host, links).map((way) => ({ ...way, took: [] as number[] }));
  for (let index = 0; index < rounds; index++)
    for (const offset of all.keys()) {
      const way = all[(offset + index) % all.length];
      way?.took.push(await way.open());
    }
  const ours = median(all[0]?.took ?? []);
  console.log(
    `\n## Click to composer, 150 ms there and back, 1.6 Mbit/s, a quarter of the pace (median of ${rounds})\n`,
  );
  console.log(
    table(
      ["", "ms", "slowest, ms", "against ours"],
      all.map(({ name, took }) => [name, round(median(took)), round(Math.max(...took)), ratio(median(took), ours)]),
    ),
  );
  console.log("");
  gate("click to focused composer at most 400 ms", ours <= 400, `${round(ours)} ms`);
};
