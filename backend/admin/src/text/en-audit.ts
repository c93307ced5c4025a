import { scenarioWords } from "./en-scenarios.ts";
import { plural } from "./plural.ts";
import { providerName } from "./provider-name.ts";
import { formatNumber } from "./time.ts";

type Detail = Record<string, unknown>;
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const lower = (value: unknown): string => textOf(value).toLowerCase();
const listOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
const joined = (parts: (string | null)[]): string => parts.filter((part) => part !== null).join(", ");

const retiring = (hours: unknown): string =>
  typeof hours !== "number"
    ? ""
    : hours === 0
      ? "the others ended"
      : `the others retire in ${plural(hours, "hour", "hours")}`;

const NOTE_FIELDS: Record<string, string> = { content: "its words", codes: "its codes" };
/** Of a site, where what was changed says more than to what. */
const CHANGED: Record<string, string> = {
  name: "its name",
  pageUrl: "its page",
  origins: "its origins",
  helpContacts: "its help contacts",
  theme: "its looks",
  isActive: "whether it is on",
};

/** What was done, in the words of whoever reads it; `more`: what the entry says beside it. */
const ACTS: Record<string, { did: string; more?: (detail: Detail) => string }> = {
  "invitation.create": { did: "Made an invitation" },
  "invitation.change": {
    did: "Changed an invitation",
    more: ({ expiresAt, quotaTokens, days, addedTokens, label, cohort, externalRef, email }) =>
      joined([
        typeof expiresAt === "string" ? `good until ${expiresAt.slice(0, 10)}` : null,
        typeof quotaTokens === "number" ? `quota ${formatNumber(quotaTokens)} tokens` : null,
        typeof days === "number" ? `${plural(days, "day", "days")} more` : null,
        typeof addedTokens === "number" ? `${plural(addedTokens, "token", "tokens")} more` : null,
        label === undefined ? null : "its label",
        cohort === undefined ? null : "its cohort",
        externalRef === undefined ? null : "its reference",
        email === undefined ? null : "its address",
      ]),
  },
  "invitation.revoke": { did: "Revoked an invitation" },
  "invitation.reissue": { did: "Made a new link for an invitation" },
  "invitation.sign-out": { did: "Signed out an invitation’s devices" },
  "invitation.links": {
    did: "Took links as a file",
    more: ({ count }) => (typeof count === "number" ? plural(count, "link", "links") : ""),
  },
  "invitation.send": { did: "Wrote a mail with the link" },
  "invitation.remind": { did: "Wrote a reminder" },
  "invitation.claim": { did: "Accepted an invitation" },
  "note.create": { did: "Wrote a note" },
  "note.change": {
    did: "Changed a note",
    more: ({ fields }) => joined(listOf(fields).map((field) => NOTE_FIELDS[field] ?? field)),
  },
  "note.delete": { did: "Deleted a note" },
  "code.create": { did: "Added a code to the code book" },
  "code.change": {
    did: "Changed a code",
    more: ({ retired }) => (retired === true ? "retired" : retired === false ? "back in use" : ""),
  },
  "alert.mark": { did: "Looked at alerts" },
  "staff.sign-in": {
    did: "Signed in to the console",
    more: ({ via }) => (via === "link" ? "by a one-time link" : via === undefined ? "" : providerName(textOf(via))),
  },
  "staff.sign-out": { did: "Signed out of the console" },
  "identity.link": { did: "Added an account", more: ({ provider }) => providerName(textOf(provider)) },
  "identity.unlink": { did: "Removed an account", more: ({ provider }) => providerName(textOf(provider)) },
  "user.role": { did: "Changed a role", more: ({ from, to }) => `from ${lower(from)} to ${lower(to)}` },
  "user.admin-by-email": { did: "Became admin by a listed address" },
  "user.merge": { did: "Merged a guest into a person" },
  "person.erase": { did: "Erased a person’s data" },
  "research.withdraw": { did: "Took back the consent to research" },
  "api-key.create": {
    did: "Made an API key",
    more: ({ role, scopes }) => joined([lower(role), ...listOf(scopes)]),
  },
  "api-key.revoke": { did: "Revoked an API key" },
  "scenario.create": {
    did: "Began a scenario",
    more: ({ slug, from }) => joined([textOf(slug), typeof from === "string" ? `a copy of ${from}` : null]),
  },
  "scenario.change": {
    did: "Saved a scenario’s draft",
    more: ({ fields }) =>
      listOf(fields)
        .map((field) => lower(scenarioWords.field[field] ?? field))
        .join(", "),
  },
  "scenario.publish": {
    did: "Published a scenario",
    more: ({ version }) => (typeof version === "number" ? `version ${version}` : ""),
  },
  "scenario.archive": { did: "Archived a scenario" },
  "scenario.restore": { did: "Offered a scenario again" },
  "scenario.try": {
    did: "Tried a scenario",
    more: ({ version }) => (typeof version === "number" ? `version ${version}` : "its draft"),
  },
  "scenario.replay": {
    did: "Replayed a session",
    more: ({ session }) => (typeof session === "number" ? `session ${session}` : ""),
  },
  "scenario.replay-again": {
    did: "Said a line of a replay again",
    more: ({ line }) => (typeof line === "number" ? `line ${line}` : ""),
  },
  "scenario.replay-cancel": { did: "Stopped a replay" },
  "preset.create": { did: "Made a quota preset", more: ({ name }) => textOf(name) },
  "preset.change": {
    did: "Changed a quota preset",
    more: ({ name, tokens, isDefault }) =>
      joined([
        textOf(name),
        typeof tokens === "number" ? `${formatNumber(tokens)} tokens` : null,
        isDefault === true ? "the default now" : null,
      ]),
  },
  "preset.order": { did: "Put the quota presets in order" },
  "preset.delete": { did: "Deleted a quota preset", more: ({ name }) => textOf(name) },
  "model-price.set": { did: "Set a model’s price" },
  "model-price.remove": { did: "Removed a model’s price" },
  "site.try": { did: "Looked at a site’s widget" },
  "site.create": { did: "Made a site", more: ({ key }) => textOf(key) },
  "site.allow": { did: "Let a page’s origin in", more: ({ origin }) => textOf(origin) },
  "site.change": {
    did: "Changed a site",
    more: ({ requireKnownPeople, voice, returnUrls, ...rest }) =>
      joined([
        ...["name", "pageUrl", "origins", "helpContacts", "theme", "isActive"]
          .filter((field) => rest[field] !== undefined)
          .map((field) => CHANGED[field] ?? field),
        rest["testMode"] === true ? "test mode on" : rest["testMode"] === false ? "test mode off" : null,
        typeof rest["retentionDays"] === "number"
          ? `sessions kept ${plural(rest["retentionDays"], "day", "days")}`
          : rest["retentionDays"] === null
            ? "sessions kept without an end"
            : null,
        requireKnownPeople === true
          ? "signed people only"
          : requireKnownPeople === false
            ? "lets in anyone with an invitation"
            : null,
        voice === true ? "takes recordings" : voice === false ? "takes no recordings" : null,
        Array.isArray(returnUrls) ? plural(returnUrls.length, "return address", "return addresses") : null,
      ]),
  },
  "site.mail": { did: "Changed the words of a site’s mails" },
  "site-key.create": { did: "Made a site’s signing key", more: ({ overlapHours }) => retiring(overlapHours) },
  "site-key.delete": { did: "Ended a site’s signing key" },
  "signing-key.rotate": { did: "Changed the key that signs tokens" },
  "study.create": { did: "Made a study", more: ({ name }) => textOf(name) },
  "export.take": {
    did: "Took an export",
    more: ({ format, table }) => joined([textOf(format), textOf(table) || null]),
  },
  "retention.remove": {
    did: "Removed what a site keeps no longer",
    more: ({ sessions, days }) =>
      joined([
        typeof sessions === "number" ? plural(sessions, "session", "sessions") : null,
        typeof days === "number" ? `older than ${plural(days, "day", "days")}` : null,
      ]),
  },
  "outbox.read": { did: "Looked into the outbox" },
};

