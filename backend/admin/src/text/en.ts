import type { Try } from "../state/tries.ts";
import { auditWords } from "./en-audit.ts";
import { exportWords } from "./en-export.ts";
import { keyWords } from "./en-keys.ts";
import {
  chosenWords,
  createMailWords,
  invitationMailWords,
  mailPreviewWords,
  mailWords,
  sheetWords,
  uploadWords,
} from "./en-many.ts";
import { alertWords, codeWords, journeyWords, knowledgeWords, liveWords, noteWords } from "./en-observation.ts";
import { outboxWords } from "./en-outbox.ts";
import { paletteWords, shortcutWords } from "./en-palette.ts";
import { inviteeWords } from "./en-invitee.ts";
import { accountWords, peopleWords } from "./en-people.ts";
import { presetWords } from "./en-presets.ts";
import { scenarioWords } from "./en-scenarios.ts";
import { siteWords } from "./en-sites.ts";
import { systemWords } from "./en-system.ts";
import { usageWords } from "./en-usage.ts";
import { wayOnWords } from "./en-way-on.ts";
import { plural } from "./plural.ts";
import { formatDay, formatNumber, formatRounded, formatSpan, MINUTE } from "./time.ts";

// Every word of the console that a person reads. Plain, short, kind; a button says what happens. Longer than other files:
// what stands on one screen is read together; the words of newer areas are files of their own, beside this one.

const ago = (iso: string | null, now: number): string => {
  if (iso === null) return "never";
  const span = now - Date.parse(iso);
  return span < MINUTE ? "now" : `${formatSpan(span)} ago`;
};
const until = (iso: string, now: number): string => {
  const span = Date.parse(iso) - now;
  return span <= 0 ? `${formatSpan(-span)} ago` : `in ${formatRounded(span)}`;
};

/** In a line that is not the main one: which try it is, by the number the invitee reads. */
const inTry = (of: Try | null): string => (of === null ? "" : `, try ${formatNumber(of.number)}`);
const numbered = (what: string, number: number, of: Try | null): string =>
  `${what} ${formatNumber(number)}${inTry(of)}`;

