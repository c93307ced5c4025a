import { startSimulator } from "../../backend/src/model/simulator/start-simulator.ts";
import { launchBrowser } from "./browser.ts";
import { openCamera } from "./camera.ts";
import { consolePages, firstPages, type ConsolePage } from "./console-pages.ts";
import { fillConsole, type ConsoleWorld } from "./console-world.ts";
import { removeProduct, startProduct } from "./product.ts";
import { signIn } from "./staff.ts";
import { openWindows, visit, type Meeting } from "./visit-console.ts";

const WIDTHS = [360, 768, 1440];

/**
 * Every page of the console with data, empty, failing and waiting, at three widths, light and dark, in `folder`. Its model is a
 * stand-in that speaks the Messages API, so that sessions count as real ones do.
 * @param wanted part of a page's name; of all where it is left out
 */
export const takeConsolePictures = async (folder: string, wanted = ""): Promise<void> => {
  const camera = await openCamera(folder, WIDTHS);
  const upstream = await startSimulator({ speed: "instant" });
  const env = { MODEL: "anthropic", ANTHROPIC_API_KEY: "upstream", ANTHROPIC_BASE_URL: upstream.url };
  const [browser, product] = await Promise.all([launchBrowser(), startProduct({ env })]);
  try {
    const [admin, nobody] = await Promise.all([
      browser.newContext({ locale: "en-GB", reducedMotion: "reduce", viewport: { width: 1440, height: 900 } }),
      browser.newContext({ locale: "en-GB", reducedMotion: "reduce", viewport: { width: 1440, height: 900 } }),
    ]);
    const staff = await admin.newPage();
    await signIn(staff, product.lines.console);
    const windows = await openWindows(staff.url(), admin, nobody);
    const shoot = async (
      pages: readonly ConsolePage[],
      world: ConsoleWorld | null,
      state = "",
      how: (shown: ConsolePage) => Meeting | null = () => null,
    ): Promise<void> => {
      for (const shown of pages.filter(({ name }) => name.includes(wanted)))
        await visit(
          windows,
          shown,
          world,
          async ({ page }) => {
            // What lies over a page is as high as the screen.
            const over = (await page.locator("dialog[open]").count()) > 0;
            await camera[over ? "shoot" : "shootWhole"](page, `console-${shown.name}${state}`);
          },
          how(shown),
        );
    };
    await shoot(
      firstPages.filter(({ empty }) => empty !== false),
      null,
      "-empty",
      ({ empty }) => (Array.isArray(empty) ? empty : null),
    );
    const world = await fillConsole({ product, upstream, staff });
    await shoot(consolePages, world);
    const reading = firstPages.filter(({ reads }) => reads !== false);
    await shoot(reading, world, "-failing", () => "refused");
    await shoot(reading, world, "-waiting", () => "held");
  } finally {
    await browser.close();
    await removeProduct(product);
    await upstream.stop();
  }
};
