import type { Browser, Page } from "playwright-core";
import { composer, enterConversation } from "../e2e/invitee.ts";
import { gate, median, ratio, round, table } from "./figures.ts";
import { openDevTools, openVisitor, slowCpu, slowLine, watchTasks } from "./throttle.ts";

/** Both in milliseconds since the click. `writeMs`: the field takes words. `readMs`: what was said before is there. */
type Opened = { writeMs: number; readMs: number };
type Marks = { button: string; field: string; said: string; focused: boolean };

/** As the page itself sees it; what is looked for may be in shadow roots. `focused`: the field has to have the focus, too. */
const timeClick = async (page: Page, { button, ...marks }: Marks): Promise<Opened> => {
  await page.evaluate(({ field, said, focused }) => {
    const opened: Partial<Opened> = {};
    Object.assign(globalThis, { opened });
    const find = (wanted: string, hasFocus: boolean): boolean =>
      [document, ...[...document.querySelectorAll("*")].flatMap((one) => one.shadowRoot ?? [])].some((root) => {
        const found = root.querySelector<HTMLElement>(wanted);
        return found?.checkVisibility() && (!hasFocus || root.activeElement === found);
      });
    const time = (key: keyof Opened, from: number, isThere: () => boolean): void => {
      const look = (): void => {
        // the next frame has it on the screen
        if (isThere()) requestAnimationFrame(() => (opened[key] = performance.now() - from));
        else requestAnimationFrame(look);
      };
      look();
    };
    addEventListener(
      "click",
      ({ timeStamp }) => {
        time("writeMs", timeStamp, () => find(field, focused));
        time("readMs", timeStamp, () => find(said, false));
      },
      { capture: true, once: true },
    );
  }, marks);
  const box = await page.locator(button).boundingBox();
  if (!box) throw new Error(`${button} is not there`);
  // no time to point at it first: what is fetched then is not given a start
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  const { opened } = await page
    .waitForFunction(
      () => {
        const { opened: times } = globalThis as unknown as { opened: Partial<Opened> };
        return times.writeMs && times.readMs ? { opened: times as Opened } : null;
      },
      undefined,
      { timeout: 60_000 },
    )
    .then(async (handle) => (await handle.jsonValue()) as { opened: Opened });
  return opened;
};

const OURS = "sidecoach-widget .launch";

type Way = { name: string; open: () => Promise<Opened> };
const ways = (browser: Browser, host: string, links: () => Promise<string>): Way[] => {
  const ours = (visitedSince: boolean) => async (): Promise<Opened> => {
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
    const took = await timeClick(page, {
      button: OURS,
      field: ".foot form textarea",
      said: ".scene",
      focused: true,
    });
    await context.close();
    return took;
  };
  const n8n = async (): Promise<Opened> => {
    const context = await openVisitor(browser);
    const page = await context.newPage();
    await page.goto(`${host}/n8n`);
    await page.locator(".chat-window-toggle").waitFor();
    await page.waitForTimeout(1_500);
    const tools = await openDevTools(page);
    await slowLine(tools);
    await slowCpu(tools);
    const took = await timeClick(page, {
      button: ".chat-window-toggle",
      field: ".chat-inputs textarea",
      said: ".chat-messages-list",
      focused: false,
    });
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
  const all = ways(browser, host, links).map((way) => ({ ...way, took: [] as Opened[] }));
  for (let index = 0; index < rounds; index++)
    for (const offset of all.keys()) {
      const way = all[(offset + index) % all.length];
      way?.took.push(await way.open());
    }
  const writing = (took: readonly Opened[]): number[] => took.map(({ writeMs }) => writeMs);
  const ours = median(writing(all[0]?.took ?? []));
  console.log(
    `\n## Click to composer, 150 ms there and back, 1.6 Mbit/s, a quarter of the pace (median of ${rounds})\n`,
  );
  console.log(
    table(
      ["", "write, ms", "slowest, ms", "against ours", "read, ms"],
      all.map(({ name, took }) => [
        name,
        round(median(writing(took))),
        round(Math.max(...writing(took))),
        ratio(median(writing(took)), ours),
        round(median(took.map(({ readMs }) => readMs))),
      ]),
    ),
  );
  console.log("");
  gate("click to focused composer at most 400 ms", ours <= 400, `${round(ours)} ms`);
};
