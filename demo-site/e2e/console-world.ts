import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import type { Simulator } from "../../backend/src/model/simulator/start-simulator.ts";
import { CONSENT_VERSION } from "../../backend/src/invitations/who-sees-what.ts";
import { postTo } from "./post-to.ts";
import { joinTwo } from "./join-two.ts";
import type { Product } from "./product.ts";
import { askAsStaff, changeAsStaff, makeInvitation, readAsStaff } from "./staff.ts";
import { exhaust, letIn } from "./staff-guide-people.ts";

const SCENARIO = "the-heating-is-off";
const COHORT = "Spring";
const LINES = [
  "You never answer my messages. It has been cold for nine days!",
  "I can see that it has been a long winter for you too. Which day is the engineer coming?",
  "Thursday is good. Thank you for telling me.",
] as const;

export type ConsoleStudio = { product: Product; upstream: Simulator; staff: Page };
/** What stands in the database, by the id under which its page is found. */
export type ConsoleWorld = {
  invitation: Record<
    | "unopened"
    | "opened"
    | "claimed"
    | "talked"
    | "running"
    | "stuck"
    | "exhausted"
    | "ended"
    | "expired"
    | "revoked"
    | "group",
    string
  >;
  session: Record<"talked" | "running" | "ended" | "stuck" | "silent", number>;
  scenario: Record<"changed" | "new" | "archived", number>;
  replay: Record<"begun" | "said", string>;
  person: Record<"guest" | "user" | "merged" | "staff", string>;
  site: Record<"first" | "second", string>;
  /** whoever is in the running session says something, and is answered half */
  holdAnswer: () => Promise<void>;
  /** … and then whole */
  letAnswer: () => Promise<void>;
};
type Item = { id: string };
type Code = Item;

const of = (n: number, more: object = {}): object => ({
  label: `Participant ${n}`,
  externalRef: `p-${n}`,
  cohort: COHORT,
  scenarioSlug: SCENARIO,
  ...more,
});

const noteWhatWasSaid = async (staff: Page, session: number): Promise<void> => {
  const codes: Code[] = [];
  for (const [name, meaning] of [
    ["names a feeling", "The invitee says what the other may feel, as a guess. Not: their own feeling."],
    ["asks for a day", "A concrete want with a time."],
    ["blame", "“You always”, “you never”."],
  ] as const)
    codes.push(await askAsStaff<Code>(staff, "codes", { name, meaning }));
  await changeAsStaff(staff, `codes/${codes[2]?.id ?? ""}`, { retired: true });
  const { messages } = await readAsStaff<{ messages: { id: number; role: string }[] }>(staff, `sessions/${session}`);
  const said = messages.filter(({ role }) => role === "user").map(({ id }) => id);
  await askAsStaff(staff, `sessions/${session}/notes`, {
    content: "Blame first; the partner hardens at once.",
    messageId: said[0],
  });
  await askAsStaff(staff, `sessions/${session}/notes`, {
    content: "Names the winter, then one concrete want.",
    messageId: said[1],
    codes: [codes[0]?.id, codes[1]?.id],
  });
  await askAsStaff(staff, `sessions/${session}/notes`, { content: "Asks for a day in the second exchange." });
};

type Scenario = { id: number; slug: string; revision: number; draft: { openingLine: string | null } };
const changeScenarios = async (staff: Page): Promise<ConsoleWorld["scenario"]> => {
  const { items } = await readAsStaff<{ items: Scenario[] }>(staff, "scenarios");
  const id = items.find(({ slug }) => slug === SCENARIO)?.id ?? 0;
  const change = async (body: object): Promise<number> => {
    const { revision } = await readAsStaff<Scenario>(staff, `scenarios/${id}`);
    return (await changeAsStaff<Scenario>(staff, `scenarios/${id}`, { revision, ...body })).revision;
  };
  const { draft } = await readAsStaff<Scenario>(staff, `scenarios/${id}`);
  const revision = await change({ goal: "Learn which day the engineer comes, and that you are believed." });
  await askAsStaff(staff, `scenarios/${id}/publish`, { revision });
  await change({ openingLine: (draft.openingLine ?? "").replace("your three messages", "all of your messages") });
  const made = await askAsStaff<Scenario>(staff, "scenarios", { slug: "the-lamp-is-out", name: "The lamp is out" });
  const old = await askAsStaff<Scenario>(staff, "scenarios", {
    slug: "the-first-winter",
    name: "The first winter, as it was tried in the pilot",
    from: SCENARIO,
  });
  await askAsStaff(staff, `scenarios/${old.id}/archive`, { archived: true });
  return { changed: id, new: made.id, archived: old.id };
};

type Replay = { id: string; state: string };
const replay = async (staff: Page, scenario: number, session: number): Promise<ConsoleWorld["replay"]> => {
  const start = async (): Promise<string> =>
    (await askAsStaff<Replay>(staff, `scenarios/${scenario}/replays`, { sessionId: session })).id;
  const said = await start();
  for (let state = "next"; state === "next" || state === "running";) {
    if (state === "next") await askAsStaff(staff, `replays/${said}/next`);
    await staff.waitForTimeout(100);
    state = (await readAsStaff<Replay>(staff, `replays/${said}`)).state;
  }
  return { said, begun: await start() };
};

