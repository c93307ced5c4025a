import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { CONSENT_VERSION } from "../../backend/src/invitations/who-sees-what.ts";
import { askAsStaff, makeInvitation } from "./staff.ts";
import type { Studio } from "./studio.ts";
import { consoleWords } from "./words.ts";

const post = async (base: string, path: string, body: object, bearer?: string): Promise<{ accessToken?: string }> => {
  const headers = {
    "content-type": "application/json",
    ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
  };
  const response = await fetch(new URL(path, base), { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as { accessToken?: string };
};

/** Somebody who came by a link and left an address: a guest, a consent, and a mail with a code. */
const addGuest = async (staff: Page, api: string, label: string, research: boolean): Promise<void> => {
  const { token } = await makeInvitation(staff, { label });
  const consent = { service: CONSENT_VERSION, research };
  const { accessToken } = await post(api, "/v1/invitations/claim", { token, deviceId: randomUUID(), consent });
  const contact = { type: "email", value: `${label.toLowerCase().replaceAll(/\W+/g, ".")}@example.org` };
  await post(api, "/v1/me/contact-methods", contact, accessToken);
};

/** The console's pages of people, keys, sites, the trail and the outbox. */
export const shootSetUp = async ({ camera, product, staff }: Studio): Promise<void> => {
  const at = async (path: string): Promise<void> => {
    await staff.goto(new URL(path, staff.url()).href);
    await staff.waitForLoadState("networkidle");
  };
  // What is asked about stands below the button that asked: the last one of a name is the one that does it.
  const press = async (name: string): Promise<void> => {
    await staff.getByRole("button", { name, exact: true }).last().click();
    await staff.waitForTimeout(300);
  };
  const openFirst = async (): Promise<void> => {
    const before = staff.url();
    await staff.getByRole("table").getByRole("link").first().click();
    await staff.waitForURL((url) => url.href !== before);
    await staff.locator(".skeleton").first().waitFor({ state: "detached" });
    await staff.waitForLoadState("networkidle");
  };

  await at("/admin/outbox");
  await camera.shoot(staff, "console-outbox-empty");
  await at("/admin/keys");
  await camera.shoot(staff, "console-keys-empty");
  for (const [label, research] of [
    ["Ros, Thursday", true],
    ["Participant with quite a long label, 114, second wave", false],
  ] as const)
    await addGuest(staff, product.lines.api, label, research);
  await askAsStaff(staff, "api-keys", { name: "nightly report", role: "STAFF", scopes: ["people", "sessions"] });
  await askAsStaff(staff, "api-keys", { name: "dashboard", role: "ADMIN", expiresInDays: 30 });

  await at("/admin/people");
  await camera.shootWhole(staff, "console-people");
  await at("/admin/people?q=nobody-has-this-name&role=STAFF");
  await camera.shoot(staff, "console-people-none");
  await at("/admin/people?role=GUEST");
  await openFirst();
  await camera.shootWhole(staff, "console-person");
  await press(consoleWords.people.grant.STAFF);
  await camera.shoot(staff, "console-person-make-staff");
  await press(consoleWords.people.role.STAFF.confirm);
  await camera.shoot(staff, "console-person-made-staff");

  await at("/admin/keys");
  await camera.shoot(staff, "console-keys");
  await staff.getByRole("button", { name: consoleWords.keys.revokeNamed("dashboard") }).click();
  await camera.shoot(staff, "console-keys-revoke");
  await press(consoleWords.keys.revokeConfirm);
  await camera.shoot(staff, "console-keys-revoked");
  await at("/admin/keys/new");
  await staff.getByRole("textbox", { name: consoleWords.keys.name }).fill("survey join");
  await staff.getByRole("radio", { name: consoleWords.keys.some }).check();
  await staff.getByRole("checkbox", { name: consoleWords.keys.scopes["invitations"] ?? "" }).check();
  await camera.shoot(staff, "console-new-key");
  await press(consoleWords.keys.submit);
  await staff.getByLabel(consoleWords.keys.secret, { exact: true }).waitFor();
  await camera.shoot(staff, "console-key-made");

  await at("/admin/sites");
  await camera.shoot(staff, "console-sites");
  await at("/admin/sites/new");
  const { created } = consoleWords.sites;
  await staff.getByRole("textbox", { name: created.name }).fill("The House");
  await staff.getByRole("textbox", { name: created.page }).fill("www.example.org");
  await camera.shoot(staff, "console-new-site-wrong");
  await staff.getByRole("textbox", { name: created.page }).fill("http://www.example.org:8080/practice");
  await camera.shoot(staff, "console-new-site");
  await at("/admin/sites");
  await openFirst();
  await camera.shootWhole(staff, "console-site");
  await press(consoleWords.sites.require);
  await camera.shootWhole(staff, "console-site-require");
  await press(consoleWords.cancel);
  await press(consoleWords.sites.makeKey);
  await press(consoleWords.sites.makeKeyConfirm);
  await camera.shootWhole(staff, "console-site-key-made");
  await press(consoleWords.sites.putAway);
  await staff.getByRole("textbox", { name: consoleWords.sites.returnField }).fill("https://elsewhere.example/room");
  await press(consoleWords.sites.addReturn);
  await staff.getByRole("alert").filter({ hasText: consoleWords.sites.addReturnFailed }).waitFor();
  await camera.shootWhole(staff, "console-site-return-refused");
  const { origin } = new URL(product.lines.demo);
  await staff.getByRole("textbox", { name: consoleWords.sites.returnField }).fill(`${origin}/practice`);
  await press(consoleWords.sites.addReturn);
  await press(consoleWords.sites.makeKey);
  await camera.shootWhole(staff, "console-site-make-key");

  await at("/admin/audit");
  await camera.shootWhole(staff, "console-audit");
  await openFirst();
  await camera.shoot(staff, "console-audit-filtered");
  await at("/admin/audit?action=person.erase");
  await camera.shoot(staff, "console-audit-none");
  await at("/admin/usage");
  await camera.shoot(staff, "console-usage-empty");
  await at("/admin/usage?kind=simulated");
  await camera.shootWhole(staff, "console-usage");
  await at("/admin/usage/calls?kind=simulated");
  await camera.shoot(staff, "console-usage-calls");
  await at("/admin/export");
  await staff.getByLabel(consoleWords.exportPage.name).fill("Winter");
  await press(consoleWords.exportPage.make);
  await camera.shootWhole(staff, "console-export");
  await at("/admin/system");
  await camera.shootWhole(staff, "console-system");

  await at("/admin/outbox");
  await staff
    .getByRole("button", { name: new RegExp(consoleWords.outbox.show) })
    .first()
    .click();
  await camera.shoot(staff, "console-outbox");
  await at("/admin/me");
  await camera.shoot(staff, "console-my-accounts");

  await staff.setViewportSize({ width: 320, height: 640 });
  await press(consoleWords.nav.more);
  await camera.snap(staff, "console-more-320");
  await staff.setViewportSize({ width: 1440, height: 900 });
};
