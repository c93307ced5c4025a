import { PRACTICE_PATH, serveDemoSite } from "../serve.mjs";
import { enterConversation, say } from "./invitee.ts";
import { askAsStaff, makeInvitation } from "./staff.ts";
import { openPage, settle, type Studio } from "./studio.ts";
import { words } from "./words.ts";

export const shootEdges = async ({ browser, product, camera, staff }: Studio): Promise<void> => {
  const { origin } = new URL(product.lines.demo);
  const page = await openPage(browser);

  await page.goto((await makeInvitation(staff, { label: "Chooses" })).link);
  await page.getByRole("heading", { name: words.preview.choose }).waitFor();
  await camera.shootWhole(page, "widget-choice");

  await page.goto(`${origin}${PRACTICE_PATH}#invitation=this-is-not-a-token`);
  await page.reload();
  await page.getByRole("heading", { name: words.trouble.title }).waitFor();
  await camera.shoot(page, "widget-wrong-link");

  const revoked = await makeInvitation(staff, { label: "Revoked before it was opened" });
  await askAsStaff(staff, `invitations/${revoked.id}/revoke`);
  await page.goto(revoked.link);
  await page.reload();
  await page.getByText(words.preview.revoked).first().waitFor();
  await camera.shoot(page, "widget-revoked");

  const stranger = await serveDemoSite({ port: 0, apiUrl: product.lines.api, siteKey: "demo" });
  await page.goto(`${stranger.url}${PRACTICE_PATH}#invitation=${product.lines.invitation}`);
  await page.getByRole("heading", { name: words.refused.title }).waitFor();
  await camera.shoot(page, "widget-refused-origin");
  await stranger.close();
  await page.context().close();

  // a quota that holds little: near the end, the last one, none left
  const short = await openPage(browser);
  const { link } = await makeInvitation(staff, { label: "Runs out", quota: { tokens: 9_000, label: "Very short" } });
  await enterConversation(short, link);
  const seen = new Set<string>();
  for (let number = 1; number < 12 && !seen.has("exhausted"); number++) {
    for (const [name, title] of [
      ["warning", words.quota.warningTitle],
      ["last", words.quota.lastTitle],
      ["exhausted", words.quota.exhaustedTitle],
    ] as const) {
      if (seen.has(name) || (await short.getByText(title).count()) === 0) continue;
      seen.add(name);
      await camera.shoot(short, `widget-quota-${name}`);
    }
    if (seen.has("exhausted")) break;
    await say(short, `I hear you. What would make point ${number} easier for you?`);
    await settle(short, number);
  }
  await short.context().close();
};