const setUp = async (staff: Page): Promise<ConsoleWorld["site"]> => {
  const { items } = await readAsStaff<{ items: (Item & { origins: string[] })[] }>(staff, "sites");
  const first = items[0]?.id ?? "";
  await changeAsStaff(staff, `sites/${first}`, {
    helpContacts: [{ name: "Night line", detail: "Somebody listens, every night.", href: "tel:+43123456" }],
    returnUrls: [`${items[0]?.origins[0] ?? ""}/practice`],
  });
  await askAsStaff(staff, `sites/${first}/keys`);
  const second = await askAsStaff<Item>(staff, "sites", {
    key: "evening-school",
    name: "Evening School of Difficult Conversations, Linz",
    pageUrl: "https://learn.evening-school.example/difficult-conversations/practice",
  });
  await changeAsStaff(staff, `sites/${second.id}`, { testMode: true, isActive: false });
  await askAsStaff(staff, "api-keys", { name: "nightly report", role: "STAFF", scopes: ["people", "sessions"] });
  await askAsStaff(staff, "api-keys", { name: "dashboard", role: "ADMIN", expiresInDays: 30 });
  for (const [model, inputPerMillion, outputPerMillion] of [
    ["claude-sonnet-5-5", 3, 15],
    ["claude-haiku-5-5", 1, 5],
  ] as const)
    await askAsStaff(staff, "model-prices", { model, inputPerMillion, outputPerMillion, currency: "USD" });
  await askAsStaff(staff, "export", { name: "Winter" });
  return { first, second: second.id };
};

/** Figures are counted within some seconds. */
const waitForFigures = async (staff: Page): Promise<void> => {
  type Figures = { total: { calls: number }; pending: number };
  for (;;) {
    const { total, pending } = await readAsStaff<Figures>(staff, "usage");
    if (total.calls > 0 && pending === 0) return;
    await staff.waitForTimeout(300);
  }
};

/** Fills a fresh installation with what staff find after some weeks: every state that a page of the console can show. */
export const fillConsole = async ({ product, upstream, staff }: ConsoleStudio): Promise<ConsoleWorld> => {
  const { api } = product.lines;
  // One that was not written to yet.
  await makeInvitation(staff, of(11, { email: "ros@example.org" }));
  const unopened = await makeInvitation(staff, of(1, { email: "ada@example.org" }));
  await askAsStaff(staff, "invitations/acts", { act: "send", ids: [unopened.id] });
  const opened = await makeInvitation(staff, of(2, { label: "Participant with quite a long label, 2, second wave" }));
  await postTo(api, "/v1/invitations/preview", { token: opened.token });
  const claimed = await letIn(staff, api, of(3));

  const talked = await letIn(staff, api, of(4));
  const first = await talked.say(LINES[0]);
  await talked.ask("Was I too harsh just now?");
  await talked.sayInstead(first, "You sound tired of this. Which day could somebody come?");
  await talked.say(LINES[1]);
  const running = await letIn(staff, api, of(5));
  for (const line of LINES.slice(0, 2)) await running.say(line);
  const ended = await letIn(staff, api, of(6));
  for (const line of LINES) await ended.say(line);
  await ended.end();
  const spent = await letIn(staff, api, of(7));
  await spent.say(LINES[0]);
  await exhaust(staff, spent.id);
  const stuck = await letIn(staff, api, of(8));
  await stuck.say(LINES[0]);
  upstream.fault({ kind: "refusal", lane: "partner" });
  await stuck.say("Say something that you would rather not say.");
  const late = await letIn(staff, api, of(9));
  await late.say(LINES[0]);
  await changeAsStaff(staff, `invitations/${late.id}`, { expiresAt: new Date(Date.now() - 86_400_000).toISOString() });
  const gone = await letIn(staff, api, of(10));
  await askAsStaff(staff, `invitations/${gone.id}/revoke`);
  const group = await makeInvitation(staff, {
    label: "Thursday course",
    cohort: COHORT,
    claimMode: "SHARED",
    maxClaims: 12,
  });
  const consent = { service: CONSENT_VERSION, research: false };
  await postTo(api, "/v1/invitations/claim", { token: group.token, deviceId: randomUUID(), consent });

  await noteWhatWasSaid(staff, talked.session);
  const scenario = await changeScenarios(staff);
  const replays = await replay(staff, scenario.changed, ended.session);
  const site = await setUp(staff);
  const person = await joinTwo(product, { guest: claimed.id, user: talked.id, merged: spent.id, staff: ended.id });
  await changeAsStaff(staff, `users/${person.staff}`, { role: "STAFF" });
  await waitForFigures(staff);
  let answered: Promise<unknown> = Promise.resolve();
  return {
    holdAnswer: async () => {
      upstream.gate.close({ lane: "partner", afterTokens: 10 });
      answered = running.say(LINES[2]);
      while (upstream.gate.waiting === 0) await staff.waitForTimeout(50);
    },
    letAnswer: async () => {
      upstream.gate.open();
      await answered;
    },
    invitation: {
      unopened: unopened.id,
      opened: opened.id,
      claimed: claimed.id,
      talked: talked.id,
      running: running.id,
      stuck: stuck.id,
      exhausted: spent.id,
      ended: ended.id,
      expired: late.id,
      revoked: gone.id,
      group: group.id,
    },
    session: {
      talked: talked.session,
      running: running.session,
      ended: ended.session,
      stuck: stuck.session,
      silent: claimed.session,
    },
    scenario,
    replay: replays,
    person,
    site,
  };
};
