import type { Page } from "playwright-core";
import type { Route } from "../../backend/admin/src/state/route.ts";
import type { ConsoleWorld } from "./console-world.ts";
import { consoleWords } from "./words.ts";

/** One state of one page of the console. The first of a route is the page itself: it is also looked at empty, failing and loading. */
export type ConsolePage = {
  /** what its pictures are called */
  name: string;
  path: (world: ConsoleWorld) => string;
  /** what was done on another page before */
  prepare?: (page: Page, world: ConsoleWorld) => Promise<void>;
  /** from the page as it was gone to, to the state */
  arrive?: (page: Page, world: ConsoleWorld) => Promise<void>;
  /** what has to be undone afterwards */
  leave?: (world: ConsoleWorld) => Promise<void>;
  /** who looks: an admin, a colleague who is none, or nobody that is signed in */
  as?: "colleague" | "nobody";
  /**
   * as a fresh installation has it, a panel in place of what is not there yet (or words among the rest of the page), or where these
   * lists are answered with nothing; false: it has no such state
   */
  empty?: "fresh" | "with words" | readonly string[] | false;
  /** false: it asks the server for nothing at first, or can do without */
  reads?: false;
};

const FILE = [
  "label,reference,cohort,email,scenario,preset,days",
  ...Array.from({ length: 12 }, (_, n) => `Person ${n + 1},q-${n + 1},Wave 2,q${n + 1}@example.org,,short,30`),
  "Person 13,q-13,Wave 2,,the-heating-is-of,short,soon",
  "Person 14,q-1,Wave 2,ada at home,,enormous,30",
].join("\n");

const press = async (page: Page, name: string | RegExp, which: "first" | "last" = "last"): Promise<void> => {
  const found = page.getByRole("button", { name, exact: typeof name === "string" });
  await (which === "first" ? found.first() : found.last()).click();
};
const pressing =
  (name: string | RegExp, which?: "first" | "last") =>
  async (page: Page): Promise<void> =>
    await press(page, name, which);
const choose = async (page: Page, count: number): Promise<void> => {
  for (let row = 1; row <= count; row++) await page.getByRole("checkbox").nth(row).check();
};
const lookAtRows = async (page: Page, rows = FILE): Promise<void> => {
  await page.getByRole("textbox", { name: consoleWords.upload.paste }).fill(rows);
  await press(page, consoleWords.upload.look);
  await page.getByRole("heading", { name: consoleWords.upload.preview }).waitFor();
};
const nameSite = async (page: Page, address: string): Promise<void> => {
  const { created } = consoleWords.sites;
  await page.getByRole("textbox", { name: created.name }).fill("The House");
  await page.getByRole("textbox", { name: created.page }).fill(address);
};
const openPalette = async (page: Page): Promise<void> => {
  await page.keyboard.press("Control+K");
  await page.getByRole("combobox", { name: consoleWords.palette.label }).waitFor();
};
const at =
  (path: string): ConsolePage["path"] =>
  () =>
    `/admin/${path}`;
const invitation =
  (state: keyof ConsoleWorld["invitation"]): ConsolePage["path"] =>
  (world) =>
    `/admin/invitations/${world.invitation[state]}`;
const session =
  (which: keyof ConsoleWorld["session"]): ConsolePage["path"] =>
  (world) =>
    `/admin/sessions/${world.session[which]}`;
const scenario =
  (part: string): ConsolePage["path"] =>
  (world) =>
    `/admin/scenarios/${world.scenario.changed}${part}`;
const person =
  (who: keyof ConsoleWorld["person"]): ConsolePage["path"] =>
  (world) =>
    `/admin/people/${world.person[who]}`;
const site =
  (which: keyof ConsoleWorld["site"]): ConsolePage["path"] =>
  (world) =>
    `/admin/sites/${world.site[which]}`;

