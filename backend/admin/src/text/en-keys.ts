import { plural } from "./plural.ts";
import { formatDay } from "./time.ts";

const SCOPES = {
  invitations: "Invitations",
  sessions: "Sessions and notes",
  scenarios: "Scenarios",
  people: "People",
  export: "Exports, usage and telemetry",
  settings: "Settings: sites, API keys, audit",
};

/** what a key was narrowed to by a script may be none of those that are offered here */
const scopeName = (scope: string): string => (SCOPES as Record<string, string>)[scope] ?? scope;

export const keyWords = {
  title: "API keys",
  create: "New API key",
  columns: { name: "Key", may: "May", owner: "Of", state: "State", used: "Last used", made: "Made" },
  state: { live: "Good", bound: "Good", halted: "Not good", expired: "Expired", revoked: "Revoked" },
  bound: "as staff only: whose it is has no more",
  halted: "whose it is has no role any more",
  until: (iso: string, now: number) => `until ${formatDay(iso, now)}`,
  forever: "until it is revoked",
  may: (role: string, scopes: string[]) =>
    scopes.length === 0 ? `All of ${role.toLowerCase()}` : scopes.map(scopeName).join(" · "),
  unused: "never",
  end: (count: number) => `${plural(count, "API key", "API keys")}, that is all.`,
  failed: "The API keys could not be loaded",
  emptyTitle: "No API keys yet",
  empty: "An API key lets a script do what you may do here: make invitations, read sessions.",
  revoke: "Revoke",
  revokeNamed: (name: string) => `Revoke ${name}`,
  revokeTitle: (name: string) => `Revoke “${name}”?`,
  revokeDetail: "Whatever sends it is refused at once. It cannot be made good again; make another one instead.",
  revokeConfirm: "Revoke it",
  revoking: "Revoking …",
  revokeFailed: "It was not revoked",
  revoked: (name: string) => `Revoked: ${name}.`,

  name: "Name",
  nameHint: "What it is for: you will want to know when you revoke it.",
  role: "Role",
  roleHint: {
    STAFF: "Invitations, sessions and notes.",
    ADMIN: "Everything, addresses and roles included. Take staff where it will do.",
  },
  scope: "What it may do",
  all: "All of its role",
  some: "Only some of it",
  scopesLabel: "Parts",
  scopes: SCOPES,
  scopesWrong: "Choose one part at least.",
  days: "Good for",
  day: (days: number) => (days === 0 ? "No end" : days === 365 ? "1 year" : `${days} days`),
  daysHint: (iso: string | null, now: number) =>
    iso === null ? "Until somebody revokes it." : `Until ${formatDay(iso, now)}. It cannot be extended.`,
  foot: "You can revoke it at any time.",
  submit: "Make API key",
  submitting: "Making it …",
  createFailed: "The API key was not made",
  madeTitle: "API key made",
  madeWords: (name: string) => `Copy the key “${name}” now. It is not shown again.`,
  secret: "API key",
  copy: "Copy key",
  usage: "Send it as the header Authorization: Bearer KEY.",
  done: "I have it",
};
