import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startSimulator } from "../../backend/src/model/simulator/start-simulator.ts";
import { launchBrowser } from "./browser.ts";
import { removeProduct, startProduct, type Place } from "./product.ts";
import { shootStaffGuide } from "./shoot-staff-guide.ts";
import { shrinkPng } from "./shrink-png.ts";
import { signIn } from "./staff.ts";

const SIZE = { width: 1280, height: 720 };

/**
 * Drives the built product through the jobs of docs/staff-guide.md and leaves their pictures, and nothing else, in
 * `folder`. Its model is a stand-in that speaks the Messages API, so that sessions count as real ones do.
 */
export const takeStaffGuidePictures = async (folder: string, place?: Place): Promise<void> => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const upstream = await startSimulator({ speed: "natural" });
  const env = { MODEL: "anthropic", ANTHROPIC_API_KEY: "upstream", ANTHROPIC_BASE_URL: upstream.url };
  const [browser, product] = await Promise.all([
    launchBrowser(),
    startProduct({ env, ...(place === undefined ? {} : { place }) }),
  ]);
  try {
    const context = await browser.newContext({
      locale: "en-GB",
      viewport: SIZE,
      colorScheme: "light",
      reducedMotion: "reduce",
    });
    const staff = await context.newPage();
    const empty = await context.newPage();
    await signIn(staff, product.lines.console);
    await shootStaffGuide({
      browser,
      product,
      upstream,
      staff,
      snap: async (name) => {
        const taken = await staff.screenshot({ animations: "disabled" });
        await writeFile(join(folder, `${name}.png`), await shrinkPng(empty, taken));
        console.warn(name);
      },
    });
  } finally {
    await browser.close();
    await removeProduct(product);
    await upstream.stop();
  }
};
