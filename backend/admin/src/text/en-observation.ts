import { plural } from "./plural.ts";
import { formatMoment, formatNumber, formatSpan } from "./time.ts";

// Notes and their codes, an invitee's journey, alerts, and what a model call had read.

const inTry = (tryNumber: number | null): string => (tryNumber === null ? "" : `, try ${formatNumber(tryNumber)}`);
const seconds = (ms: number): string => (ms < 1_000 ? `${formatNumber(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`);

export const liveWords = {
  live: "Live",
  liveLong: "Live now",
  watching: (observers: number) =>
    observers > 1
      ? `The invitee sees that you and ${plural(observers - 1, "other of staff", "others of staff")} watch.`
      : "The invitee sees that you watch.",
  toNow: "Go to what is said now",
};

export const noteWords = {
  title: "Notes",
  codes: "Codes",
  codesOf: "Marked with",
  noCodes: "There are no codes yet.",
  makeCodes: "Make the code book",
  codesFailed: "The codes could not be loaded. The note can be saved without.",
  edited: "changed",
  edit: "Change",
  editTitle: "Change your note",
  remove: "Delete",
  removeTitle: "Delete this note?",
  removeDetail: "It is gone for everyone, with its codes. The audit trail says that there was one, not what it said.",
  removeConfirm: "Delete the note",
  removing: "Deleting …",
  removeFailed: "The note was not deleted",
  saveChange: "Save the change",
  changeFailed: "The note was not changed. Your words are kept.",
  filters: "Filters",
  code: "Code",
  thisCode: "One code",
  anyCode: "Every code",
  retiredCodes: "Retired",
  mine: "Mine",
  everybodys: "Everybody’s",
  whose: "Whose notes",
  clear: "Show all notes",
  on: { user: "the invitee’s words", partner: "the answer", coach: "the coach’s words", session: "the whole session" },
  toMessage: (session: number) => `To the message in session ${session}`,
  toNote: (session: number) => `To the note in session ${session}`,
  gone: "The note that was gone to is not here any more.",
  end: (count: number) => `${plural(count, "note", "notes")}, that is all.`,
  failed: "The notes could not be loaded",
  emptyTitle: "No notes yet",
  empty: "Open a session and note the exact message. Invitees never see notes.",
  noneTitle: "No note matches these filters",
  none: "A note stands under a code when its author has marked it with it.",
  toCodes: "Code book",
};

export const codeWords = {
  title: "Code book",
  sub: "What notes are marked with, so that all of staff mean the same.",
  create: "New code",
  name: "Name",
  nameHint: "Short: it stands on every note. No two codes in use are called the same.",
  meaning: "Meaning",
  meaningHint: "When to use it, and when not.",
  optional: "optional",
  submit: "Add the code",
  createFailed: "The code was not added",
  change: "Change",
  changeNamed: (name: string) => `Change ${name}`,
  changeTitle: (name: string) => `Change “${name}”`,
  save: "Save",
  saving: "Saving …",
  changeFailed: "The code was not changed",
  retire: "Retire",
  retireHint: "Old notes keep it; no new note takes it.",
  restore: "Bring back",
  retired: "Retired",
  by: (author: string) => `by ${author}`,
  notes: "Notes",
  notesWith: (name: string) => `Notes with ${name}`,
  end: (count: number) => `${plural(count, "code", "codes")}, that is all.`,
  failed: "The code book could not be loaded",
  emptyTitle: "No codes yet",
  empty:
    "A code is a word with an agreed meaning, such as “names a feeling”. Notes are marked with it and found by it.",
  saved: (name: string) => `Saved “${name}”.`,
  added: (name: string) => `Added “${name}”.`,
};

const EVENTS: Record<string, string> = {
  exchange_retried: "Tried an exchange again",
  lane_stopped: "Stopped an answer",
  comment_seen: "Saw a comment",
  comment_rated: "Said what they think of a comment",
  conversation_paused: "Paused",
  conversation_resumed: "Went on",
  conversation_completed: "Ended the session",
  conversation_abandoned: "Left it idle",
  quota_warned: "Was told that the quota ends soon",
  quota_last_announced: "Was told that the next exchange may be the last",
  quota_exhausted: "Too little was left for another exchange",
  quota_topped_up: "The quota was topped up",
  invitation_expired: "The invitation expired",
  observer_joined: "Staff began to watch",
  observer_left: "Staff stopped watching",
  contact_verified: "Verified a contact",
  contact_removed: "Removed a contact",
  research_agreed: "Agreed to research",
  research_withdrawn: "Took back the consent to research",
  transcript_taken: "Took the transcript along",
  signed_in: "Signed in",
  identity_removed: "Removed a sign-in",
  users_merged: "A guest’s data came to them",
  person_known: "Was signed in by the site",
  recording_made: "Spoke instead of typing",
  widget_opened: "Opened the panel",
  widget_closed: "Closed the panel",
  widget_connection_lost: "Was without a connection",
  widget_problem_shown: "Was shown a problem",
};

