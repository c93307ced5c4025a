import { PRACTICE_PATH } from "../serve.mjs";
import { openPage, type Studio } from "./studio.ts";
import { words } from "./words.ts";

export const shootDemoSite = async ({ browser, product, camera }: Studio): Promise<void> => {
  const page = await openPage(browser);
  const { origin } = new URL(product.lines.demo);
  for (const [name, path] of [
    ["demo-home", "/"],
    ["demo-guide", "/guides/first-sentence"],
    ["demo-not-found", "/no-such-page"],
  ] as const) {
    await page.goto(origin + path);
    await camera.shootWhole(page, name);
  }
  await page.goto(origin + PRACTICE_PATH);
  await page.getByRole("heading", { name: words.invite.title }).waitFor();
  await camera.shootWhole(page, "widget-no-invitation");
  await page.goto(`${origin}/guides/first-sentence`);
  await page.getByRole("button", { name: words.panel }).or(page.locator("sidecoach-widget .launch")).first().click();
  await page.getByRole("dialog").waitFor();
  await camera.shoot(page, "widget-floating-no-invitation");
  await page.context().close();
};
