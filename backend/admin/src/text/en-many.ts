import { plural } from "./plural.ts";
import { formatDay, formatNumber } from "./time.ts";

// Invitations by the many: what is chosen in the list, uploads, the sheet of QR codes, mails.
const invitations = (count: number): string => plural(count, "invitation", "invitations");

const mails = (count: number): string => plural(count, "mail", "mails");
const NOT_SENT = "Nothing is sent, since SMTP_URL is not set: it waits in the outbox.";

export const chosenWords = {
  column: "Choose",
  choose: (label: string) => `Choose ${label}`,
  chooseAll: "Choose all that are shown",
  bar: "What is done to the chosen ones",
  count: (count: number) => `${formatNumber(count)} chosen`,
  clear: "Choose none",
  extend: "Extend",
  topUp: "Top up",
  signOut: "Sign out devices",
  send: "Send by e-mail",
  remind: "Remind",
  reissue: "Re-issue link",
  revoke: "Revoke",
  links: "Links as CSV",
  linksRunning: "Writing the file …",
  linksFailed: "The links could not be read",
  sheet: "QR sheet",
  extendTitle: (count: number) => `Extend ${invitations(count)} by`,
  extendHint: "Added to the day they expire, or to today where that is past.",
  topUpTitle: (count: number) => `Add to the quota of ${invitations(count)}`,
  topUpHint: "As much again as a preset holds, for each of them.",
  signOutWords: {
    title: (count: number) => `Sign out the devices of ${invitations(count)}?`,
    detail: "Whoever is in is signed out within seconds. Nothing is lost: the link lets them in again.",
    confirm: "Sign them out",
    running: "Signing out …",
    failed: "Nobody was signed out",
  },
  sendWords: {
    title: (count: number) => `Send the link of ${invitations(count)}?`,
    detail: "To those that have an address and were not sent it yet. The words are those of their site.",
    confirm: "Send them",
    running: "Sending …",
    failed: "Nothing was sent",
  },
  remindWords: {
    title: (count: number) => `Remind ${invitations(count)}?`,
    detail: "Those that were sent their link and have not begun, once a day and three times at most.",
    confirm: "Remind them",
    running: "Sending …",
    failed: "Nobody was reminded",
  },
  revokeWords: {
    title: (count: number) => (count === 1 ? "Revoke this invitation?" : `Revoke ${invitations(count)}?`),
    detail:
      "New exchanges stop at once, for everyone who uses them. What is running finishes. Re-issuing a link lifts it.",
    confirm: "Revoke",
    running: "Revoking …",
    failed: "Nothing was revoked",
  },
  none: "Nothing was done.",
  chooseShown: "Choose all shown",
  done: {
    extend: (count: number) => `Extended ${formatNumber(count)}.`,
    "top-up": (count: number) => `Topped up ${formatNumber(count)}.`,
    revoke: (count: number) => `Revoked ${formatNumber(count)}.`,
    "sign-out": (count: number) => `Signed out the devices of ${formatNumber(count)}.`,
    send: (count: number) => `${mails(count)} on the way.`,
    remind: (count: number) => `${plural(count, "reminder", "reminders")} on the way.`,
  },
  /** where this server sends none */
  written: {
    send: (count: number) => `${mails(count)} written. ${NOT_SENT}`,
    remind: (count: number) => `${plural(count, "reminder", "reminders")} written. ${NOT_SENT}`,
  },
  reissued: "This is the new link. The old one no longer works.",
  /** how many were left out, and why */
  skipped: (count: number, why: string) => `${formatNumber(count)} left out: ${why}.`,
  why: {
    unknown: "no longer there",
    revoked: "revoked",
    expired: "expired",
    "nobody-signed-in": "nobody is signed in",
    "no-address": "no e-mail address",
    "not-sent-yet": "their link was not sent yet",
    "waits-already": "a mail with it waits in the outbox already",
    "sent-already": "sent before",
    begun: "they have begun",
    "reminded-today": "written to within a day",
    "reminded-enough": "reminded three times",
    "too-much": "the quota would be too large",
  },
  filters: {
    label: "Narrow the list",
    cohort: "Cohort",
    preset: "Preset",
    scenario: "Scenario",
    site: "Site",
    any: "Any",
    clear: "Show all",
  },
  since: (iso: string, now: number) => `since ${formatDay(iso, now)}`,
};

