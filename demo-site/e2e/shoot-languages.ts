import type { Page } from "playwright-core";
import { visitEveryState } from "./every-state.ts";
import { setLocale } from "../../widget/src/state/locale.ts";
import { speak } from "./speak.ts";
import { makeInvitation } from "./staff.ts";
import { openPage, type Studio } from "./studio.ts";

/** Every state in each language besides English, Arabic from the right; and in English with the colours of the system. */
export const shootLanguages = async ({ browser, camera, staff }: Studio): Promise<void> => {
  const shootEvery = async (name: string, prepare: (page: Page) => Promise<void>): Promise<void> => {
    const { link } = await makeInvitation(staff, { label: `As ${name}`, scenarioSlug: "the-heating-is-off" });
    const page = await openPage(browser);
    await prepare(page);
    await visitEveryState(page, link, (state) => camera.shoot(page, `widget-${name}-${state.replaceAll(" ", "-")}`));
    await page.context().close();
  };
  for (const tag of ["ar", "de", "es", "fr", "nl"]) await shootEvery(tag, (page) => speak(page, tag));
  await setLocale("en-GB");
  await shootEvery("forced-colours", (page) => page.emulateMedia({ forcedColors: "active" }));
};
