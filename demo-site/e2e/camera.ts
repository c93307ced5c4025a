import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";

const WIDTHS = [320, 768, 1440];
const HEIGHTS: Record<number, number> = { 320: 640, 360: 740, 768: 1024, 1440: 900 };
const SCHEMES = ["light", "dark"] as const;

export type Camera = {
  /** the page as it stands, at every width and in both schemes: FOLDER/NAME-WIDTH-SCHEME.png */
  shoot: (page: Page, name: string) => Promise<void>;
  /** the same of a page that is longer than the screen */
  shootWhole: (page: Page, name: string) => Promise<void>;
  /** a moment that passes: one picture, at the page's own size */
  snap: (page: Page, name: string) => Promise<void>;
};

export const openCamera = async (folder: string, widths: readonly number[] = WIDTHS): Promise<Camera> => {
  await mkdir(folder, { recursive: true });
  const all = async (page: Page, name: string, fullPage: boolean): Promise<void> => {
    const size = page.viewportSize();
    for (const width of widths) {
      await page.setViewportSize({ width, height: HEIGHTS[width] ?? 900 });
      for (const colorScheme of SCHEMES) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({
          path: join(folder, `${name}-${width}-${colorScheme}.png`),
          fullPage,
          animations: "disabled",
        });
      }
    }
    await page.emulateMedia({ colorScheme: null });
    if (size) await page.setViewportSize(size);
    console.log(name);
  };
  return {
    shoot: async (page, name) => await all(page, name, false),
    shootWhole: async (page, name) => await all(page, name, true),
    snap: async (page, name) => {
      await page.screenshot({ path: join(folder, `${name}.png`) });
      console.log(name);
    },
  };
};
