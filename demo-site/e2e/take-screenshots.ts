import { launchBrowser } from "./browser.ts";
import { openCamera } from "./camera.ts";
import { removeProduct, startProduct } from "./product.ts";
import { shootConversation } from "./shoot-conversation.ts";
import { shootDemoSite } from "./shoot-demo-site.ts";
import { shootEdges } from "./shoot-edges.ts";
import { shootGallery } from "./shoot-gallery.ts";
import { shootLanguages } from "./shoot-languages.ts";
import { signIn } from "./staff.ts";
import { openPage } from "./studio.ts";
import { takeConsolePictures } from "./take-console-pictures.ts";
import { consoleWords } from "./words.ts";

/** So that their buttons are in the pictures: neither is asked for anything before one of them is pressed. */
const PROVIDERS = {
  GOOGLE_CLIENT_ID: "pictures",
  GOOGLE_CLIENT_SECRET: "pictures",
  GITHUB_CLIENT_ID: "pictures",
  GITHUB_CLIENT_SECRET: "pictures",
};

/**
 * Drives the built product through its states and writes what it looks like into `folder`.
 * @param languagesAlone the widget in other languages and in forced colours, and nothing else
 */
export const takeScreenshots = async (folder: string, languagesAlone = false): Promise<void> => {
  const camera = await openCamera(folder);
  const [browser, product] = await Promise.all([
    launchBrowser(),
    startProduct({ env: { SIMULATOR_SPEED: "natural", ...PROVIDERS } }),
  ]);
  try {
    const staff = await openPage(browser);
    await staff.goto(product.lines.console);
    await staff.getByRole("button", { name: consoleWords.signIn.button, exact: true }).waitFor();
    await camera.shoot(staff, "console-sign-in-accounts");
    await signIn(staff, product.lines.console);
    const set = { browser, product, camera, staff };
    if (languagesAlone) return await shootLanguages(set);
    await shootDemoSite(set);
    await shootConversation(set);
    await shootEdges(set);
    await shootGallery(set);
    await shootLanguages(set);
    const stranger = await openPage(browser);
    await stranger.goto(new URL("/admin", staff.url()).href);
    await stranger.getByRole("heading", { name: consoleWords.signIn.outTitle }).waitFor();
    await camera.shoot(stranger, "console-signed-out-accounts");
  } finally {
    await browser.close();
    await removeProduct(product);
  }
  await takeConsolePictures(folder);
};
