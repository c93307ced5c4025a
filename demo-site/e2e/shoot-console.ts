import { shootMany } from "./shoot-many.ts";
import { shootObservation } from "./shoot-observation.ts";
import { shootSetUp } from "./shoot-set-up.ts";
import type { Studio } from "./studio.ts";
import { consoleWords } from "./words.ts";

export const shootConsole = async (studio: Studio): Promise<void> => {
  const { camera, staff } = studio;
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
  await staff.getByRole("region", { name: consoleWords.session.transcript }).waitFor();
  await camera.shootWhole(staff, "console-session");
  await at("/admin/sessions");
  await camera.shoot(staff, "console-sessions");
  await at("/admin/scenarios");
  await camera.shootWhole(staff, "console-scenarios");
  await at("/admin/no-such-page");
  await camera.shoot(staff, "console-not-found");
  await shootMany(studio);
  await shootObservation(studio);
  await shootSetUp(studio);
};
