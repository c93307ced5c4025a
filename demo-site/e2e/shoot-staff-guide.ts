import type { Browser, Page } from "playwright-core";
import type { Simulator } from "../../backend/src/model/simulator/start-simulator.ts";
import { enterConversation, say, waitForExchange } from "./invitee.ts";
import type { Product } from "./product.ts";
import { askAsStaff, makeInvitation, readAsStaff } from "./staff.ts";
import { exhaust, letIn } from "./staff-guide-people.ts";
import { openPage } from "./studio.ts";
import { consoleWords, words } from "./words.ts";

export type StaffGuideStudio = {
  browser: Browser;
  product: Product;
  upstream: Pick<Simulator, "fault">;
  staff: Page;
  /** the page as it stands, as NAME.png */
  snap: (name: string) => Promise<void>;
};
const COHORT = "Spring";
const SCENARIO = "the-heating-is-off";
const LINES = [
  "It has been cold for nine days.",
  "I can see that it has been a long winter. Which day is the engineer coming?",
];
const FILE = [
  "label,reference,cohort,scenario,preset,days",
  ...[1, 2, 3, 4, 5, 6].map((n) => `Participant ${n},p-0${n},${COHORT},${SCENARIO},short,30`),
  `Participant 7,p-07,${COHORT},${SCENARIO},short,soon`,
].join("\n");
const of = (n: number): object => ({
  label: `Participant ${n}`,
  externalRef: `p-${n}`,
  cohort: COHORT,
  scenarioSlug: SCENARIO,
});

/** One picture for each job of docs/staff-guide.md, in its order. */
export const shootStaffGuide = async ({ browser, product, upstream, staff, snap }: StaffGuideStudio): Promise<void> => {
  const at = async (path: string): Promise<void> => {
    await staff.goto(new URL(path, staff.url()).href);
    await staff.locator("main h1").first().waitFor();
    await staff.locator(".skeleton").first().waitFor({ state: "detached" });
    await staff.waitForTimeout(600);
  };
  const press = (name: string | RegExp) =>
    staff
      .getByRole("button", { name, exact: typeof name === "string" })
      .last()
      .click();

  await at("/admin/upload");
  await staff.getByRole("textbox", { name: consoleWords.upload.paste }).fill(FILE);
  await press(consoleWords.upload.look);
  const preview = staff.getByRole("heading", { name: consoleWords.upload.preview });
  await preview.evaluate((heading) => heading.scrollIntoView({ block: "start" }));
  await snap("1-invite");
  await press(consoleWords.upload.makeGood(6));
  await staff.getByText(consoleWords.upload.made(6, 0)).waitFor();

  const [done, spent, stuck, running] = await Promise.all(
    [11, 12, 13, 14].map((n) => letIn(staff, product.lines.api, of(n))),
  );
  if (!done || !spent || !stuck || !running) throw new Error("not all came in");
  await Promise.all([done, spent, running].map((one) => one.say(LINES[0] ?? "")));
  await done.say(LINES[1] ?? "");
  await done.end();
  await exhaust(staff, spent.id);
  upstream.fault({ kind: "refusal", lane: "partner" });
  await stuck.say("Say something that you would rather not say.");
  await at(`/admin/invitations?cohort=${COHORT}`);
  await snap("2-who-is-where");

  const row = staff.getByRole("row").filter({ hasText: "Participant 12" });
  await row.getByRole("checkbox").click();
  await press(consoleWords.chosen.topUp);
  await staff.getByRole("button", { name: /^Standard/ }).waitFor();
  await snap("3-unstick");
  await press(/^Standard/);
  await staff.getByText(consoleWords.chosen.done["top-up"](1)).waitFor();

  await askAsStaff(staff, "codes", { name: "states a fact", meaning: "What is so, without a want." });
  const watched = await makeInvitation(staff, of(15));
  const invitee = await openPage(browser);
  await enterConversation(invitee, watched.link);
  await say(invitee, LINES[0] ?? "");
  await waitForExchange(invitee, 1);
  const { items } = await readAsStaff<{ items: { id: number }[] }>(staff, `sessions?invitationId=${watched.id}`);
  await at(`/admin/sessions/${items[0]?.id ?? 0}`);
  const first = consoleWords.note.addTo(consoleWords.note.on.user, 1, null);
  const turn = staff.locator(".scene > .turn").last();
  await turn.hover();
  await staff.getByRole("button", { name: first, exact: true }).click();
  await staff.getByRole("textbox", { name: first, exact: true }).fill("A fact, and no want yet.");
  await staff.getByRole("checkbox", { name: "states a fact" }).check();
  await say(invitee, LINES[1] ?? "");
  await staff.locator(".live-lane").first().waitFor();
  const scene = staff.getByRole("region", { name: consoleWords.session.transcript });
  await scene
    .getByText(LINES[0] ?? "")
    .first()
    .evaluate((place) => place.scrollIntoView({ block: "start" }));
  await snap("4-watch");
  await waitForExchange(invitee, 2);

  await at("/admin/export");
  await staff.getByLabel(consoleWords.exportPage.name).fill("Winter");
  await press(consoleWords.exportPage.make);
  await staff.getByRole("link", { name: consoleWords.exportPage.allNamed("Winter") }).waitFor();
  await snap("5-export");

  await at("/admin/scenarios");
  await staff.getByRole("link", { name: "The heating is off", exact: true }).click();
  await staff.getByRole("link", { name: consoleWords.scenarios.tabs.try, exact: true }).click();
  await press(consoleWords.scenarios.try.start);
  const widget = staff.frameLocator("iframe.trial-frame");
  await widget.getByRole("button", { name: words.preview.start }).click();
  await widget.locator(".foot form textarea").fill(LINES[0] ?? "");
  await widget.getByRole("button", { name: words.composer.send, exact: true }).click();
  await widget.locator(".note-body").waitFor();
  await staff.locator("iframe.trial-frame").evaluate((frame) => frame.scrollIntoView({ block: "end" }));
  await staff.waitForTimeout(4_000);
  await snap("6-try");

  for (const [model, inputPerMillion, outputPerMillion] of [
    ["claude-sonnet-5-5", 3, 15],
    ["claude-haiku-5-5", 1, 5],
  ] as const)
    await askAsStaff(staff, "model-prices", { model, inputPerMillion, outputPerMillion, currency: "USD" });
  await at("/admin/presets");
  await snap("7-presets");
  const exchanged = staff.getByRole("link", { name: new RegExp(consoleWords.usagePage.step("exchanged")) });
  // Figures are counted within some seconds.
  do await at("/admin/usage");
  while ((await exchanged.count()) === 0);
  await snap("8-usage");

  await at("/admin/scenarios");
  await staff.getByRole("link", { name: "The heating is off", exact: true }).click();
  const line = staff.getByRole("textbox", { name: consoleWords.scenarios.opens.line });
  await line.fill((await line.inputValue()).replace("your three messages", "all of your messages"));
  await press(consoleWords.scenarios.save);
  await staff.getByText(consoleWords.scenarios.allSaved, { exact: true }).waitFor();
  await staff.getByRole("link", { name: consoleWords.scenarios.tabs.versions, exact: true }).click();
  await staff.locator("ins").first().waitFor();
  await snap("9-versions");

  await askAsStaff(staff, `sessions/${items[0]?.id ?? 0}/notes`, { content: "Asks for a day in the second exchange." });
  await at("/admin/audit");
  await snap("10-audit");
};
