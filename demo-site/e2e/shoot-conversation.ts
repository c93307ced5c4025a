import { PRACTICE_PATH } from "../serve.mjs";
import {
  againButton,
  answers,
  composer,
  exchange,
  lineButton,
  partnerWords,
  question,
  say,
  sendButton,
  startButton,
  stopButton,
} from "./invitee.ts";
import { openPage, settle, type Studio } from "./studio.ts";
import { firstWords, words } from "./words.ts";

const WORRIED = "I am worried about my daughter. She has been coughing all week. Which day is the engineer coming?";

export const shootConversation = async ({ browser, product, camera }: Studio): Promise<void> => {
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
  await say(page, WORRIED);
  await settle(page, 2);
  await say(
    page,
    "I understand that you have a lot of flats to look after, and I want to find a day that works for both of us.",
  );
  await settle(page, 3);
  await camera.shoot(page, "widget-conversation");
  await page.getByRole("button", { name: words.notes.rate.helpful, exact: true }).last().click();
  await exchange(page, 2).locator(".note").hover();
  await camera.shoot(page, "widget-note-rated");
  await page.locator(".scene").evaluate((scene) => scene.scrollTo(0, 0));
  await say(page, "And until then, may I use the small heater in the hall?");
  await partnerWords(page, 4).waitFor();
  await page.locator(".scene").hover();
  await page.mouse.wheel(0, -600);
  await page.getByRole("button", { name: words.transcript.newMessages }).waitFor();
  await camera.snap(page, "widget-new-messages");
  await settle(page, 4);

  await page.getByRole("button", { name: words.beside.ask.button }).click();
  await question(page).fill("Did I push too hard? I do not want to lose the flat.");
  await question(page).press("Enter");
  await answers(page).first().waitFor();
  await page.getByRole("button", { name: words.beside.ask.send, exact: true }).waitFor();
  await camera.shoot(page, "widget-aside");
  const timing = page.getByRole("combobox", { name: words.beside.timing.label });
  await timing.selectOption("asked");
  await question(page).press("Escape");
  await camera.shoot(page, "widget-notes-on-demand");
  await page.getByRole("button", { name: words.beside.ask.button }).click();
  await timing.selectOption("at-once");
  await question(page).press("Escape");
  await againButton(page, 2).click();
  await page.getByText(words.beside.lines.from(firstWords(WORRIED))).waitFor();
  await camera.shoot(page, "widget-trying-again");
  await say(page, "You sound tired of this. Which day is the engineer coming?");
  await settle(page, 2);
  await camera.shoot(page, "widget-branch");
  await lineButton(page, 1).click();

  await page.goto(new URL("/guides/first-sentence", page.url()).href);
  await page.locator("sidecoach-widget .launch").click();
  await composer(page).waitFor();
  await camera.shoot(page, "widget-floating-conversation");

  await page.goto(new URL(PRACTICE_PATH, page.url()).href);
  await say(page, "Please write the day into a message for me.");
  await partnerWords(page, 5).waitFor();
  await stopButton(page).click();
  await exchange(page, 5).getByText(words.trials.stopped).waitFor();
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
  await page.getByRole("button", { name: words.beside.end }).click();
  await page.getByRole("button", { name: words.ending.yes }).waitFor();
  await camera.shoot(page, "widget-ending");
  await page.getByRole("button", { name: words.ending.yes }).click();
  await page.getByRole("heading", { name: words.summary.take }).waitFor();
  await camera.shoot(page, "widget-summary");
  await page.getByRole("heading", { name: words.summary.whatChanged }).evaluate((title) => title.scrollIntoView());
  await camera.shoot(page, "widget-what-changed");
  await page.context().close();
};