/** Every page of the console in every state that there are pictures of. A route that is missing here is a type error. */
export const CONSOLE_PAGES: Record<Route["name"], readonly [ConsolePage, ...ConsolePage[]]> = {
  invitations: [
    { name: "invitations", path: at("invitations"), empty: ["invitations"] },
    { name: "invitations-of-state", path: at("invitations?state=stuck") },
    { name: "invitations-narrowed", path: at("invitations?cohort=Spring&scenario=the-heating-is-off") },
    { name: "invitations-none", path: at("invitations?q=nobody-has-this-label") },
    { name: "invitations-chosen", path: at("invitations?cohort=Spring"), arrive: (page) => choose(page, 2) },
    {
      name: "invitations-top-up",
      path: at("invitations?cohort=Spring&state=unopened"),
      arrive: async (page) => {
        await choose(page, 1);
        await press(page, consoleWords.chosen.topUp);
        await page.getByRole("button", { name: /^Standard/ }).waitFor();
      },
    },
    {
      name: "invitations-extended",
      path: at("invitations?cohort=Spring&state=unopened"),
      arrive: async (page) => {
        await choose(page, 1);
        await press(page, consoleWords.chosen.extend);
        await press(page, consoleWords.extend.day(7));
        await page.getByText(consoleWords.chosen.done.extend(1)).waitFor();
      },
    },
    {
      name: "invitations-send",
      path: at("invitations?cohort=Spring&state=unopened"),
      arrive: async (page) => {
        await page.getByRole("checkbox", { name: consoleWords.chosen.choose("Participant 11, p-11") }).check();
        await press(page, consoleWords.chosen.send);
        await page.locator(".mail-example").waitFor();
      },
    },
    {
      name: "invitations-revoke",
      path: at("invitations?cohort=Spring&state=opened"),
      arrive: async (page) => {
        await choose(page, 1);
        await press(page, consoleWords.chosen.revoke);
      },
    },
    {
      name: "invitation-new",
      path: at("invitations/new"),
      arrive: async (page) =>
        await page.getByRole("button", { name: consoleWords.create.submit, exact: true }).waitFor(),
    },
    {
      name: "invitation-made",
      path: at("invitations/new"),
      arrive: async (page) => {
        await page.getByRole("textbox", { name: consoleWords.create.label }).fill("Ros, Thursday");
        await press(page, consoleWords.create.submit);
        await page.getByRole("textbox", { name: consoleWords.link.label }).waitFor();
      },
    },
    { name: "palette", path: at("invitations"), arrive: openPalette },
    {
      name: "palette-found",
      path: at("invitations"),
      arrive: async (page) => {
        await openPalette(page);
        await page.keyboard.type("participant 4");
        await page.getByRole("option", { name: "Participant 4" }).first().waitFor();
      },
    },
    {
      name: "palette-none",
      path: at("invitations"),
      arrive: async (page) => {
        await openPalette(page);
        await page.keyboard.type("nothing is called so");
        await page.getByText(consoleWords.palette.none("nothing is called so")).waitFor();
      },
    },
    {
      name: "more",
      path: at("invitations"),
      arrive: async (page) => {
        await page.setViewportSize({ width: 360, height: 740 });
        await press(page, consoleWords.nav.more);
      },
    },
    {
      name: "shortcuts",
      path: at("invitations"),
      arrive: async (page) => {
        await page.keyboard.press("?");
        await page.getByRole("dialog", { name: consoleWords.shortcuts.title }).waitFor();
      },
    },
  ],
  upload: [
    { name: "upload", path: at("upload"), reads: false, empty: false },
    { name: "upload-preview", path: at("upload"), arrive: async (page) => await lookAtRows(page) },
    {
      name: "upload-made",
      path: at("upload"),
      arrive: async (page) => {
        await lookAtRows(page);
        await press(page, consoleWords.upload.makeGood(12));
        await page.getByText(consoleWords.upload.made(12, 0)).waitFor();
      },
    },
    {
      name: "upload-made-before",
      path: at("upload"),
      // What was made is kept for whoever comes back. The same rows once more, without those that were bad.
      arrive: async (page) => {
        await press(page, consoleWords.upload.another);
        await lookAtRows(page, FILE.split("\n").slice(0, 13).join("\n"));
        await page.getByText(consoleWords.upload.allThere(12)).waitFor();
      },
    },
  ],
  "qr-sheet": [
    {
      name: "qr-sheet",
      path: at("qr-sheet"),
      // what the list remembers when it is asked for a sheet of the chosen ones
      prepare: async (page, { invitation: made }) =>
        await page.evaluate(
          (ids) => sessionStorage.setItem("sidecoach-qr-sheet", JSON.stringify(ids)),
          [made.unopened, made.opened, made.claimed, made.talked, made.group],
        ),
      empty: "fresh",
    },
  ],
  invitation: [
    { name: "invitation", path: invitation("talked"), empty: false },
    ...(
      [
        "unopened",
        "opened",
        "claimed",
        "running",
        "stuck",
        "exhausted",
        "ended",
        "expired",
        "revoked",
        "group",
      ] as const
    ).map((state): ConsolePage => ({ name: `invitation-${state}`, path: invitation(state) })),
    ...(["extend", "topUp", "reissue", "revoke"] as const).map((act): ConsolePage => ({
      name: `invitation-to-${act}`,
      path: invitation("opened"),
      arrive: pressing(consoleWords.invitation[act]),
    })),
    {
      name: "invitation-details",
      path: invitation("talked"),
      arrive: pressing(consoleWords.invitationMail.edit.open),
    },
    ...(["stuck", "exhausted", "expired"] as const).map((state): ConsolePage => ({
      name: `invitation-${state}-way-on`,
      path: invitation(state),
      arrive: pressing(new RegExp(`^${consoleWords.wayOn.open}`)),
    })),
    { name: "invitation-not-there", path: at("invitations/nothing-here") },
  ],
  sessions: [
    { name: "sessions", path: at("sessions"), empty: "fresh" },
    { name: "sessions-of-state", path: at("sessions?state=COMPLETED") },
    { name: "sessions-narrowed", path: at("sessions?cohort=Spring&scenario=the-heating-is-off&q=Participant") },
    { name: "sessions-none", path: at("sessions?q=nobody-has-this-label") },
    { name: "sessions-of-one", path: (world) => `/admin/sessions?invitation=${world.invitation.talked}` },
  ],
  session: [
    { name: "session", path: session("talked"), empty: false },
    { name: "session-ended", path: session("ended") },
    {
      name: "session-live",
      path: session("running"),
      arrive: async (page, world) => {
        await world.holdAnswer();
        await page.locator(".live-lane").first().waitFor();
      },
      leave: async (world) => await world.letAnswer(),
    },
    { name: "session-failed-exchange", path: session("stuck") },
    { name: "session-silent", path: session("silent") },
    {
      name: "session-note",
      path: session("talked"),
      arrive: async (page) => {
        await page.locator(".scene > .turn").last().hover();
        await page.locator(".scene > .turn").last().locator(".note-button").first().click();
      },
    },
    {
      name: "session-knowledge",
      path: session("talked"),
      arrive: async (page) => {
        const turn = page.locator(".scene > .turn").last();
        await turn.hover();
        await turn
          .getByRole("button", { name: /^What did .+ know here\?$/ })
          .first()
          .click();
        await page.getByRole("heading", { name: consoleWords.knowledge.hadRead, exact: true }).waitFor();
      },
    },
    {
      name: "session-note-edited",
      path: session("talked"),
      arrive: pressing(consoleWords.notes.edit, "first"),
    },
    { name: "session-not-there", path: at("sessions/999999") },
  ],
  notes: [
    { name: "notes", path: at("notes"), empty: "fresh" },
    {
      name: "note-gone-to",
      path: at("notes"),
      arrive: async (page) => {
        await page.locator(".to-message").first().click();
        await page.locator("[data-pointed]").first().waitFor();
      },
    },
    { name: "notes-none", path: at("notes?code=nothing-here") },
  ],
  codes: [
    { name: "codes", path: at("codes"), empty: "fresh" },
    { name: "code-new", path: at("codes"), arrive: pressing(consoleWords.codes.create) },
  ],
  alerts: [
    { name: "alerts", path: at("alerts"), empty: "fresh" },
    {
      name: "alert-help",
      path: at("alerts"),
      arrive: async (page) => {
        await press(page, consoleWords.alerts.helpNamed("Participant 7"));
        await page.getByRole("button", { name: /^Add / }).waitFor();
      },
    },
    { name: "alerts-none", path: at("alerts?kind=overrun") },
  ],
  usage: [
    { name: "usage", path: at("usage"), empty: "fresh" },
    { name: "usage-by-scenario", path: at("usage?by=scenario&chart=cost") },
    { name: "usage-calls", path: at("usage/calls") },
    { name: "usage-invitations", path: at("usage/invitations") },
    { name: "usage-comments", path: at("usage/comments") },
    { name: "usage-events", path: at("usage/events") },
    { name: "usage-calls-none", path: at("usage/calls?from=2001-01-01&to=2001-01-02") },
  ],
  scenarios: [
    { name: "scenarios", path: at("scenarios"), empty: ["scenarios"] },
    { name: "scenario-new", path: at("scenarios/new?from=the-heating-is-off") },
  ],
  scenario: [
    { name: "scenario", path: scenario(""), empty: false },
    { name: "scenario-never-published", path: (world) => `/admin/scenarios/${world.scenario.new}` },
    { name: "scenario-archived", path: (world) => `/admin/scenarios/${world.scenario.archived}` },
    { name: "scenario-publish", path: scenario(""), arrive: pressing(consoleWords.scenarios.publish) },
    { name: "scenario-versions", path: scenario("?part=versions") },
    { name: "scenario-versions-same", path: scenario("?part=versions&compare=2-2") },
    {
      name: "scenario-versions-none",
      path: (world) => `/admin/scenarios/${world.scenario.new}?part=versions`,
    },
    { name: "scenario-try", path: scenario("?part=try") },
    {
      name: "scenario-tried",
      path: scenario("?part=try"),
      arrive: async (page) => {
        await press(page, consoleWords.scenarios.try.start);
        await page.frameLocator("iframe.trial-frame").getByRole("button").first().waitFor();
      },
    },
    { name: "scenario-replay", path: scenario("?part=replay") },
    { name: "scenario-replay-none", path: (world) => `/admin/scenarios/${world.scenario.new}?part=replay` },
    { name: "scenario-not-there", path: at("scenarios/999999") },
  ],
  replay: [
    { name: "replay", path: (world) => `/admin/replays/${world.replay.said}`, empty: false },
    { name: "replay-begun", path: (world) => `/admin/replays/${world.replay.begun}` },
    { name: "replay-not-there", path: at("replays/nothing-here") },
  ],
  presets: [
    { name: "presets", path: at("presets"), empty: ["quota-presets", "model-prices"] },
    { name: "preset-new", path: at("presets/new") },
  ],
  people: [
    { name: "people", path: at("people"), empty: ["users"] },
    { name: "people-none", path: at("people?q=nobody-has-this-name&role=STAFF") },
  ],
  person: [
    { name: "person", path: person("user"), empty: false },
    { name: "person-guest", path: person("guest") },
    { name: "person-merged", path: person("merged") },
    { name: "person-staff", path: person("staff") },
    { name: "person-make-staff", path: person("guest"), arrive: pressing(consoleWords.people.grant.STAFF) },
    { name: "person-erase", path: person("guest"), arrive: pressing(consoleWords.people.erase.act) },
    { name: "person-not-there", path: at("people/nothing-here") },
  ],
  sites: [
    { name: "sites", path: at("sites"), empty: ["sites"] },
    { name: "site-new", path: at("sites/new"), arrive: (page) => nameSite(page, "www.example.org") },
    {
      name: "site-new-warned",
      path: at("sites/new"),
      arrive: (page) => nameSite(page, "http://www.example.org:8080/practice"),
    },
  ],
  site: [
    { name: "site", path: site("first"), empty: false },
    { name: "site-off", path: site("second") },
    { name: "site-require", path: site("first"), arrive: pressing(consoleWords.sites.require) },
    { name: "site-key-new", path: site("first"), arrive: pressing(consoleWords.sites.makeKey) },
    {
      name: "site-mail",
      path: site("first"),
      arrive: pressing(consoleWords.mail.change(consoleWords.mail.kind.reminder)),
    },
    {
      name: "site-return-refused",
      path: site("first"),
      arrive: async (page) => {
        await page
          .getByRole("textbox", { name: consoleWords.sites.returnField })
          .fill("https://elsewhere.example/room");
        await press(page, consoleWords.sites.addReturn);
        await page.getByRole("alert").filter({ hasText: consoleWords.sites.addReturnFailed }).waitFor();
      },
    },
    { name: "site-not-there", path: at("sites/nothing-here") },
  ],
  keys: [
    { name: "keys", path: at("keys"), empty: "fresh" },
    { name: "keys-revoke", path: at("keys"), arrive: pressing(consoleWords.keys.revokeNamed("dashboard")) },
    {
      name: "key-new",
      path: at("keys/new"),
      arrive: async (page) => await page.getByRole("radio", { name: consoleWords.keys.some }).check(),
    },
    {
      name: "key-made",
      path: at("keys/new"),
      arrive: async (page) => {
        await page.getByRole("textbox", { name: consoleWords.keys.name }).fill("survey join");
        await press(page, consoleWords.keys.submit);
        await page.getByLabel(consoleWords.keys.secret, { exact: true }).waitFor();
      },
    },
  ],
  audit: [
    { name: "audit", path: at("audit"), empty: ["audit"] },
    { name: "audit-narrowed", path: at("audit?action=scenario.change&from=2026-01-01") },
    { name: "audit-none", path: at("audit?action=person.erase") },
  ],
  outbox: [
    { name: "outbox", path: at("outbox"), empty: "fresh" },
    { name: "outbox-shown", path: at("outbox"), arrive: pressing(new RegExp(consoleWords.outbox.show), "first") },
    { name: "forbidden", path: at("outbox"), as: "colleague" },
  ],
  export: [
    { name: "export", path: at("export"), empty: "with words" },
    {
      name: "export-narrowed",
      path: (world) => `/admin/export?cohort=Spring&scenario=${world.scenario.changed}&from=2026-01-01`,
    },
  ],
  system: [{ name: "system", path: at("system"), empty: false }],
  me: [{ name: "my-accounts", path: at("me"), empty: false }],
  "sign-in": [
    { name: "signed-out", path: at("sign-in"), as: "nobody", empty: false },
    { name: "sign-in", path: at("invitations#sign-in=link_any"), as: "nobody" },
    {
      name: "sign-in-spent",
      path: at("invitations#sign-in=link_any"),
      as: "nobody",
      arrive: async (page) => {
        await press(page, consoleWords.signIn.button);
        await page.getByText(consoleWords.signIn.spent).waitFor();
      },
    },
  ],
  unknown: [{ name: "not-found", path: at("no-such-page"), reads: false, empty: false }],
};

/** All of them, in their order. */
export const consolePages: readonly ConsolePage[] = Object.values(CONSOLE_PAGES).flat();
/** The pages themselves. */
export const firstPages: readonly ConsolePage[] = Object.values(CONSOLE_PAGES).map(([first]) => first);
