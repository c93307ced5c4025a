import type { InvitationState, SessionStatus, StaffAlert, StaffUser } from "./types.ts";

type AlertKind = StaffAlert["kind"];
/** `at`: the note that was left for its message, to come back to; "" none */
export type NotesRoute = { name: "notes"; code: string; mine: boolean; at: string };
export type AlertsRoute = { name: "alerts"; kind: AlertKind | null };
export type AuditRoute = { name: "audit"; actor: string; action: string; subject: string; from: string; to: string };
/** What figures are narrowed to, as it stands in the address. */
export const USAGE_FILTERS = [
  "from",
  "to",
  "site",
  "scenario",
  "preset",
  "cohort",
  "kind",
  "model",
  "by",
  "chart",
  "lane",
  "step",
  "was",
  "problem",
  "name",
  "detail",
] as const;
export type UsageFilter = Partial<Record<(typeof USAGE_FILTERS)[number], string>>;
const USAGE_ROWS = ["calls", "invitations", "comments", "events"] as const;
export type UsageRoute = { name: "usage"; rows: (typeof USAGE_ROWS)[number] | null; filter: UsageFilter };
const EXPORT_FILTERS = ["site", "scenario", "cohort", "from", "to"] as const;
/** Ids, names and days, as the server takes them. */
export type ExportFilter = Partial<Record<(typeof EXPORT_FILTERS)[number], string>>;
export type ExportRoute = { name: "export"; filter: ExportFilter };
/** `from`: the slug of the one that a new scenario begins as a copy of */
export type ScenariosRoute = { name: "scenarios"; creating: boolean; from: string };
/** `compare`: two versions, 0 is the draft; null: the newest with the draft */
export type ScenarioRoute = {
  name: "scenario";
  id: number;
  part: ScenarioPart;
  compare: readonly [number, number] | null;
};
export type PeopleRoute = { name: "people"; q: string; role: StaffUser["role"] | null };
/** What the list of invitations is narrowed to, beside state and search: a cohort's name, a preset's name, a scenario's slug, a site's key. */
export type InvitationFilters = { cohort: string; preset: string; scenario: string; site: string };
/** `state`: a status, or those in which somebody talks just now */
export type SessionsRoute = {
  name: "sessions";
  invitationId: string | null;
  state: (typeof SESSION_STATES)[number] | null;
  q: string;
  scenario: string;
  cohort: string;
};
export type Route =
  | ({ name: "invitations"; state: InvitationState | null; q: string; creating: boolean } & InvitationFilters)
  | { name: "upload" }
  | { name: "qr-sheet" }
  | { name: "invitation"; id: string }
  | SessionsRoute
  /** `note`: the one whose message is gone to */
  | { name: "session"; id: number; note: string | null }
  | NotesRoute
  | { name: "codes" }
  | AlertsRoute
  | UsageRoute
  | ScenariosRoute
  | ScenarioRoute
  | { name: "replay"; id: string }
  | { name: "presets"; creating: boolean }
  | PeopleRoute
  | { name: "person"; id: string }
  | { name: "keys"; creating: boolean }
  | { name: "sites"; creating: boolean }
  | { name: "site"; id: string }
  | AuditRoute
  | { name: "outbox" }
  | ExportRoute
  | { name: "system" }
  | { name: "me" }
  | { name: "sign-in" }
  | { name: "unknown" };
type KnownRoute = Exclude<Route, { name: "unknown" }>;

export const INVITATION_STATES = [
  "unopened",
  "opened",
  "claimed",
  "active",
  "stuck",
  "exhausted",
  "completed",
  "expired",
  "revoked",
] as const satisfies InvitationState[];
export const SESSION_STATES = ["live", "ACTIVE", "PAUSED", "ABANDONED", "COMPLETED"] as const satisfies (
  | SessionStatus
  | "live"
)[];
export const ALERT_KINDS = [
  "stuck",
  "exhausted",
  "upstream",
  "coach-missing",
  "overrun",
  "spend",
] as const satisfies AlertKind[];
export const SCENARIO_PARTS = ["draft", "versions", "try", "replay"] as const;
export type ScenarioPart = (typeof SCENARIO_PARTS)[number];
export const ROLES = ["GUEST", "USER", "STAFF", "ADMIN"] as const satisfies StaffUser["role"][];

