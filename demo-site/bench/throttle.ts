import type { Browser, BrowserContext, CDPSession, Page } from "playwright-core";

/** A middling phone: a quarter of this machine's pace. */
export const SLOWDOWN = 4;

/** A visitor of their own, who has been nowhere before. */
export const openVisitor = async (browser: Browser): Promise<BrowserContext> => {
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1280, height: 800 } });
  // what runs in a page was compiled by a tool that names functions by a helper, which pages do not have
  await context.addInitScript("globalThis.__name = (named) => named");
  return context;
};

export const openDevTools = async (page: Page): Promise<CDPSession> => await page.context().newCDPSession(page);

export const slowCpu = async (tools: CDPSession, rate = SLOWDOWN): Promise<void> =>
  void (await tools.send("Emulation.setCPUThrottlingRate", { rate }));

/** A phone's line: 150 ms there and back, 1.6 Mbit/s down. */
export const slowLine = async (tools: CDPSession): Promise<void> => {
  await tools.send("Network.enable");
  await tools.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 150,
    downloadThroughput: (1.6e6 / 8) | 0,
    uploadThroughput: (0.75e6 / 8) | 0,
  });
};

type Watched = { longTasks: { duration: number; startTime: number }[]; frames: number[] };
type Watching = typeof globalThis & { watched: Watched };

/** Keeps a page's tasks over 50 ms from its first script on, and, once `watchFrames` is called, when each frame began. */
export const watchTasks = async (page: Page): Promise<void> =>
  void (await page.addInitScript(() => {
    const watched: Watched = ((globalThis as Watching).watched = { longTasks: [], frames: [] });
    new PerformanceObserver((list) => {
      for (const { duration, startTime } of list.getEntries()) watched.longTasks.push({ duration, startTime });
    }).observe({ type: "longtask", buffered: true });
  }));
export const watchFrames = async (page: Page): Promise<void> =>
  await page.evaluate(() => {
    const { watched } = globalThis as Watching;
    watched.longTasks.length = 0;
    const frame = (now: number): void => {
      watched.frames.push(now);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
export const forgetWatched = async (page: Page): Promise<void> =>
  await page.evaluate(() => {
    const { watched } = globalThis as Watching;
    watched.longTasks.length = watched.frames.length = 0;
  });
export const readWatched = async (page: Page): Promise<Watched> =>
  await page.evaluate(() => (globalThis as Watching).watched);

/** What the main thread was busy with since the page began, in milliseconds. */
export const readBusy = async (tools: CDPSession): Promise<number> => {
  await tools.send("Performance.enable");
  const { metrics } = await tools.send("Performance.getMetrics");
  return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN) * 1_000;
};
