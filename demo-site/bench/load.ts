import type { Browser } from "playwright-core";
import { gate, median, ratio, round, table } from "./figures.ts";
import { openDevTools, openVisitor, readWatched, slowCpu, watchTasks } from "./throttle.ts";

/** `shown`: what a visitor first sees of it; behind a `>` in its shadow root. */
const CONTENDERS = [
  { name: "empty page", path: "/empty", shown: "h1" },
  { name: "Sidecoach", path: "/ours", shown: "sidecoach-widget>.launch" },
  { name: "deep-chat", path: "/deep-chat", shown: "deep-chat>#text-input" },
  { name: "Typebot", path: "/typebot", shown: "typebot-bubble>button" },
  { name: "n8n chat", path: "/n8n", shown: ".chat-window-toggle" },
] as const;
type Contender = (typeof CONTENDERS)[number];
type Load = { shownMs: number; blockedMs: number; bytes: number; requests: number };

const QUIET_MS = 2_000;

const loadOnce = async (browser: Browser, host: string, { path, shown }: Contender): Promise<Load> => {
  const context = await openVisitor(browser);
  const page = await context.newPage();
  const tools = await openDevTools(page);
  let [bytes, requests] = [0, 0];
  await tools.send("Network.enable");
  tools.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
    requests += 1;
  });
  await slowCpu(tools);
  await watchTasks(page);
  await page.addInitScript((where) => {
    const [outer = "", inner] = where.split(">");
    const look = (): void => {
      const found = document.querySelector(outer);
      const part = inner ? found?.shadowRoot?.querySelector(inner) : found;
      if (part && part.getBoundingClientRect().width > 0)
        // the next frame has it on the screen
        requestAnimationFrame(() => Object.assign(globalThis, { shownAt: performance.now() }));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, shown);
  await page.goto(host + path);
  await page.waitForFunction(() => "shownAt" in globalThis, undefined, { timeout: 30_000 });
  await page.waitForTimeout(QUIET_MS);
  const shownMs = await page.evaluate(() => (globalThis as unknown as { shownAt: number }).shownAt);
  const { longTasks } = await readWatched(page);
  await context.close();
  return { shownMs, bytes, requests, blockedMs: longTasks.reduce((sum, { duration }) => sum + duration - 50, 0) };
};

/** What a page pays that has the widget, and nobody uses it. Every round has all of them, each time in another order. */
export const benchLoad = async (browser: Browser, host: string, rounds: number): Promise<void> => {
  const found = new Map<string, Load[]>(CONTENDERS.map(({ name }) => [name, []]));
  for (let index = 0; index < rounds; index++)
    for (const offset of CONTENDERS.keys()) {
      const contender = CONTENDERS[(offset + index) % CONTENDERS.length] as Contender;
      found.get(contender.name)?.push(await loadOnce(browser, host, contender));
    }
  const middle = (name: string, key: keyof Load): number => median((found.get(name) ?? []).map((load) => load[key]));
  const [empty, ours] = ["empty page", "Sidecoach"] as const;
  console.log(`\n## What a page pays that nobody uses it on (median of ${rounds})\n`);
  console.log(
    table(
      ["", "visible, ms", "after an empty page, ms", "blocking, ms", "kB on the wire", "requests", "kB against ours"],
      CONTENDERS.map(({ name }) => [
        name,
        round(middle(name, "shownMs")),
        round(middle(name, "shownMs") - middle(empty, "shownMs")),
        round(middle(name, "blockedMs")),
        round(middle(name, "bytes") / 1_000, 1),
        round(middle(name, "requests")),
        ratio(middle(name, "bytes") - middle(empty, "bytes"), middle(ours, "bytes") - middle(empty, "bytes")),
      ]),
    ),
  );
  console.log("");
  const added = middle(ours, "blockedMs") - middle(empty, "blockedMs");
  const later = middle(ours, "shownMs") - middle(empty, "shownMs");
  gate("blocking time added to the host page: 0 ms", added <= 0, `${round(added)} ms`);
  gate("launcher visible at most 50 ms after an empty page", later <= 50, `${round(later)} ms`);
};