export const uploadWords = {
  open: "Upload many",
  title: "Many invitations",
  hint: "One row an invitation. The first line names the columns; all of them may be left out.",
  help: "What the columns hold",
  columnHelp: [
    { column: "label", holds: "For staff, at most 200 characters." },
    { column: "reference", holds: "A code of your own: a row that has one is never made twice." },
    { column: "cohort", holds: "Who belongs together: a course, a wave of a study." },
    { column: "email", holds: "Where the link may be sent. Nothing is sent until you say so." },
    { column: "scenario", holds: "Its title or its name below. Empty: the invitee chooses." },
    { column: "preset", holds: "Its label or its name below. Empty: the default one." },
    { column: "days", holds: "A whole number, as 14. Empty: 14." },
    { column: "mode", holds: "SINGLE for one person, SHARED for a group. Empty: SINGLE." },
    { column: "people", holds: "Of a SHARED one: how many may claim it." },
    { column: "site", holds: "Its name or its key below. Empty: the site chosen on this page." },
  ],
  namesHint: "Either is understood, in capitals or not.",
  namedScenarios: "Scenarios",
  namedPresets: "Presets",
  namedSites: "Sites",
  site: "Site of rows without one",
  siteHint: "The link opens its page. A row whose reference is there already stays where it is, whatever its site.",
  template: "Save a file to fill in",
  file: "Choose a CSV file",
  taken: (name: string) => `Read from ${name}.`,
  paste: "Or paste rows here",
  look: "Look at the rows",
  looking: "Looking …",
  lookFailed: "The rows could not be looked at",
  preview: "What would be made",
  ready: (count: number) => `${invitations(count)} can be made.`,
  existing: (count: number) =>
    count === 1
      ? "1 is there already, and stays as it is."
      : `${formatNumber(count)} are there already, and stay as they are.`,
  bad: (count: number) =>
    count === 1
      ? "1 row cannot be made. Nothing is stored yet."
      : `${formatNumber(count)} rows cannot be made. Nothing is stored yet.`,
  badTitle: "Rows to mend",
  /** @param spans the first of their numbers */
  rows: (count: number, spans: string, more: boolean) =>
    count === 1 ? `Row ${spans}` : `${formatNumber(count)} rows: ${spans}${more ? " …" : ""}`,
  allThere: (count: number) =>
    count === 1
      ? "The row is there already: there is nothing to make."
      : `All ${formatNumber(count)} rows are there already: there is nothing to make.`,
  showExisting: (count: number) => (count === 1 ? "To its link" : "To their links"),
  thereTitle: "There already",
  wholeRow: "the row",
  mend: "Mend them in the file or in the rows above, and look again. Or leave them out.",
  more: (count: number) => `And ${plural(count, "more row", "more rows")}.`,
  rowColumns: {
    row: "Row",
    label: "Label",
    reference: "Reference",
    cohort: "Cohort",
    email: "E-mail",
    scenario: "Scenario",
    preset: "Preset",
    days: "Days",
    site: "Site",
    outcome: "What happens",
  },
  outcome: { made: "Made", existing: "There already", ready: "Will be made", bad: "Cannot be made" },
  make: (count: number) => `Make ${invitations(count)}`,
  makeGood: (count: number) => (count === 1 ? "Make the good one" : `Make the ${formatNumber(count)} good ones`),
  making: "Making …",
  makeFailed: "No invitation was made",
  madeTitle: "They are made",
  made: (made: number, existing: number) =>
    `${invitations(made)} made${existing === 0 ? "" : `, ${formatNumber(existing)} there already`}.`,
  left: (count: number) =>
    `${plural(count, "row was", "rows were")} left out. Mend them and upload again: nothing is made twice.`,
  links: "Save the links as CSV",
  sheet: "QR codes to print",
  send: (count: number) => `Send ${plural(count, "link", "links")} by e-mail`,
  sendTitle: (count: number) => `Send ${plural(count, "link", "links")} by e-mail?`,
  sendWords: { confirm: "Send them", running: "Sending …", failed: "The mails were not written" },
  another: "Upload more",
  toList: "To the list",
};