export const auditWords = {
  title: "Audit trail",
  columns: { when: "When", who: "Who", what: "What", about: "About" },
  /** an act that is newer than these words is shown by its name */
  did: (action: string) => ACTS[action]?.did ?? action,
  more: (action: string, detail: Detail) => ACTS[action]?.more?.(detail) ?? "",
  /** who did what nobody of staff did */
  nobody: (action: string, { via }: Detail) =>
    action === "person.erase" || action === "research.withdraw"
      ? "The person"
      : via === "retention"
        ? "The site’s retention"
        : via === "admin-emails"
          ? "Settings (ADMIN_EMAILS)"
          : "Command line",
  filters: "Filters",
  action: "What",
  anything: "Everything",
  areas: {
    invitation: "All about invitations",
    note: "All about notes",
    code: "All about the code book",
    alert: "All about alerts",
    staff: "All sign-ins and sign-outs",
    identity: "All about accounts",
    user: "All about people",
    person: "All erasures",
    research: "All about research",
    "api-key": "All about API keys",
    scenario: "All about scenarios",
    preset: "All about quota presets",
    "model-price": "All about prices",
    site: "All about sites",
    "site-key": "All about sites’ keys",
    "signing-key": "All about signing keys",
    outbox: "All about the outbox",
    study: "All about studies",
    export: "All exports",
    retention: "All that retention removed",
  } as Record<string, string>,
  from: "From",
  to: "To",
  subject: "Whole id",
  subjectLabel: "Only what is about this id",
  by: (who: string) => `By ${who}`,
  about: (what: string) => `About ${what}`,
  onlyBy: (who: string) => `Only what ${who} did`,
  onlyAboutThis: (shown: string) => `${shown}: only what is about it`,
  onlyAbout: (id: string) => `Only what is about ${id}`,
  remove: (filter: string) => `Remove the filter “${filter}”`,
  clear: "Show everything",
  shortId: (id: string) => (id.length <= 12 ? id : `…${id.slice(-6)}`),
  page: {
    invitation: "Invitation",
    invitations: "Invitations",
    person: "Person",
    keys: "API keys",
    scenario: "Scenario",
    presets: "Quota presets",
    site: "Site",
    outbox: "Outbox",
    export: "Export",
    codes: "Code book",
  } as Record<string, string>,
  end: (count: number) => `${plural(count, "entry", "entries")}, that is all.`,
  failed: "The audit trail could not be loaded",
  emptyTitle: "Nothing was done yet",
  empty: "Whatever staff do is written here with the act itself, and never changed.",
  noneTitle: "Nothing matches these filters",
  none: "Ids are compared whole.",
};
