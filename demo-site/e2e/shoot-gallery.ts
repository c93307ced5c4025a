import { launcher, tellWidgets } from "./host-page.ts";
import { composer, say, startButton } from "./invitee.ts";
import { makeInvitation } from "./staff.ts";
import { openPage, settle, type Studio } from "./studio.ts";

const NAMES = ["floating", "side-panel", "full-screen", "hostile-styles", "right-to-left", "single-page"] as const;

/** The gallery's pages: as one finds them, and with a conversation open. */
export const shootGallery = async ({ browser, product, camera, staff }: Studio): Promise<void> => {
  const address = (name: string): string => new URL(`/gallery/${name}`, product.lines.demo).href;
  const page = await openPage(browser);
  await page.goto(address(""));
  await camera.shootWhole(page, "gallery");
  await page.context().close();
  for (const name of NAMES) {
    const visitor = await openPage(browser);
    await visitor.goto(address(name));
    await launcher(visitor).waitFor();
    await camera.shoot(visitor, `gallery-${name}`);
    await tellWidgets(visitor, "start", { invitation: (await makeInvitation(staff, { label: name })).token });
    // in whatever language the page has it
    await visitor.locator("sidecoach-widget .btn.act").waitFor();
    await camera.shoot(visitor, `gallery-${name}-preview`);
    await visitor.context().close();
  }
  const talker = await openPage(browser);
  await talker.goto(address("full-screen"));
  await tellWidgets(talker, "start", { invitation: (await makeInvitation(staff, { label: "talks" })).token });
  await startButton(talker).click();
  await composer(talker).waitFor();
  await say(talker, "I can see this matters to you. What worries you most about it?");
  await settle(talker, 1);
  await camera.shoot(talker, "gallery-full-screen-talk");
  await talker.context().close();
  const two = await openPage(browser);
  await two.goto(address("two-rooms"));
  await camera.shootWhole(two, "gallery-two-rooms");
  await two.context().close();
};
