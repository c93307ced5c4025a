import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

/** The system's own WebKit: Debian's `webkit2gtk-driver` brings both, `xvfb` a screen where there is none. */
export type WebKitGtk = { driver: string; browser: string };

const isThere = (program: string): boolean => spawnSync("which", [program]).status === 0;
const findMiniBrowser = (): string | undefined =>
  ["/usr/lib", "/usr/libexec", "/usr/lib64"]
    .flatMap((folder) => [folder, ...["x86_64", "aarch64"].map((arch) => join(folder, `${arch}-linux-gnu`))])
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.startsWith("webkit2gtk") || name.startsWith("webkitgtk"))
        .map((name) => join(folder, name, "MiniBrowser")),
    )
    .find((path) => existsSync(path));

/** What of it is missing, by name; or where it is. */
export const findWebKitGtk = (): WebKitGtk | string => {
  const browser = findMiniBrowser();
  if (!isThere("WebKitWebDriver") || browser === undefined) return "webkit2gtk-driver";
  if (!process.env["DISPLAY"] && !isThere("Xvfb")) return "xvfb";
  return { driver: "WebKitWebDriver", browser };
};

/** A screen of its own, where there is none. Resolves with its name once it takes visitors. */
const openScreen = async (): Promise<{ name: string; screen: ChildProcess | null }> => {
  const given = process.env["DISPLAY"];
  if (given) return { name: given, screen: null };
  const screen = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1280x1000x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const number = await new Promise<string>((resolve, reject) => {
    screen.stdio[3]?.once("data", (told: Buffer) => resolve(told.toString("utf8").trim()));
    screen.once("exit", () => reject(new Error("there is no screen")));
  });
  return { name: `:${number}`, screen };
};

export type WebKitPage = {
  open: (url: string) => Promise<void>;
  /** `body` of a function; its arguments are JSON, and so is what it returns */
  read: <T>(body: string, ...given: unknown[]) => Promise<T>;
  click: (point: { x: number; y: number }) => Promise<void>;
  /** keys, one after the other, into what has the focus */
  press: (keys: string) => Promise<void>;
  close: () => Promise<void>;
};
/** https://www.w3.org/TR/webdriver2/#keyboard-actions */
export const ENTER = "\uE007";

/** Opens a window of it, driven by WebDriver at that port. */
export const openWebKitGtk = async ({ driver, browser }: WebKitGtk, port: number): Promise<WebKitPage> => {
  const { name, screen } = await openScreen();
  const server = spawn(driver, [`--port=${port}`, "--host=127.0.0.1"], {
    env: { ...process.env, DISPLAY: name, GDK_BACKEND: "x11" },
    stdio: "ignore",
  });
  const ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const asked = { method, ...(body ? { body: JSON.stringify(body) } : {}) };
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, asked);
    const { value } = (await answer.json()) as { value: T };
    if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(value)}`);
    return value;
  };
  const begin = async (tries = 50): Promise<string> => {
    const options = { binary: browser, args: ["--automation"] };
    const wanted = { capabilities: { alwaysMatch: { "webkitgtk:browserOptions": options } } };
    try {
      return (await ask<{ sessionId: string }>("POST", "/session", wanted)).sessionId;
    } catch (error) {
      // it listens a moment after it was started
      if (tries === 0 || !(error instanceof TypeError)) throw error;
      await setTimeout(200);
      return await begin(tries - 1);
    }
  };
  const end = (): void => {
    server.kill();
    screen?.kill();
  };
  const session = await begin().catch((error: unknown) => {
    end();
    throw error;
  });
  const at = `/session/${session}`;
  const act = async (actions: object): Promise<void> =>
    void (await ask("POST", `${at}/actions`, { actions: [actions] }));
  return {
    open: async (url) => void (await ask("POST", `${at}/url`, { url })),
    read: async (body, ...given) => await ask("POST", `${at}/execute/sync`, { script: body, args: given }),
    click: async ({ x, y }) =>
      await act({
        type: "pointer",
        id: "mouse",
        actions: [
          { type: "pointerMove", duration: 0, x: Math.round(x), y: Math.round(y) },
          { type: "pointerDown", button: 0 },
          { type: "pointerUp", button: 0 },
        ],
      }),
    press: async (keys) =>
      await act({
        type: "key",
        id: "keys",
        actions: Array.from(keys).flatMap((value) => [
          { type: "keyDown", value },
          { type: "keyUp", value },
        ]),
      }),
    close: async () => {
      await ask("DELETE", at).catch(() => {});
      end();
    },
  };
};