const oneOf = <T extends string>(known: readonly T[], value: string | null): T | null =>
  known.find((one) => one === value) ?? null;

const numberIn = (text: string): number | null => (/^[1-9]\d{0,14}$/.test(text) ? Number(text) : null);

const filterIn = <Name extends string>(names: readonly Name[], query: URLSearchParams): Partial<Record<Name, string>> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = query.get(name);
      return value === null ? [] : [[name, value]];
    }),
  ) as Partial<Record<Name, string>>;
const usageFilterIn = (query: URLSearchParams): UsageFilter => filterIn(USAGE_FILTERS, query);
const compareIn = (text: string): [number, number] | null => {
  const found = /^(\d{1,6})-(\d{1,6})$/.exec(text);
  return found ? [Number(found[1]), Number(found[2])] : null;
};

/** The pages of an area by what comes after its name: nothing, or one part. */
const readArea = (area: string, id: string | undefined, query: URLSearchParams): Route => {
  const said = (name: string): string => query.get(name) ?? "";
  switch (`${area}${id === undefined ? "" : id === "new" ? "/new" : "/*"}`) {
    case "invitations":
    case "invitations/new":
      return {
        name: "invitations",
        state: oneOf(INVITATION_STATES, query.get("state")),
        q: said("q"),
        cohort: said("cohort"),
        preset: said("preset"),
        scenario: said("scenario"),
        site: said("site"),
        creating: id === "new",
      };
    case "upload":
    case "qr-sheet":
      return { name: area as "upload" | "qr-sheet" };
    case "invitations/*":
      return { name: "invitation", id: id ?? "" };
    case "sessions":
      return {
        name: "sessions",
        invitationId: said("invitation") || null,
        state: oneOf(SESSION_STATES, query.get("state")),
        q: said("q"),
        scenario: said("scenario"),
        cohort: said("cohort"),
      };
    case "sessions/*": {
      const session = numberIn(id ?? "");
      return session === null ? { name: "unknown" } : { name: "session", id: session, note: said("note") || null };
    }
    case "notes":
      return { name: "notes", code: said("code"), mine: said("author") === "me", at: said("at") };
    case "alerts":
      return { name: "alerts", kind: oneOf(ALERT_KINDS, query.get("kind")) };
    case "usage":
      return { name: "usage", rows: null, filter: usageFilterIn(query) };
    case "usage/*": {
      const rows = oneOf(USAGE_ROWS, id ?? "");
      return rows === null ? { name: "unknown" } : { name: "usage", rows, filter: usageFilterIn(query) };
    }
    case "people":
      return { name: "people", q: said("q"), role: oneOf(ROLES, query.get("role")) };
    case "people/*":
      return { name: "person", id: id ?? "" };
    case "keys":
    case "keys/new":
      return { name: "keys", creating: id === "new" };
    case "sites":
    case "sites/new":
      return { name: "sites", creating: id === "new" };
    case "sites/*":
      return { name: "site", id: id ?? "" };
    case "audit":
      return {
        name: "audit",
        actor: said("actor"),
        action: said("action"),
        subject: said("subject"),
        from: said("from"),
        to: said("to"),
      };
    case "scenarios":
    case "scenarios/new":
      return { name: "scenarios", creating: id === "new", from: said("from") };
    case "scenarios/*": {
      const scenario = numberIn(id ?? "");
      if (scenario === null) return { name: "unknown" };
      const part = oneOf(SCENARIO_PARTS, query.get("part")) ?? "draft";
      return { name: "scenario", id: scenario, part, compare: compareIn(said("compare")) };
    }
    case "replays/*":
      return { name: "replay", id: id ?? "" };
    case "presets":
    case "presets/new":
      return { name: "presets", creating: id === "new" };
    case "export":
      return { name: "export", filter: filterIn(EXPORT_FILTERS, query) };
    case "codes":
    case "outbox":
    case "system":
    case "me":
    case "sign-in":
      return { name: area as "codes" | "outbox" | "system" | "me" | "sign-in" };
    default:
      return { name: "unknown" };
  }
};

