import bundled from "@sparticuz/chromium";
import { chromium, type Browser } from "playwright-core";

/**
 * The flags that a Chromium without a display, a GPU or a user of its own needs, and none that change what pages may
 * do: the bundled package's own list turns off CORS and mixed-content checks, which these tests are about.
 */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--no-first-run",
  "--disable-component-update",
  "--disable-sync",
];

/** A real Chromium: the one at CHROMIUM_PATH, else the one that comes as a package. */
export const launchBrowser = async (): Promise<Browser> =>
  await chromium.launch({
    executablePath: process.env["CHROMIUM_PATH"] || (await bundled.executablePath()),
    args: FLAGS,
    headless: true,
  });