export const sheetWords = {
  title: "QR codes to print",
  hint: (count: number) => `${invitations(count)}. Whoever has a code comes in: hand each to its own person.`,
  print: "Print",
  failed: "The links could not be read",
  emptyTitle: "Nothing is chosen",
  empty: "Choose invitations in the list, then “QR sheet”.",
  unlabelled: "Invitation",
  qr: (label: string) => `QR code of ${label}`,
  until: (iso: string, now: number) => `Until ${formatDay(iso, now)}`,
};

export const mailWords = {
  title: "Mails to invitees",
  sent: "Sent by this server’s mail account.",
  outbox: "This server sends no mail (no SMTP_URL): what is sent waits in the outbox, for admins to read.",
  kind: { invitation: "Invitation", reminder: "Reminder" },
  about:
    "An invitation’s link is sent by e-mail where it has an address and staff say so; those who have not begun can be reminded.",
  own: "These are your words.",
  first: "These are the words that come with it.",
  change: (kind: string) => `Change the ${kind.toLowerCase()}`,
  subject: "Subject",
  body: "Text",
  hint: "Plain text. {link} is their link, {name} the label, {site} this site’s name, {expires} the last day.",
  save: "Save these words",
  saving: "Saving …",
  reset: "Back to the first words",
  saved: "Saved. The next mail says it.",
  failed: "The words were not saved",
  loadFailed: "The mails could not be loaded",
  cancel: "Cancel",
};
export const mailPreviewWords = {
  failed: "What would be written could not be loaded",
  nobody: "Nobody of these gets a mail now: they have no address, were written to, have begun, or cannot go on.",
  count: (count: number) => `${mails(count)} will be written.`,
  whose: (site: string | null, changed: boolean) =>
    site === null
      ? "Of no site: the words that come with it."
      : changed
        ? `${site}: its own words.`
        : `${site}: the words that come with it.`,
  waits: "This server sends no mail, since SMTP_URL is not set: they will wait in the outbox.",
  first: (recipient: string) => `The first, to ${recipient}`,
  link: "[their own link]",
};
export const createMailWords = {
  cohort: "Cohort",
  cohortHint: "Who belongs together: a course, a wave of a study.",
  email: "E-mail",
  emailHint: "Nothing is sent until you say so.",
  send: (email: string) => `Send it to ${email}`,
  sending: "Sending …",
  sent: (email: string, mail: "sent" | "outbox") =>
    mail === "sent" ? `On its way to ${email}.` : `Written to ${email}. ${NOT_SENT}`,
  sendFailed: "The mail was not written",
};
export const invitationMailWords = {
  row: "E-mail",
  none: "No address",
  send: "Send the link",
  remind: "Remind them",
  running: "Sending …",
  failed: "The mail was not written",
  done: { send: "The link is on its way.", remind: "The reminder is on its way." },
  written: { send: `The mail is written. ${NOT_SENT}`, remind: `The reminder is written. ${NOT_SENT}` },
  notSent: (why: string) => `Nothing was sent: ${why}.`,
  notDone: (why: string) => `It was not done: ${why}.`,
  nobodyIn: "Nobody is signed in by it.",
  cohort: "Cohort",
  mailed: (iso: string, now: number) => `sent ${formatDay(iso, now)}`,
  queued: (iso: string, now: number) => `written ${formatDay(iso, now)}, not sent yet`,
  waits: { sent: "It waits in the outbox, where admins read why.", outbox: NOT_SENT },
  edit: {
    open: "Change",
    title: "Label, reference, cohort and address",
    referenceHint: "A code of your own, once within site and cohort. Exports from now on join by it.",
    emailHint:
      "Another address begins anew: the link was not sent there yet. Empty: it is forgotten, with what was sent to it.",
    save: "Save",
    saving: "Saving …",
    failed: "It was not changed",
    done: "Changed.",
  },
  reminded: (count: number) => `reminded ${plural(count, "time", "times")}`,
};
