import { plural } from "./plural.ts";

const upTo = (count: number, one: string, many: string): string =>
  count >= 1_000 ? `1,000 ${many} or more` : plural(count, one, many);

export const exportWords = {
  title: "Export",
  sub: "What people who agree to research have said and done, under pseudonyms.",
  failed: "What an export holds could not be loaded",
  inIt: (invitations: number, sessions: number) =>
    `In it now: ${upTo(invitations, "invitation", "invitations")} and ${upTo(sessions, "session", "sessions")}. Left out: those who do not agree, or took it back; what was said to the simulator; trials.`,
  reference:
    "Join it to your survey by external_ref. Words are exported as they were said: names that people mention stand in them.",
  filters: "What is exported",
  from: "From",
  to: "To",
  everything: "No filters",
  narrowed:
    "Sessions that began in these days, of this site, scenario and cohort; with their invitations, and those made in these days that nobody talked in.",
  studies: "Studies",
  studiesHint:
    "A study has a key of its own: the same person has the same pseudonym in all of its exports, and another one in every other study.",
  noStudy: "No study yet. Make one to take an export.",
  name: "Name of the study",
  make: "Make the study",
  making: "Making it …",
  makeFailed: "The study was not made",
  study: "Study",
  made: "Made",
  take: "Take",
  zip: "All tables, CSV in a zip",
  zipNamed: (study: string) => `All tables, CSV in a zip, of ${study}`,
  all: "All tables, JSON lines",
  allNamed: (study: string) => `All tables, JSON lines, of ${study}`,
  csvNamed: (table: string, study: string) => `${table} of ${study}, as CSV`,
  tables: "One table as CSV",
  columnGuide: "Column guide (CSV)",
  audited: "Each export is written down in the audit trail.",
  contents: "What is in it",
  columns: (count: number) => plural(count, "column", "columns"),
  column: "Column",
  meaning: "What it means",
  pseudonym: "pseudonym",
  withheld: "What is left out, and why",
  what: "Left out",
  why: "Why",
};