export const text = {
  product: "Sidecoach",
  title: (page: string) => `${page} · Sidecoach console`,
  skip: "Skip to the page",
  nav: {
    label: "Console",
    invitations: "Invitations",
    sessions: "Sessions",
    notes: "Notes",
    alerts: "Alerts",
    codes: "Code book",
    scenarios: "Scenarios",
    usage: "Usage",
    export: "Export",
    system: "System",
    setUp: "Set up",
    more: "More",
    people: "People",
    presets: "Quota presets",
    sites: "Sites",
    keys: "API keys",
    audit: "Audit trail",
    outbox: "Outbox",
    me: "My accounts",
  },
  role: { GUEST: "Guest", USER: "User", STAFF: "Staff", ADMIN: "Admin" },
  me: {
    unnamed: "Signed in",
    signOut: "Sign out",
    signingOut: "Signing out …",
    signOutFailed: "You are still signed in",
  },
  people: peopleWords,
  invitee: inviteeWords,
  accounts: accountWords,
  keys: keyWords,
  sites: siteWords,
  usagePage: usageWords,
  exportPage: exportWords,
  system: systemWords,
  audit: auditWords,
  live: liveWords,
  notes: noteWords,
  codes: codeWords,
  journey: journeyWords,
  alerts: alertWords,
  wayOn: wayOnWords,
  knowledge: knowledgeWords,
  outbox: outboxWords,
  chosen: chosenWords,
  upload: uploadWords,
  sheet: sheetWords,
  mail: mailWords,
  createMail: createMailWords,
  invitationMail: invitationMailWords,
  mailPreview: mailPreviewWords,
  palette: paletteWords,
  shortcuts: shortcutWords,
  forbidden: {
    title: "This page is for admins",
    detail: "Your role does not open it. An admin can give you theirs, or look for you.",
  },
  model: (model: string) => `Model: ${model}`,
  simulated: {
    title: "Answers come from the simulator.",
    detail: "No language model is asked. Sessions made now are marked.",
  },
  loading: "Loading …",
  again: "Try again",
  close: "Close",
  cancel: "Cancel",
  loadMore: "Load more",
  loadingMore: "Loading …",
  allShown: (count: number) => `${plural(count, "invitation", "invitations")}, that is all.`,
  ago,
  until,

  signIn: {
    title: "Sign in to the console",
    ready: "Your one-time link is ready. It works once, in this browser.",
    button: "Sign in",
    running: "Signing in …",
    outTitle: "You are signed out",
    out: "The console has no passwords. A one-time link signs you in.",
    outOrAccount: "The console has no passwords. Sign in with an account that was added here, or by a one-time link.",
    with: (provider: string) => `Sign in with ${provider}`,
    accounts: "Sign in with an account",
    orAccount: "Or with an account that was added here:",
    linkTitle: "By a one-time link",
    providersFailed: "Which accounts can be used here could not be loaded. A link works all the same.",
    ask: "On the machine that runs Sidecoach, run:",
    copy: "Copy",
    command: "npm run sidecoach -- staff add YOU@EXAMPLE.ORG --role STAFF",
    then: "It prints a link. Open it in this browser. npm start prints one too.",
    askStaff: "No access to that machine? Ask whoever runs it for a link.",
    failed: "The console could not be opened",
    spent: "This link was used, or is too old. Make a new one:",
  },

  list: {
    title: "Invitations",
    label: "Invitations by state",
    all: "All",
    create: "New invitation",
    search: "Label or reference",
    searchLabel: "Search invitations by label or reference",
    columns: {
      label: "Label",
      scenario: "Scenario",
      state: "State and why",
      usage: "Exchanges",
      last: "Last activity",
      expires: "Expires",
    },
    groups: { "needs-you": "Needs you", "live-now": "Talking now", "by-last-activity": "By last activity" },
    unlabelled: "No label",
    invitees: "Invitee chooses",
    /** after the name of a scenario */
    theirChoice: ", their choice",
    group: "Group",
    emptyTitle: "No invitations yet",
    empty:
      "An invitation is a link that you give to one person, or to a group. It holds a scenario and how much they may talk. Nothing is spent until they start.",
    noneTitle: (q: string) => (q === "" ? "None in this state" : `No invitation matches “${q}”`),
    noneOfState: (state: string) => `No invitation is ${state.toLowerCase()} now.`,
    noneMatch: "The search looks at labels and references.",
    showAll: "Show all invitations",
    failed: "The list could not be loaded",
    moreFailed: "The next page could not be loaded.",
  },

  state: {
    revoked: "Revoked",
    expired: "Expired",
    exhausted: "Exhausted",
    completed: "Completed",
    stuck: "Stuck",
    active: "Active",
    claimed: "Claimed",
    opened: "Opened",
    unopened: "Unopened",
  },
  /** what stands beside the state: why, or since when */
  why: {
    revoked: (at: string | null, now: number) =>
      at === null
        ? "nothing more can be said"
        : `${ago(at, now) === "now" ? "just now" : ago(at, now)}, nothing more can be said`,
    expired: (exchanges: number, opened: boolean) =>
      exchanges > 0 ? "in the middle of it" : opened ? "opened, never started" : "never opened",
    exhausted: "too little left for another exchange",
    completed: "session ended by the invitee",
    stuck: (problem: string | null) =>
      ({
        "upstream-overloaded": "last exchange failed, the model was overloaded",
        "upstream-unavailable": "last exchange failed, the model could not be reached",
        "upstream-stalled": "last exchange failed, the answer stopped coming",
        "upstream-refused-key": "last exchange failed, the API key was refused",
        "model-not-found": "last exchange failed, the model does not exist",
        "model-refused": "last exchange failed, the model declined",
        "server-stopped": "last exchange failed, the server stopped",
      })[problem ?? ""] ?? "their last exchange failed",
    live: (exchanges: number) =>
      exchanges === 0 ? "has just started" : `talking now, ${plural(exchanges, "exchange", "exchanges")} so far`,
    active: (last: string | null, now: number) =>
      last === null ? "nothing said yet" : `last active ${ago(last, now)}`,
    claimed: "accepted, not written yet",
    opened: "read the consent, not started",
    unopened: (created: string, now: number) =>
      `made ${ago(created, now) === "now" ? "just now" : ago(created, now)}, not seen`,
  },
  usage: (used: number, left: number) =>
    `${formatNumber(used)} used · ${left === 0 ? "none left" : `about ${formatNumber(left)} left`}`,
  exchanges: (count: number) => plural(count, "exchange", "exchanges"),
  tokens: (count: number) => plural(count, "token", "tokens"),

  create: {
    title: "New invitation",
    label: "Label",
    labelHint: "For you and other staff. No names where a code will do.",
    reference: "Reference",
    referenceHint: "A code of your own, such as a number in your survey. They never see it.",
    optional: "optional",
    scenario: "Scenario",
    choose: "The invitee chooses",
    preset: "How long a talk",
    presetDefault: "default",
    noPresets: "There is no preset. Run npm run sidecoach -- seed to make the three that come with Sidecoach.",
    days: "Good for",
    day: (days: number) => `${days} days`,
    daysHint: (iso: string, now: number) => `Until ${formatDay(iso, now)}. You can extend it later.`,
    who: "Who may use it",
    one: "One person",
    group: "A group",
    oneHint: "Whoever has the link comes in as this person, on any device.",
    groupHint: "Everyone who opens it gets this quota for themselves.",
    claims: "At most how many people",
    claimsHint: "Empty: no limit.",
    claimsWrong: "A whole number from 1 to 100,000.",
    site: "Site",
    siteHint: "The link opens its page.",
    siteNone: "Any site",
    submit: "Create invitation",
    submitting: "Creating …",
    spends: "Spends nothing until they start.",
    choicesFailed: "Scenarios and presets could not be loaded",
    failed: "The invitation was not created",
    madeTitle: "Invitation created",
    madeQuota: (label: string, about: number) =>
      about === 0 ? label : `${label}, about ${plural(about, "exchange", "exchanges")}`,
    made: (label: string | null) => (label === null ? "Give them this link." : `Give ${label} this link.`),
    another: "Create another",
    open: "Open its page",
    done: "Done",
  },
  link: {
    label: "Invitation link",
    copy: "Copy link",
    copied: "Copied",
    copyFailed: "Select it and copy it yourself.",
    qr: "QR code of the invitation link",
    tooLong: "This link is too long for a QR code.",
    hint: "Whoever has the link comes in as this person, on any device, until they have signed in. Send it to them alone.",
    groupHint: "Whoever has the link can enter, each with a quota of their own.",
    /** of a revoked invitation */
    revoked: {
      nobody: "This link lets nobody in.",
      one: "This link still opens what was said, and nothing more.",
      group: "This link lets nobody new in.",
    },
  },

  invitation: {
    crumbs: "Where you are",
    loadingTitle: "Invitation",
    failed: "This invitation could not be loaded",
    notFound: "There is no invitation here",
    notFoundDetail: "The address may be cut short. The list has all of them.",
    toList: "To the list",
    actions: "What you can do",
    extend: "Extend",
    topUp: "Top up",
    reissue: "Re-issue link",
    revoke: "Revoke",
    facts: "Facts",
    fact: {
      exchanges: "Exchanges",
      made: "Made",
      opened: "Opened",
      claimed: "Claimed",
      expires: "Expires",
      revoked: "Revoked",
    },
    never: "Not yet",
    one: "One person",
    group: (count: number, most: number | null) =>
      most === null
        ? `A group, ${formatNumber(count)} so far`
        : `A group, ${formatNumber(count)} of ${formatNumber(most)}`,
    people: (count: number) => (count === 0 ? "By nobody yet" : `By ${plural(count, "person", "people")}`),
    usage: "Usage",
    usageRow: {
      used: "Used",
      reserved: "Reserved now",
      left: (tokens: number) => `Left of ${formatNumber(tokens)}`,
      preset: "Quota",
    },
    usageHint: (left: number) =>
      left === 0
        ? "The next exchange does not fit."
        : `About ${plural(left, "more exchange fits", "more exchanges fit")}.`,
    details: "Details",
    detail: { who: "For", scenario: "Scenario", site: "Site", reference: "Reference", id: "Id" },
    noSite: "None",
    sessions: "Sessions",
    noSessions: "No session yet. It begins when they start the conversation.",
    sessionsFailed: "The sessions could not be loaded",
    notice: {
      stuck: {
        title: "Stuck: their last exchange failed.",
        detail:
          "Their words are kept. Where their quota holds it they try again themselves, or write something else. The session below says what failed.",
      },
      exhausted: {
        title: "Exhausted: the next exchange does not fit.",
        detail: "They can still read everything. With more tokens they go on at once.",
      },
      expired: {
        title: "Expired: no new exchanges.",
        detail: "They can still read what was said. Extended, they go on at once.",
      },
      revoked: {
        title: "Revoked: no new exchanges, by anyone.",
        detail: {
          nobody: "Nobody had come in, and now nobody can. Re-issuing the link lifts it.",
          one: "Whoever has the link can still read what was said. Only re-issuing cuts that link off; it lifts the revocation too.",
          group:
            "Whoever had come in can still read what they said, and nobody new comes in. Re-issuing the link lifts it.",
        },
      },
    },
  },
  extend: {
    title: "Extend by",
    day: (days: number) => (days === 1 ? "1 day" : `${days} days`),
    until: (iso: string, now: number) => `to ${formatDay(iso, now)}`,
    failed: "It was not extended",
  },
  topUp: {
    title: "Add to the quota",
    presets: "As much as",
    amount: "Tokens to add",
    /** after an amount was chosen: what there will be */
    sum: (tokens: number, quota: { tokens: number; remaining: number }) =>
      `${formatNumber(tokens)} more: ${plural(quota.tokens + tokens, "token", "tokens")} in all, ${formatNumber(quota.remaining + tokens)} of them left.`,
    add: "Add",
    adding: "Adding …",
    wrong: "A whole number of tokens, 1 or more.",
    failed: "It was not topped up",
    presetsFailed: "The presets could not be loaded. Give an amount.",
  },
  reissue: {
    title: "Make a new link?",
    detail:
      "The old link and its QR code stop working at once, and whoever had entered is signed out. The new link takes them back to where they were: nothing that was said is lost. A revocation is lifted by it.",
    groupDetail:
      "The old link and its QR code let nobody in any more. Whoever came in by it stays where they are. A revocation is lifted by it.",
    confirm: "Make a new link",
    running: "Making it …",
    failed: "The link was not re-issued",
  },
  revoke: {
    title: "Revoke this invitation?",
    detail: "New exchanges stop at once, for everyone who uses it. One that is running finishes.",
    reading: {
      nobody: "Nobody has come in yet, and nobody will.",
      one: "Whoever has the link can still read what was said.",
      group: "Whoever came in can still read what they said; nobody new comes in.",
    },
    leaked:
      "Did the link reach somebody it was not for? Re-issue it instead: the old one then opens nothing. Re-issuing lifts a revocation, so to have both, re-issue first.",
    reissue: "Re-issue link instead",
    confirm: "Revoke it",
    running: "Revoking …",
    failed: "It was not revoked",
  },
  done: {
    extended: (iso: string, now: number) => `Extended to ${formatDay(iso, now)}.`,
    "topped-up": (tokens: number) => `Added ${plural(tokens, "token", "tokens")}.`,
    reissued: "This is the new link. The old one no longer works.",
    revoked: "Revoked.",
  },

  sessions: {
    title: "Sessions",
    columns: {
      scenario: "Session",
      invitation: "Invitation",
      status: "Status",
      exchanges: "Exchanges",
      duration: "Duration",
      started: "Started",
    },
    emptyTitle: "No sessions yet",
    empty: "A session begins when an invitee starts the conversation.",
    failed: "The sessions could not be loaded",
    name: (id: number) => `Session ${id}`,
    simulated: "Simulator",
    filter: "Sessions by status",
    all: "All",
    live: "Live now",
    search: "Label or reference",
    searchLabel: "Search the sessions by their invitation",
    noneTitle: "No session is like that",
    none: "Narrow it less, or show all.",
    ofInvitation: "Only those of one invitation",
    showAll: "Show all sessions",
    end: (count: number) => `${plural(count, "session", "sessions")}, that is all.`,
  },
  status: { ACTIVE: "Active", PAUSED: "Paused", COMPLETED: "Completed", ABANDONED: "Idle" },
  session: {
    recording: "What they said aloud",
    recordingGone: "This recording cannot be played any more.",
    failed: "This session could not be loaded",
    notFound: "There is no session here",
    notFoundDetail: "The address may be wrong, or the session was deleted.",
    version: (version: number) => `version ${version}`,
    messages: (count: number) => plural(count, "message", "messages"),
    fact: {
      status: "Status",
      started: "Started",
      last: "Last activity",
      ended: "Ended",
      talked: "Talked for",
      exchanges: "Exchanges",
    },
    removed: "What was said here was removed: its site keeps it for a time, which is over. Counts and notes stay.",
    simulated: "This session ran on the simulator: no language model was asked.",
    transcript: "Transcript",
    mainLine: "Main line",
    empty: "Nothing was said yet.",
    ai: "AI",
    invitee: "The invitee",
    opening: "Opening line",
    openingShort: "Start",
    openingHint: "Written in the scenario, the same for everyone.",
    before: (of: Try | null) => `Before the first exchange${inTry(of)}`,
    beforeHint: "Nothing was said yet.",
    attempt: (attempt: number) => `attempt ${attempt}`,
    earlier: (count: number) => plural(count, "line of an earlier attempt", "lines of earlier attempts"),
    exchange: (number: number, of: Try | null) => numbered("Exchange", number, of),
    answering: (persona: string) => `${persona} is answering …`,
    stopped: "Stopped by the invitee.",
    failedExchange: "Failed:",
    kept: "Their words are kept, and can be tried again.",
    cut: { max_tokens: "Cut short: it reached its longest.", refusal: "The model refused to go on." } as Record<
      string,
      string
    >,
  },
  branch: {
    /** where it goes off, and the name of its line */
    marker: (fromNumber: number, of: Try) =>
      `Try ${formatNumber(of.number)}, from exchange ${formatNumber(fromNumber)} on`,
    exchanges: (count: number) => (count === 0 ? "nothing said yet" : plural(count, "exchange", "exchanges")),
    asides: (count: number) => `${formatNumber(count)} asked in private`,
    notes: (count: number) => plural(count, "note", "notes"),
  },
  aside: {
    label: "Asked in private",
    name: (number: number) => `aside ${formatNumber(number)}`,
    answering: "Coach is answering …",
    stopped: "Stopped by the invitee.",
    failed: "No answer:",
  },
  coach: {
    label: "Coach",
    listening: "Coach is listening …",
    none: "Coach, no comment",
    try: "Try:",
    seen: (ms: number) => (ms < 2_000 ? "seen at once" : `seen ${formatSpan(ms)} later`),
    notSeen: "delivered, not seen yet",
    notDelivered: "not delivered yet",
    helpful: "seen, found helpful",
    notHelpful: "seen, found not helpful",
    missing: {
      policy: "This scenario asks for no comment here.",
      "nothing-to-add": "Nothing to add: shown before, and done well.",
      failed: "It was tried twice and could not be made.",
    },
    missingExchange: "The exchange failed before there was anything to speak of.",
    missingStopped: "The exchange was stopped.",
  },
  note: {
    label: "Note",
    add: "Note",
    addTo: (what: string, number: number, of: Try | null) =>
      number === 0 ? "Note on the opening line" : `Note ${what}, ${numbered("exchange", number, of)}`,
    addToAside: (what: string, number: number) => `Note ${what}, aside ${formatNumber(number)}`,
    onAside: { question: "on what was asked", answer: "on the coach’s answer" },
    on: { user: "on the invitee’s words", partner: "on the answer", coach: "on the coach’s comment" },
    onSession: "Notes on the session",
    addToSession: "Add a note",
    noneOnSession: "None. Invitees never see notes.",
    field: "Your note",
    save: "Save note",
    saving: "Saving …",
    keys: "Ctrl or ⌘ + Enter saves, Escape closes. Your words are kept in this tab until you save or discard them.",
    close: "Close",
    discard: "Discard",
    /** of one that was begun, in place of "Note" */
    goOn: "Go on",
    begun: (count: number) =>
      count === 1
        ? "You have begun a note here and not saved it."
        : `You have begun ${formatNumber(count)} notes here.`,
    resume: "Go on with it",
    failed: "The note was not saved. Your words are kept.",
  },
  ledger: {
    title: "Usage",
    none: "No model was asked yet.",
    total: "Charged",
    calls: "Every call",
    lane: (streamType: string) => ({ partner: "Partner", coach: "Coach" })[streamType] ?? streamType,
    /** what a call was made for */
    of: (exchangeNumber: number | null, of: Try | null, asideNumber: number | null) =>
      asideNumber !== null
        ? `Aside ${formatNumber(asideNumber)}`
        : exchangeNumber === null
          ? "No exchange"
          : numbered("Exchange", exchangeNumber, of),
    asides: (count: number) => `${plural(count, "aside", "asides")} to the coach`,
    counts: (input: number, write: number, read: number, output: number) =>
      [
        `${formatNumber(input)} in`,
        ...(write > 0 ? [`${formatNumber(write)} cache write`] : []),
        ...(read > 0 ? [`${formatNumber(read)} cache read`] : []),
        `${formatNumber(output)} out`,
      ].join(" · "),
    took: (ms: number) => `${(ms / 1_000).toFixed(1)} s`,
    estimated: "estimated",
    overrun: (tokens: number) => `${formatNumber(tokens)} beyond its hold`,
    fellBack: (asked: string) => `asked for ${asked}`,
    stop: {
      end_turn: "end of turn",
      max_tokens: "cut at its longest",
      refusal: "refused",
      stop_sequence: "stop sequence",
      aborted: "stopped",
      stopped: "stopped",
    } as Record<string, string>,
    why: "Charged = input + 1.25 × cache write + 0.1 × cache read + output.",
  },

  scenarios: scenarioWords,
  presets: presetWords,
  unknown: { title: "There is no page here", detail: "The address may be wrong." },

  /** places of a request that an error may point to, by their name on the wire; `place`: which of several, from 1 */
  problemFields: {
    returnUrls: (place) => (place === null ? "The return addresses" : `Return address ${place}`),
    origins: (place) => (place === null ? "The origins" : `Origin ${place}`),
    pageUrl: () => "The page",
    key: () => "The key",
    externalRef: () => "The reference",
    cohort: () => "The cohort",
    helpContacts: (place) => (place === null ? "The help contacts" : `Help contact ${place}`),
    sessionId: () => "The session",
    tokens: () => "The tokens",
    ...Object.fromEntries(Object.entries(scenarioWords.field).map(([field, name]) => [field, () => name])),
  } as Readonly<Record<string, (place: number | null) => string>>,

  /** what failed, by the wire's code; codes that are not here are shown with the server's own words */
  problem: {
    unreachable: "The server did not answer. It may be starting again, or the network is away. Nothing is lost.",
    unreadable: "Something between this page and the server answered in its stead. Try again in a moment.",
    "database-away": "The server did not reach its database. Nothing is lost: talks that are running finish.",
    "shutting-down": "The server is stopping. Try again in a moment.",
    "too-many": "Too many requests for now. Wait a little and try again.",
    internal: "Something broke on the server. The log has it under the number below.",
    "role-too-low": "Your role does not allow this. Ask an admin.",
    "not-found": "It is no longer here.",
    "draft-changed": "What they saved is taken in below. Nothing you typed is lost: look at it, then save again.",
    conflict: "Somebody else changed it meanwhile. Look again, then decide.",
    "bad-token": "This link was used, or is too old.",
    "provider-unavailable": "The provider cannot be reached just now. Nothing was changed. Try again in a moment.",
  } as Record<string, string>,
  retryAfter: (seconds: number) => `Try again in ${formatSpan(seconds * 1_000)}.`,
  requestId: (id: string) => `Request ${id}`,
  /** why an exchange failed, by the stream's code */
  exchangeProblem: {
    "upstream-overloaded": "the model was overloaded",
    "upstream-unavailable": "the model could not be reached",
    "upstream-refused-key": "the model's provider refused the API key",
    "upstream-failed": "the model's provider failed",
    "upstream-stalled": "the answer stalled",
    "model-refused": "the model refused",
    "model-not-found": "the model does not exist",
    "reply-cut-short": "the answer was cut short",
    "server-stopped": "the server stopped meanwhile",
    expired: "the invitation had expired",
    revoked: "the invitation was revoked",
    exhausted: "too little was left for another exchange",
    internal: "something broke on our side",
  } as Record<string, string>,
  extendDays: [1, 7, 14, 30],
};
