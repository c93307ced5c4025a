import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
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

/**
 * Unpacks the browser that comes as a package. It goes below TMPDIR under a fixed name, so each user of a machine gets a
 * folder of their own: what another has unpacked cannot be run. A process of its own does it, since TMPDIR is this whole
 * process's and others make folders in it meanwhile.
 */
const unpackBrowser = async (): Promise<string> => {
  const own = join(tmpdir(), `sidecoach-browser-${process.getuid?.() ?? "user"}`);
  mkdirSync(own, { recursive: true, mode: 0o700 });
  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, "unpack-browser.mjs")], {
    env: { ...process.env, TMPDIR: own },
  });
  return stdout.trim();
};

/** A microphone that beeps once a second, and a person who allows it. */
export const FAKE_MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];

/** A real Chromium: the one at CHROMIUM_PATH, else the one that comes as a package. */
export const launchBrowser = async (more: readonly string[] = []): Promise<Browser> =>
  await chromium.launch({
    executablePath: process.env["CHROMIUM_PATH"] || (await unpackBrowser()),
    args: [...FLAGS, ...more],
    headless: true,
  });
