import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { firefox, webkit, type Browser } from "playwright-core";

type Other = {
  name: string;
  /** null where it is not installed, which is said */
  launch: (() => Promise<Browser>) | null;
};

const isThere = (program: string): boolean => spawnSync(program, ["--version"]).status === 0;
const firefoxPath = (): string | undefined => {
  const named = process.env["FIREFOX_PATH"];
  return named ? named : ["firefox-esr", "firefox"].find(isThere);
};
/** An absolute path, which is what a browser is started by. */
const whereIs = (program: string): string =>
  spawnSync("which", [program], { encoding: "utf8" }).stdout.trim() || program;

type Socket = { send: (data: string, ...rest: unknown[]) => void; emit: (name: string, ...rest: unknown[]) => void };
const UNKNOWN = '"method":"emulation.setMediaFeaturesOverride"';
let forgiving = false;
/**
 * Playwright tells each context of a BiDi browser what colours it prefers, by a command that the Firefox of long-term releases does
 * not have yet, and takes the refusal for a failure: https://github.com/microsoft/playwright/pull/38038. It is answered here, on the
 * way; what these tests are about has no part in it.
 */
const forgiveColours = (): void => {
  if (forgiving) return;
  forgiving = true;
  const { ws } = createRequire(import.meta.url)("playwright-core/lib/utilsBundle") as { ws: { prototype: Socket } };
  const send = ws.prototype.send;
  ws.prototype.send = function (this: Socket, data, ...rest) {
    if (!data.includes(UNKNOWN)) return send.call(this, data, ...rest);
    const { id } = JSON.parse(data) as { id: number };
    const answer = Buffer.from(JSON.stringify({ type: "success", id, result: {} }));
    setImmediate(() => this.emit("message", answer, false));
  };
};

/** The system's own Firefox, driven by WebDriver BiDi. */
export const findFirefox = (): Other => {
  const program = firefoxPath();
  if (program === undefined) {
    console.log("SKIPPED: Firefox not found");
    return { name: "Firefox", launch: null };
  }
  return {
    name: "Firefox",
    launch: async () => {
      forgiveColours();
      return await firefox.launch({ channel: "moz-firefox", executablePath: whereIs(program), headless: true });
    },
  };
};

/**
 * Playwright's own WebKit, with WEBKIT=1, where it was installed by hand (docs/embedding.md, "Browsers"); where not, it is said.
 * Nothing is said without: the system's own is another one (webkit-gtk.ts).
 */
export const findWebKit = (): Other => {
  const isWanted = process.env["WEBKIT"] === "1";
  const isInstalled = isWanted && existsSync(webkit.executablePath());
  if (isWanted && !isInstalled)
    console.log(
      "SKIPPED: Playwright's WebKit is not installed (in demo-site: npx playwright-core install --with-deps webkit)",
    );
  return { name: "WebKit", launch: isInstalled ? async () => await webkit.launch({ headless: true }) : null };
};
