import type { Browser, Page } from "playwright-core";
import { PRACTICE_PATH, serveDemoSite } from "../serve.mjs";
import { launchBrowser } from "./browser.ts";
import { openCamera, type Camera } from "./camera.ts";
import {
  composer,
  enterConversation,
  exchange,
  partnerWords,
  say,
  sendButton,
  startButton,
  stopButton,
  waitForAnswer,
} from "./invitee.ts";
import { removeProduct, startProduct, type Product } from "./product.ts";
import { askAsStaff, makeInvitation, signIn } from "./staff.ts";
import { consoleWords, words } from "./words.ts";

type Studio = { browser: Browser; product: Product; camera: Camera; staff: Page };

const openPage = async (browser: Browser): Promise<Page> => {
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1440, height: 900 } });
  return await context.newPage();
};

const invite = async ({ staff }: Studio, label: string, more: object = {}): Promise<string> =>
  (await makeInvitation(staff, { label, scenarioSlug: undefined, ...more })).link;

/** Until nothing in the transcript waits or streams any more. */
const settle = async (page: Page, number: number): Promise<void> => {
  await waitForAnswer(page, number);
  await exchange(page, number).locator(".note-body, .note.missing").first().waitFor({ state: "attached" });
  await page.waitForTimeout(4_000);
};

