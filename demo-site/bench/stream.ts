import type { Browser, Page } from "playwright-core";
import { launcher } from "../e2e/host-page.ts";
import { composer, enterConversation } from "../e2e/invitee.ts";
import { words } from "../e2e/words.ts";
import { gate, median, ratio, round, table } from "./figures.ts";
import { MESSAGES } from "./host.ts";
import {
  forgetWatched,
  openDevTools,
  openVisitor,
  readBusy,
  readWatched,
  slowCpu,
  watchFrames,
  watchTasks,
} from "./throttle.ts";
import { TOKENS, TOKENS_A_SECOND, type Upstream } from "./upstream.ts";

/** Two frames of a screen of 60: who looks sees it. */
const SLOW_MS = 1_000 / 30;
const STREAM_MS = (TOKENS / TOKENS_A_SECOND) * 1_000;
/** Between two things that a person does; by then what the last one began is there. */
const ACT_MS = 300;

type Stream = {
  /** the longest task of what a person does to begin it */
  actMs: number;
  longTasks: number;
  longestMs: number;
  slowFrames: number;
  frames: number;
  busyMs: number;
};

/**
 * Throttles, has `begin` start the streams, and reads what the page went through from then on until `ended`. Meanwhile nothing
 * looks for anything in the page: to ask a thousand messages for their roles takes a second at this pace.
 */
const watch = async (page: Page, begin: () => Promise<void>, ended: () => Promise<boolean>): Promise<Stream> => {
  const tools = await openDevTools(page);
  await slowCpu(tools);
  await page.waitForTimeout(1_000);
  const before = await readBusy(tools);
  await watchFrames(page);
  await begin();
  const acts = await readWatched(page);
  const actMs = Math.max(0, ...acts.longTasks.map(({ duration }) => duration));
  await forgetWatched(page);
  const limit = performance.now() + 6 * STREAM_MS;
  while (!(await ended()) && performance.now() < limit) await page.waitForTimeout(250);
  const busyMs = (await readBusy(tools)) - before;
  const { longTasks, frames } = await readWatched(page);
  const gaps = frames.slice(1).map((now, index) => now - (frames[index] ?? now));
  await page.context().close();
  return {
    actMs,
    longTasks: longTasks.length,
    longestMs: Math.max(0, ...longTasks.map(({ duration }) => duration)),
    // half a frame more: clocks are not that exact
    slowFrames: gaps.filter((gap) => gap > SLOW_MS + 8).length / Math.max(1, gaps.length),
    frames: gaps.length,
    busyMs,
  };
};

const openPage = async (browser: Browser): Promise<Page> => {
  const context = await openVisitor(browser);
  const page = await context.newPage();
  await watchTasks(page);
  return page;
};

const QUESTION = "Which day could somebody come?";

type LongTalk = { link: string; lengthen: () => Promise<void> };
const ours = async (browser: Browser, upstream: Upstream, talk: LongTalk): Promise<Stream> => {
  const page = await openPage(browser);
  await enterConversation(page, talk.link);
  await talk.lengthen();
  await page.reload();
  await launcher(page).click();
  await composer(page).waitFor();
  await page.waitForFunction(
    (count) =>
      (document.querySelector("sidecoach-widget")?.shadowRoot?.querySelectorAll(".exchange").length ?? 0) >= count,
    MESSAGES / 2,
  );
  const before = upstream.ended();
  const ask = await page.getByRole("button", { name: words.beside.ask.button }).boundingBox();
  if (!ask) throw new Error("the coach cannot be asked");
  await composer(page).focus();
  const write = async (text: string): Promise<void> => {
    await page.keyboard.insertText(text);
    await page.keyboard.press("Enter");
    await page.waitForTimeout(ACT_MS);
  };
  return await watch(
    page,
    async () => {
      await write(QUESTION);
      await page.mouse.click(ask.x + ask.width / 2, ask.y + ask.height / 2);
      await page.waitForTimeout(ACT_MS);
      await write("What could I say to that?");
    },
    async () => upstream.ended() >= before + 2,
  );
};
const deepChat = async (browser: Browser, host: string): Promise<Stream> => {
  const page = await openPage(browser);
  await page.goto(`${host}/deep-chat-long`);
  await page.waitForTimeout(4_000);
  return await watch(
    page,
    async () => await page.evaluate(() => (globalThis as unknown as { say: () => void }).say()),
    async () => await page.evaluate(() => (globalThis as unknown as { ended: number }).ended >= 2),
  );
};
const n8n = async (browser: Browser, host: string): Promise<Stream> => {
  const page = await openPage(browser);
  await page.goto(`${host}/n8n-long`);
  await page.locator(".chat-window-toggle").click();
  await page
    .locator(".chat-message")
    .nth(MESSAGES - 1)
    .waitFor();
  const field = page.locator(".chat-inputs textarea");
  const began = { at: 0 };
  return await watch(
    page,
    async () => {
      await field.fill(QUESTION);
      await field.press("Enter");
      began.at = performance.now();
    },
    async () => performance.now() - began.at > STREAM_MS + 1_000,
  );
};

/** Streams into a long conversation. `talks`: a fresh invitation, and what makes its session long. */
export const benchStream = async (
  browser: Browser,
  host: string,
  upstream: Upstream,
  talks: () => Promise<LongTalk>,
  rounds: number,
): Promise<void> => {
  const all = [
    { name: "Sidecoach, two streams", run: async () => await ours(browser, upstream, await talks()) },
    { name: "deep-chat, two of them, a stream each", run: async () => await deepChat(browser, host) },
    { name: "n8n chat, one stream", run: async () => await n8n(browser, host) },
  ].map((contender) => ({ ...contender, found: [] as Stream[] }));
  for (let index = 0; index < rounds; index++)
    for (const offset of all.keys()) {
      const contender = all[(offset + index) % all.length];
      contender?.found.push(await contender.run());
    }
  const middle = (found: readonly Stream[], key: keyof Stream): number => median(found.map((one) => one[key]));
  const mine = all[0]?.found ?? [];
  console.log(
    `\n## ${TOKENS} tokens at ${TOKENS_A_SECOND} a second into ${MESSAGES} messages, a quarter of the pace (median of ${rounds})\n`,
  );
  console.log(
    table(
      [
        "",
        "to begin it, ms",
        "tasks over 50 ms",
        "longest, ms",
        "slow frames",
        "frames",
        "main thread, ms",
        "against ours",
      ],
      all.map(({ name, found }) => [
        name,
        round(middle(found, "actMs")),
        round(middle(found, "longTasks")),
        round(middle(found, "longestMs")),
        `${round(middle(found, "slowFrames") * 100, 1)} %`,
        round(middle(found, "frames")),
        round(middle(found, "busyMs")),
        ratio(middle(found, "busyMs"), middle(mine, "busyMs")),
      ]),
    ),
  );
  console.log("");
  gate("no task over 50 ms", middle(mine, "longTasks") === 0, round(middle(mine, "longTasks")));
  gate(
    "slow frames under 0.5 %",
    middle(mine, "slowFrames") < 0.005,
    `${round(middle(mine, "slowFrames") * 100, 1)} %`,
  );
};