const ACTS: Record<string, string> = {
  "invitation.revoke": "The invitation was revoked",
  "invitation.reissue": "The link was re-issued: the old one opens nothing any more",
  "invitation.sign-out": "Its devices were signed out",
  "invitation.send": "A mail with the link was written",
  "invitation.remind": "A reminder by e-mail was written",
};
/** What staff did, with the numbers that the audit trail has of it. */
const actOnInvitation = (action: string, detail: Record<string, unknown>): string => {
  if (action !== "invitation.change") return ACTS[action] ?? action;
  const { expiresAt, days, quotaTokens, addedTokens, label, cohort, externalRef, email } = detail;
  const edited = [
    ...(label === undefined ? [] : ["the label"]),
    ...(cohort === undefined ? [] : ["the cohort"]),
    ...(externalRef === undefined ? [] : ["the reference"]),
    ...(email === undefined ? [] : [email === "forgotten" ? "the address, which is forgotten" : "the address"]),
  ];
  const said = [
    ...(typeof expiresAt === "string" ? [`Extended until ${formatMoment(expiresAt)}`] : []),
    ...(typeof days === "number" ? [`Extended by ${plural(days, "day", "days")}`] : []),
    ...(typeof quotaTokens === "number" ? [`Topped up to ${plural(quotaTokens, "token", "tokens")}`] : []),
    ...(typeof addedTokens === "number" ? [`Topped up by ${plural(addedTokens, "token", "tokens")}`] : []),
    ...(edited.length === 0 ? [] : [`Edited: ${edited.join(", ")}`]),
  ];
  return said.length === 0 ? "Changed" : said.join(". ");
};

export const journeyWords = {
  title: "Journey",
  sub: "Everything that happened, the newest first.",
  filters: "What is shown",
  filter: { all: "All", talk: "The talk", steps: "Steps" },
  step: {
    made: "The invitation was made",
    opened: "They opened the link",
    claimed: "They came in",
    revoked: "The invitation was revoked",
  },
  act: actOnInvitation,
  by: "by",
  commandLine: "the command line",
  session: (id: number) => `Session ${id}`,
  began: (scenario: string, version: number) => `began: ${scenario}, version ${version}`,
  breakOf: (ms: number) => `A break of ${formatSpan(ms)}`,
  exchange: (number: number, tryNumber: number | null) => `Exchange ${formatNumber(number)}${inTry(tryNumber)}`,
  aside: (number: number) => `Aside ${formatNumber(number)}, in private`,
  branch: (fromNumber: number, tryNumber: number) =>
    `Went back to before exchange ${formatNumber(fromNumber)}: try ${formatNumber(tryNumber)}`,
  note: (author: string) => `Note by ${author}`,
  invitee: "Invitee",
  coach: "Coach",
  gone: "the words are gone",
  tokens: (count: number) => plural(count, "token", "tokens"),
  running: "running now",
  stopped: "stopped by the invitee",
  failed: "failed",
  attempt: (attempt: number) => `attempt ${attempt}`,
  event: (name: string) => EVENTS[name] ?? (name.startsWith("widget_") ? `The page told: ${name.slice(7)}` : name),
  empty: "Nothing happened yet.",
  none: "Nothing of this kind in what is loaded.",
  loadFailed: "The journey could not be loaded",
  end: "From here on it began.",
};

