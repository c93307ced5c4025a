import { enterConversation, say, waitForExchange } from "./invitee.ts";
import { askAsStaff, makeInvitation, readAsStaff } from "./staff.ts";
import { openPage, type Studio } from "./studio.ts";
import { consoleWords } from "./words.ts";

/** A session while it runs, notes with codes, the code book, a journey, alerts, and what a call had read. */
export const shootObservation = async ({ browser, camera, staff }: Studio): Promise<void> => {
  const at = async (path: string): Promise<void> => {
    await staff.goto(new URL(path, staff.url()).href);
    await staff.waitForLoadState("domcontentloaded");
    await staff.waitForTimeout(600);
  };
  for (const page of ["codes", "notes", "alerts"]) {
    await at(`/admin/${page}`);
    await camera.shoot(staff, `console-${page}-empty`);
  }
  const codes: { id: string }[] = [];
  for (const [name, meaning] of [
    ["names a feeling", "The invitee says what the other may feel, as a guess. Not: their own feeling."],
    ["asks for a day", "A concrete want with a time."],
    ["blame", "“You always”, “you never”."],
  ] as const)
    codes.push(await askAsStaff<{ id: string }>(staff, "codes", { name, meaning }));
  const { link, id } = await makeInvitation(staff, { label: "Watched, Thursday", scenarioSlug: "the-heating-is-off" });
  const invitee = await openPage(browser);
  await enterConversation(invitee, link);
  const { items } = await readAsStaff<{ items: { id: number }[] }>(staff, `sessions?invitationId=${id}`);
  const session = items[0]?.id ?? 0;
  await say(invitee, "You never listen to me.");
  await waitForExchange(invitee, 1);
  await at(`/admin/sessions/${session}`);
  await say(invitee, "I can see that it has been a long winter. Which day is he coming?");
  await staff.locator(".live-lane").first().waitFor();
  await camera.snap(staff, "console-session-live");
  await waitForExchange(invitee, 2);
  const { messages } = await readAsStaff<{ messages: { id: number; role: string }[] }>(staff, `sessions/${session}`);
  const said = messages.filter(({ role }) => role === "user").map((message) => message.id);
  await askAsStaff(staff, `sessions/${session}/notes`, {
    content: "Blame first; the partner hardens at once.",
    messageId: said[0],
    codes: [codes[2]?.id],
  });
  await askAsStaff(staff, `sessions/${session}/notes`, {
    content: "Names the winter, then one concrete want.",
    messageId: said[1],
    codes: [codes[0]?.id, codes[1]?.id],
  });
  await at(`/admin/sessions/${session}`);
  const turn = staff.locator(".scene > .turn").last();
  await turn.hover();
  await turn
    .getByRole("button", { name: /^What did .+ know here\?$/ })
    .first()
    .click();
  await staff.getByRole("heading", { name: consoleWords.knowledge.hadRead, exact: true }).waitFor();
  await staff.locator(".staff-note").last().getByRole("button", { name: consoleWords.notes.edit, exact: true }).click();
  await staff.waitForTimeout(400);
  await camera.shootWhole(staff, "console-session-known");
  await at("/admin/notes");
  await camera.shoot(staff, "console-notes");
  await staff.locator(".to-message").first().click();
  await staff.locator("[data-pointed]").first().waitFor();
  await camera.shoot(staff, "console-note-gone-to");
  await at("/admin/codes");
  await staff.getByRole("button", { name: consoleWords.codes.create, exact: true }).click();
  await camera.shootWhole(staff, "console-codes");
  await at(`/admin/invitations/${id}`);
  await camera.shootWhole(staff, "console-journey");
  // Somebody whose quota two exchanges use up: an alert, told on every page.
  const small = await makeInvitation(staff, {
    label: "Ros, Friday",
    scenarioSlug: "the-heating-is-off",
    quota: { tokens: 6_000, label: "Two exchanges" },
  });
  const other = await openPage(browser);
  await enterConversation(other, small.link);
  await say(other, "Which day is he coming?");
  await waitForExchange(other, 1);
  await say(other, "I hear you. Could it be Friday?");
  await waitForExchange(other, 2);
  await at("/admin/sessions");
  await staff.getByRole("link", { name: consoleWords.alerts.stripLook }).waitFor();
  await camera.shoot(staff, "console-alert-strip");
  await at("/admin/alerts");
  await camera.shoot(staff, "console-alerts");
  await staff
    .getByRole("button", { name: consoleWords.alerts.helpNamed("Ros, Friday") })
    .first()
    .click();
  await staff.getByRole("button", { name: /^Add / }).waitFor();
  await camera.shoot(staff, "console-alert-let-on");
  for (const page of [invitee, other]) await page.context().close();
};