const shootDemoSite = async ({ browser, product, camera }: Studio): Promise<void> => {
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

const shootConversation = async (set: Studio): Promise<void> => {
  const { browser, product, camera } = set;
  const page = await openPage(browser);
  await page.goto(product.lines.demo);
  await startButton(page).waitFor();
  await camera.shootWhole(page, "widget-preview");
  await startButton(page).click();
  await composer(page).waitFor();
  await camera.shoot(page, "widget-start");

  await say(page, "You never answer my messages. It has been cold for nine days!");
  await page.waitForTimeout(150);
  await camera.snap(page, "widget-waiting-for-partner");
  await partnerWords(page, 1).waitFor();
  await page.waitForTimeout(700);
  await camera.snap(page, "widget-partner-streams");
  await sendButton(page).waitFor();
  await camera.snap(page, "widget-coach-listens");
  await page.waitForTimeout(1_200);
  await camera.snap(page, "widget-coach-writes");
  await settle(page, 1);
  await say(page, "I am worried about my daughter. She has been coughing all week. Which day is the engineer coming?");
  await settle(page, 2);
  await say(
    page,
    "I understand that you have a lot of flats to look after, and I want to find a day that works for both of us.",
  );
  await settle(page, 3);
  await camera.shoot(page, "widget-conversation");

  await page.goto(new URL("/guides/first-sentence", page.url()).href);
  await page.locator("sidecoach-widget .launch").click();
  await composer(page).waitFor();
  await camera.shoot(page, "widget-floating-conversation");

  await page.goto(new URL(PRACTICE_PATH, page.url()).href);
  await say(page, "Please write the day into a message for me.");
  await partnerWords(page, 4).waitFor();
  await stopButton(page).click();
  await exchange(page, 4).getByText(words.trials.stopped).waitFor();
  await camera.shoot(page, "widget-stopped");

  await page.context().setOffline(true);
  await page.getByText(words.notices.offlineTitle).waitFor();
  await camera.shoot(page, "widget-offline");
  await page.context().setOffline(false);
  await page.getByText(words.notices.offlineTitle).waitFor({ state: "detached" });

  await page.getByRole("button", { name: words.bar.stepOut }).click();
  await page.getByRole("heading", { name: words.out.title }).waitFor();
  await camera.shoot(page, "widget-stepped-out");
  await page.getByRole("button", { name: words.out.back }).click();
  await page.getByRole("button", { name: words.composer.end }).click();
  await page.getByRole("button", { name: words.ending.yes }).waitFor();
  await camera.shoot(page, "widget-ending");
  await page.getByRole("button", { name: words.ending.yes }).click();
  await page.getByRole("heading", { name: words.summary.take }).waitFor();
  await camera.shoot(page, "widget-summary");
  await page.context().close();
};

const shootEdges = async (set: Studio): Promise<void> => {
  const { browser, product, camera, staff } = set;
  const { origin } = new URL(product.lines.demo);
  const page = await openPage(browser);

  await page.goto(await invite(set, "Chooses"));
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
  await enterConversation(short, await invite(set, "Runs out", { quota: { tokens: 9_000, label: "Very short" } }));
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

const shootConsole = async (set: Studio): Promise<void> => {
  const { camera, staff } = set;
  const at = async (path: string): Promise<void> => {
    await staff.goto(new URL(path, staff.url()).href);
    await staff.waitForLoadState("networkidle");
  };
  await at("/admin/invitations");
  await camera.shootWhole(staff, "console-invitations");
  await at("/admin/invitations?state=unopened");
  await camera.shoot(staff, "console-invitations-unopened");
  await at("/admin/invitations?q=nobody-has-this-label");
  await camera.shoot(staff, "console-invitations-none");
  await at("/admin/invitations/new");
  await staff.getByRole("button", { name: consoleWords.create.submit, exact: true }).waitFor();
  await camera.shoot(staff, "console-new-invitation");
  await staff.getByRole("textbox", { name: consoleWords.create.label }).fill("Ros, Thursday");
  await staff.getByRole("button", { name: consoleWords.create.submit, exact: true }).click();
  await staff.getByRole("textbox", { name: consoleWords.link.label }).waitFor();
  await camera.shoot(staff, "console-invitation-made");

  await at("/admin/invitations?q=Demo");
  await staff.getByRole("row").filter({ hasText: "Demo" }).getByRole("link").first().click();
  await staff.getByRole("button", { name: consoleWords.invitation.revoke, exact: true }).waitFor();
  await staff.waitForLoadState("networkidle");
  await camera.shootWhole(staff, "console-invitation");
  for (const [name, button] of [
    ["extend", consoleWords.invitation.extend],
    ["top-up", consoleWords.invitation.topUp],
    ["reissue", consoleWords.invitation.reissue],
    ["revoke", consoleWords.invitation.revoke],
  ] as const) {
    await staff.getByRole("button", { name: button, exact: true }).click();
    await staff.waitForTimeout(300);
    await camera.shoot(staff, `console-invitation-${name}`);
    await staff.reload();
    await staff.waitForLoadState("networkidle");
  }
  await staff.getByRole("main").locator('a[href*="/admin/sessions/"]').first().click();
  await staff.getByRole("heading", { name: consoleWords.session.transcript }).waitFor();
  await camera.shootWhole(staff, "console-session");
  await at("/admin/sessions");
  await camera.shoot(staff, "console-sessions");
  await at("/admin/scenarios");
  await camera.shootWhole(staff, "console-scenarios");
  await at("/admin/no-such-page");
  await camera.shoot(staff, "console-not-found");
};

/** Drives the built product through its states and writes what it looks like into `folder`. */
export const takeScreenshots = async (folder: string): Promise<void> => {
  const camera = await openCamera(folder);
  const [browser, product] = await Promise.all([
    launchBrowser(),
    startProduct({ env: { SIMULATOR_SPEED: "natural" } }),
  ]);
  try {
    const staff = await openPage(browser);
    await staff.goto(product.lines.console);
    await staff.getByRole("button", { name: consoleWords.signIn.button, exact: true }).waitFor();
    await camera.shoot(staff, "console-sign-in");
    await signIn(staff, product.lines.console);
    const set = { browser, product, camera, staff };
    await shootDemoSite(set);
    await shootConversation(set);
    await shootEdges(set);
    await shootConsole(set);
    const stranger = await openPage(browser);
    await stranger.goto(new URL("/admin", staff.url()).href);
    await stranger.getByRole("heading", { name: consoleWords.signIn.outTitle }).waitFor();
    await camera.shoot(stranger, "console-signed-out");
  } finally {
    await browser.close();
    await removeProduct(product);
  }
};