/** The route of an address below /admin; the filters of a list stand in its query. */
export const parseRoute = (pathname: string, search: string): Route => {
  const [base, area = "invitations", id, ...rest] = pathname
    .split("/")
    .filter((part) => part !== "")
    .map(decodeSafely);
  if (base !== "admin" || rest.length > 0) return { name: "unknown" };
  return readArea(area, id, new URLSearchParams(search));
};

const decodeSafely = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

const queryOf = (pairs: Record<string, string | null>): string => {
  const said = Object.entries(pairs).filter((pair): pair is [string, string] => pair[1] !== null && pair[1] !== "");
  const query = new URLSearchParams(said).toString();
  return query === "" ? "" : `?${query}`;
};

/** An empty value says something here: those without a detail. */
const queryIn = (filter: UsageFilter): string => {
  const query = new URLSearchParams(Object.entries(filter)).toString();
  return query === "" ? "" : `?${query}`;
};

export const hrefOf = (route: KnownRoute): string => {
  switch (route.name) {
    case "invitations":
      return `/admin/invitations${route.creating ? "/new" : ""}${queryOf({ state: route.state, q: route.q, cohort: route.cohort, preset: route.preset, scenario: route.scenario, site: route.site })}`;
    case "invitation":
      return `/admin/invitations/${encodeURIComponent(route.id)}`;
    case "session":
      return `/admin/sessions/${route.id}${queryOf({ note: route.note })}`;
    case "sessions":
      return `/admin/sessions${queryOf({ invitation: route.invitationId, state: route.state, q: route.q, scenario: route.scenario, cohort: route.cohort })}`;
    case "notes":
      return `/admin/notes${queryOf({ code: route.code, author: route.mine ? "me" : null, at: route.at })}`;
    case "alerts":
      return `/admin/alerts${queryOf({ kind: route.kind })}`;
    case "usage":
      return `/admin/usage${route.rows === null ? "" : `/${route.rows}`}${queryIn(route.filter)}`;
    case "people":
      return `/admin/people${queryOf({ q: route.q, role: route.role })}`;
    case "person":
      return `/admin/people/${encodeURIComponent(route.id)}`;
    case "keys":
      return `/admin/keys${route.creating ? "/new" : ""}`;
    case "sites":
      return `/admin/sites${route.creating ? "/new" : ""}`;
    case "site":
      return `/admin/sites/${encodeURIComponent(route.id)}`;
    case "audit":
      return `/admin/audit${queryOf({ actor: route.actor, action: route.action, subject: route.subject, from: route.from, to: route.to })}`;
    case "scenarios":
      return `/admin/scenarios${route.creating ? "/new" : ""}${queryOf({ from: route.from })}`;
    case "scenario":
      return `/admin/scenarios/${route.id}${queryOf({
        part: route.part === "draft" ? null : route.part,
        compare: route.compare?.join("-") ?? null,
      })}`;
    case "replay":
      return `/admin/replays/${encodeURIComponent(route.id)}`;
    case "presets":
      return `/admin/presets${route.creating ? "/new" : ""}`;
    case "upload":
    case "qr-sheet":
    case "codes":
    case "outbox":
    case "system":
    case "me":
    case "sign-in":
      return `/admin/${route.name}`;
    case "export":
      return `/admin/export${queryIn(route.filter)}`;
  }
};
export const LIST: Extract<Route, { name: "invitations" }> = {
  name: "invitations",
  state: null,
  q: "",
  cohort: "",
  preset: "",
  scenario: "",
  site: "",
  creating: false,
};
export const SESSIONS: SessionsRoute = {
  name: "sessions",
  invitationId: null,
  state: null,
  q: "",
  scenario: "",
  cohort: "",
};
export const NOTES: NotesRoute = { name: "notes", code: "", mine: false, at: "" };
export const ALERTS: AlertsRoute = { name: "alerts", kind: null };
export const USAGE: UsageRoute = { name: "usage", rows: null, filter: {} };
export const SCENARIOS: ScenariosRoute = { name: "scenarios", creating: false, from: "" };
export const SITES: Extract<Route, { name: "sites" }> = { name: "sites", creating: false };
export const PEOPLE: PeopleRoute = { name: "people", q: "", role: null };
export const AUDIT: AuditRoute = { name: "audit", actor: "", action: "", subject: "", from: "", to: "" };