export const alertWords = {
  title: "Alerts",
  sub: "What needs somebody, of the last 14 days.",
  kinds: {
    stuck: "Stuck",
    exhausted: "Exhausted",
    upstream: "Trouble with the model’s provider",
    "coach-missing": "Comment missing",
    overrun: "Overrun",
    spend: "Spend ceiling",
  },
  filters: "Alerts by kind",
  all: "All",
  unlabelled: "An invitation without a label",
  said: {
    stuck: (why: string) => `Their last exchange failed: ${why}.`,
    stuckUnknown: "Their last exchange failed.",
    exhausted: "No further exchange fits. They can read, and not go on.",
    upstream: (code: string, calls: number) => `${plural(calls, "call", "calls")} within the last hour: ${code}.`,
    breaker: {
      open: "This server refuses new messages at once until the model answers again.",
      "half-open": "This server is trying whether the model answers again.",
      closed: "The model is being asked as usual.",
    },
    "coach-missing": (number: number) =>
      `The comment on exchange ${formatNumber(number)} was tried twice and could not be made.`,
    overrun: (tokens: number, model: string) =>
      `A call of ${model} used ${plural(tokens, "token", "tokens")} beyond what was held.`,
    spend: (scope: string, percent: number) =>
      percent >= 100
        ? `Today’s ceiling ${scope} is reached: no new exchange until midnight (UTC).`
        : `${formatNumber(percent)} % of today’s ceiling ${scope} is spent or held.`,
    ofAll: "of this server",
    ofSite: (key: string) => `of the site ${key}`,
  },
  act: {
    stuck: "Look at what failed",
    exhausted: "Top up",
    upstream: "Who is stuck",
    "coach-missing": "Open the session",
    overrun: "Open the session",
    spend: "Look at the sites",
  },
  codes: {
    "upstream-overloaded": "the model was overloaded",
    "upstream-unavailable": "the model could not be reached",
    "upstream-stalled": "the answer stopped coming",
    "upstream-refused-key": "the API key was refused",
    "upstream-failed": "the model answered with an error",
    "model-not-found": "the model does not exist",
    "model-refused": "the model declined",
    "server-stopped": "the server stopped",
  } as Record<string, string>,
  isNew: "New",
  helpNamed: (whose: string) => `Let them go on: ${whose}`,
  dismiss: "Dismiss",
  dismissNamed: (what: string) => `Dismiss: ${what}`,
  dismissed: "Dismissed, for you alone.",
  undo: "Take it back",
  markFailed: "The alert was not dismissed",
  strip: (count: number, more: boolean) =>
    `${formatNumber(count)}${more ? "+" : ""} new ${count === 1 && !more ? "alert" : "alerts"}`,
  stripLook: "Look at them",
  stripLabel: "New alerts",
  end: (count: number) => `${plural(count, "alert", "alerts")}, that is all.`,
  failed: "The alerts could not be loaded",
  emptyTitle: "Nothing needs you",
  empty:
    "Whoever is stuck or exhausted, trouble with the model’s provider, missing comments, overruns and ceilings are told here.",
  noneTitle: "None of this kind",
  showAll: "Show all alerts",
};

export const knowledgeWords = {
  ask: { partner: (persona: string) => `What did ${persona} know here?`, coach: "What did the coach know here?" },
  title: { partner: (persona: string) => `What ${persona} knew here`, coach: "What the coach knew here" },
  hadRead: "Had read this",
  couldNotSee: "Could not see this",
  instructions: (scenario: string, version: number) => `The instructions of “${scenario}”, version ${version}`,
  nothingHidden: "Nothing: all that had been said was in it.",
  why: {
    comment: "the coach’s comment",
    aside: "asked in private",
    "other-try": "in another try",
    "not-answered": "was not answered",
    "left-out": "left out",
  },
  who: { user: "Invitee", partner: "Partner", coach: "Coach" },
  place: (exchange: number | null, tryNumber: number | null, aside: number | null) =>
    aside !== null
      ? `aside ${formatNumber(aside)}`
      : exchange === null || exchange === 0
        ? "opening line"
        : `exchange ${formatNumber(exchange)}${inTry(tryNumber)}`,
  fact: {
    model: "Model",
    read: "Read",
    wrote: "Wrote",
    charged: "Charged",
    first: "First word after",
    took: "Took",
    stop: "Ended",
    hash: "Request",
    upstream: "The provider’s id",
  },
  read: (input: number, write: number, cached: number) =>
    [
      `${formatNumber(input + write + cached)} tokens`,
      ...(cached > 0 ? [`${formatNumber(cached)} of them from the cache`] : []),
      ...(write > 0 ? [`${formatNumber(write)} kept in it`] : []),
    ].join(", "),
  tokens: (count: number) => plural(count, "token", "tokens"),
  estimated: "estimated",
  seconds,
  insteadOf: (model: string) => `in place of ${model}`,
  earlier: (count: number) => plural(count, "earlier call", "earlier calls"),
  attempt: (attempt: number) => `attempt ${attempt}`,
  noCall: "No call is written down yet. It is written when the answer ends.",
  erased: "erased",
  failed: "What was known here could not be loaded",
  all: (count: number) => `All ${formatNumber(count)}`,
  fewer: "Only the newest",
};
