import { plural } from "./plural.ts";
import { formatDay } from "./time.ts";

const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : address);

/** What a stored provider is called: `google`, `github:URL`, `oidc:ISSUER`, `site:ID`. */
export const providerName = (provider: string): string => {
  const [kind = "", ...rest] = provider.split(":");
  const where = rest.join(":");
  if (kind === "site") return "A host site";
  if (kind === "oidc") return where === "" ? "Sign-in of the house" : hostOf(where);
  const name = { google: "Google", apple: "Apple", github: "GitHub" }[kind] ?? kind;
  return where === "" ? name : `${name}, ${hostOf(where)}`;
};

export const peopleWords = {
  title: "People",
  filter: "People by role",
  all: "All",
  roles: { GUEST: "Guests", USER: "Users", STAFF: "Staff", ADMIN: "Admins" },
  search: { STAFF: "Name or id", ADMIN: "Name, address or id" },
  searchLabel: "Search people",
  columns: {
    name: "Person",
    role: "Role",
    accounts: "Signs in with",
    invitations: "Invitations",
    last: "Last sign-in",
  },
  /** somebody without a name is called by what they are, and the end of their id */
  name: (person: { name: string | null; role: string; id: string }) =>
    person.name ?? `${person.role === "GUEST" ? "Guest" : "No name,"} …${person.id.slice(-6)}`,
  merged: "Merged",
  erased: "Erased",
  noAccount: "Link only",
  end: (count: number) => `${plural(count, "person", "people")}, that is all.`,
  failed: "The people could not be loaded",
  emptyTitle: "Nobody yet",
  empty: "Whoever accepts an invitation stands here as a guest, and as a user once they sign in.",
  noneTitle: (q: string) => (q === "" ? "Nobody has this role" : `Nobody matches “${q}”`),
  noneMatch: {
    STAFF: "The search looks at names and whole ids.",
    ADMIN: "The search looks at names, addresses and whole ids.",
  },
  noneOfRole: "Roles are given on a person’s own page.",
  showAll: "Show everybody",

  loadingTitle: "Person",
  personFailed: "This person could not be loaded",
  notFound: "There is nobody here",
  notFoundDetail: "The address may be cut short, or the person’s data went with an older database.",
  toList: "To the people",
  mergedNotice: {
    title: "This guest turned out to be somebody who is known.",
    detail: "What was theirs stands with",
    them: "the person they are",
  },
  erasedNotice: {
    title: "This person’s data was erased.",
    detail: "What is left belongs to nobody: an id, dates, and the proof that there were consents.",
  },
  fact: { role: "Role", made: "First seen", last: "Last sign-in", invitations: "Invitations", accounts: "Accounts" },
  never: "Never",
  actions: "Roles",
  grant: { STAFF: "Make staff", ADMIN: "Make admin", none: "Take role away" },
  ownRole: "Your own role is changed by another admin.",
  role: {
    STAFF: {
      title: "Make them staff?",
      confirm: "Make staff",
      detail: "They see invitations and what was said, write notes, and make invitations and API keys of their own.",
    },
    ADMIN: {
      title: "Make them an admin?",
      confirm: "Make admin",
      detail:
        "They do all that staff do, see addresses, and change roles, sites, their signing keys and everybody’s API keys.",
    },
    none: {
      title: "Take their role away?",
      confirm: "Take role away",
      detail:
        "They are signed out of the console at once, and their API keys stop working. What they did stays theirs.",
    },
    demoted: "They are signed out of the console, and come back in as staff. Their API keys do no more than they may.",
    noAccount:
      "They have no account to sign in with yet. The role opens the console once they have one, or come by a one-time link.",
    running: "Changing …",
    failed: "The role was not changed",
    done: (role: string) => `Their role is ${role} now.`,
  },
  invitations: "Invitations",
  invitationColumns: { label: "Label", state: "State", claimed: "Claimed", sessions: "Sessions" },
  noInvitations: "None. They did not come by one, or were merged.",
  atMost: "The newest 200 are shown.",
  sessions: "Sessions",
  sessionsOf: (label: string) => `Sessions of ${label}`,
  merges: "Merges",
  noMerges: "None.",
  mergedFrom: "A guest became part of this person:",
  mergedInto: "Became part of",
  consents: "Consents",
  noConsents: "None was given yet.",
  consentColumns: { invitation: "Invitation", service: "Service", research: "Research", given: "Given" },
  version: (service: string) => `version ${service}`,
  research: { yes: "Agreed", no: "Not agreed" },
  withdrawn: "taken back",
  identities: "Accounts",
  noIdentities: "None. They come in by their link.",
  contacts: "Contact methods",
  noContacts: "None.",
  contact: { email: "E-mail", phone: "Phone", whatsapp: "WhatsApp" } as Record<string, string>,
  contactState: { primary: "primary", verified: "verified", waiting: "not verified" },
  hidden: "Addresses are for admins.",
  trail: "In the audit trail",
  did: "What they did",
  doneTo: "What was done to them",
  details: "Details",
  detail: { id: "Id" },
  provider: providerName,
};

/** One's own page. */
export const accountWords = {
  title: "My accounts",
  failed: "Your accounts could not be loaded",
  with: "You sign in with",
  none: "No account yet: you come in by one-time links.",
  add: "Add an account",
  addHint: "You go to the provider and come back here. From then on it signs you in.",
  noProviders: "No provider is set up here. Whoever runs the server can name some in its settings.",
  addWith: (provider: string) => `Add ${provider}`,
  leaving: "Going there …",
  addFailed: "No account was added",
  added: (provider: string) => `Added: ${provider}. It signs you in from now on.`,
  notAdded: (provider: string) => `Nothing was added: ${provider} said no, or the account was here before.`,
  remove: "Remove",
  removeNamed: (account: string) => `Remove ${account}`,
  removeTitle: (account: string) => `Remove ${account}?`,
  /** one account among several that may be of one provider */
  account: (provider: string, email: string | null, since: string, now: number) =>
    `${providerName(provider)}, ${email ?? `added ${formatDay(since, now)}`}`,
  removeDetail: "It no longer signs you in. All your other sign-ins end, but this one.",
  removeConfirm: "Remove it",
  removing: "Removing …",
  removeFailed: "It was not removed",
  removed: "Removed. Your other sign-ins have ended.",
  since: "since",
  role: "Role",
  here: "You here",
  signOutHint: "The console signs you out by itself after 30 minutes without use, and after 8 hours.",
  trail: "What I did",
  keys: "My API keys",
};
