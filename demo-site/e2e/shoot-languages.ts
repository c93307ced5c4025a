import { visitEveryState } from "./every-state.ts";
import { setLocale } from "../../widget/src/state/locale.ts";
import { speak } from "./speak.ts";
import { makeInvitation } from "./staff.ts";
import { openPage, type Studio } from "./studio.ts";

/** Every state in Arabic, from the right, and in German, whose words are the longest. */
export const shootLanguages = async ({ browser, camera, staff }: Studio): Promise<void> => {
  for (const tag of ["ar", "de"]) {
    const { link } = await makeInvitation(staff, { label: `In ${tag}`, scenarioSlug: "the-heating-is-off" });
    const page = await openPage(browser);
    await speak(page, tag);
    await visitEveryState(page, link, (state) => camera.shoot(page, `widget-${tag}-${state.replaceAll(" ", "-")}`));
    await page.context().close();
  }
  await setLocale("en-GB");
};
