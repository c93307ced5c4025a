import { CreateInvitation } from "../protocol/administration.ts";
import type { BulkRow, BulkRowError } from "../protocol/bulk-invitations.ts";
import { chooseTerms, type Offer, type Terms } from "./choose-terms.ts";
import { nameToKey, namedIn, spellNamed } from "./name-to-key.ts";
import type { RawRow } from "./read-invitation-csv.ts";

export type CheckedRow = {
  row: number;
  said: Pick<BulkRow, "label" | "externalRef" | "cohort" | "email" | "scenario" | "preset" | "days" | "site">;
  errors: BulkRowError[];
  /** the row itself says its site */
  ownSite: boolean;
  /** null: the row is bad */
  terms: Terms | null;
};

/** What a cell has to be, and what to do where it is not. */
const MUST: Record<string, string> = {
  label: "is at most 200 characters of text. Shorten it.",
  externalRef: "is at most 200 characters of text. Shorten it.",
  cohort: "is at most 100 characters of text. Shorten it.",
  email: "is no e-mail address. Write one such as ada@example.org, or leave it empty.",
  scenarioSlug: "is no scenario's name in addresses (slug).",
  preset: "is no preset's name. Give a preset or a quota, not both.",
  expiresInDays: "has to be a whole number of days from 1 to 3650, as 14. Leave it empty for 14.",
  claimMode: "is SINGLE, for one person, or SHARED, for a group. Leave it empty for one person.",
  maxClaims: "is a whole number of people from 1 to 100000, of a SHARED invitation. Else leave it empty.",
  site: "is no site's key.",
};
const textIn = (value: unknown): string | null => (typeof value === "string" && value.isWellFormed() ? value : null);
const saidIn = (fields: Record<string, unknown>): CheckedRow["said"] => ({
  label: textIn(fields["label"]),
  externalRef: textIn(fields["externalRef"]),
  cohort: textIn(fields["cohort"]),
  email: textIn(fields["email"]),
  scenario: null,
  preset: null,
  days: null,
  site: null,
});
/** What a good row comes to, in the words of the screen. */
const saidOf = (offer: Offer, fields: Record<string, unknown>, terms: Terms): CheckedRow["said"] => ({
  ...saidIn(fields),
  email: terms.email,
  scenario: offer.scenarios.find(({ id }) => id === terms.scenarioId)?.name ?? null,
  preset: offer.presets.find(({ name }) => name === terms.presetName)?.label ?? terms.quota.label,
  days: terms.expiresInDays,
  site: offer.sites.find(({ id }) => id === terms.siteId)?.name ?? null,
});
const shown = (value: unknown): string => {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

/** What the row is made with; or the names that stand for nothing here, or for several things, each with those that there are. */
const termsIn = (
  offer: Offer,
  asked: CreateInvitation,
  fields: Record<string, unknown>,
  nameOf: (field: string) => string,
): { terms: Terms } | { wrong: BulkRowError[] } => {
  const { request, ambiguous } = nameToKey(offer, asked);
  const named = namedIn(offer);
  const several = ambiguous.map(({ field, keys }) => ({
    column: nameOf(field),
    detail: `“${shown(fields[field])}” is the name of several: ${keys.join(", ")}. Write which one is meant.`,
  }));
  const chosen = chooseTerms(offer, request);
  if (!("wrong" in chosen)) return several.length > 0 ? { wrong: several } : chosen;
  const said = new Set<string>(ambiguous.map(({ field }) => field));
  const wrong = chosen.wrong
    .filter(({ field }) => !said.has(field))
    .map(({ field, detail }) => {
      if (field === "email")
        return { column: nameOf(field), detail: `“${shown(fields[field])}”: this ${MUST["email"]}` };
      const there = named[field].slice(0, 20).map(spellNamed).join(", ");
      return {
        column: nameOf(field),
        detail: there === "" ? detail : `${detail} There are: ${there}. Use one of them, or leave it empty.`,
      };
    });
  return { wrong: [...several, ...wrong] };
};

const checkRow = (
  offer: Offer,
  { row, fields: own, errors }: RawRow,
  nameOf: (field: string) => string,
  site: string | undefined,
): CheckedRow => {
  const ownSite = own["site"] !== undefined;
  const fields = ownSite || site === undefined ? own : { ...own, site };
  const bad = (more: BulkRowError[]): CheckedRow => ({
    row,
    said: saidIn(fields),
    errors: [...errors, ...more],
    ownSite,
    terms: null,
  });
  const parsed = CreateInvitation.safeParse(fields);
  if (!parsed.success) {
    const wrong = parsed.error.issues.flatMap((issue): BulkRowError[] => {
      if (issue.code === "unrecognized_keys")
        return issue.keys.map((key) => ({ column: key, detail: "is nothing that an invitation has. Take it out." }));
      const field = String(issue.path[0] ?? "");
      if (field === "email" && fields["claimMode"] === "SHARED")
        return [{ column: nameOf(field), detail: "does not go with a group's link: leave one of the two out." }];
      if (field === "preset" && fields["quota"] !== undefined)
        return [{ column: nameOf(field), detail: MUST["preset"] ?? "" }];
      const value = fields[field];
      const must = MUST[field] ?? issue.message;
      return [
        {
          column: field === "" ? null : nameOf(field),
          detail: value === undefined ? must : `“${shown(value)}”: this ${must}`,
        },
      ];
    });
    // What else is wrong is said at the same time: the fields that are well formed are looked at without the others.
    const wrongFields = new Set(parsed.error.issues.flatMap(({ path }) => String(path[0] ?? "")));
    const rest = Object.fromEntries(Object.entries(fields).filter(([field]) => !wrongFields.has(field)));
    const others = CreateInvitation.safeParse(rest);
    const more = others.success ? termsIn(offer, others.data, fields, nameOf) : { wrong: [] };
    return bad([...wrong, ...("wrong" in more ? more.wrong : [])]);
  }
  const chosen = termsIn(offer, parsed.data, fields, nameOf);
  if ("wrong" in chosen) return bad(chosen.wrong);
  return errors.length > 0
    ? bad([])
    : { row, said: saidOf(offer, fields, chosen.terms), errors, ownSite, terms: chosen.terms };
};

/**
 * Rows as they could be made, or what is wrong with each. A reference stands once in a site and cohort: the second one is the bad one.
 * @param site the key of the site that rows without one are for
 */
export const checkInvitationRows = (
  offer: Offer,
  rows: readonly RawRow[],
  nameOf: (field: string) => string,
  site?: string,
): CheckedRow[] => {
  const seen = new Map<string, number>();
  return rows.map((raw) => {
    const checked = checkRow(offer, raw, nameOf, site);
    const { terms } = checked;
    if (terms?.externalRef == null) return checked;
    const key = JSON.stringify([terms.siteId, terms.cohort, terms.externalRef]);
    const before = seen.get(key);
    if (before === undefined) {
      seen.set(key, raw.row);
      return checked;
    }
    const detail = `“${shown(terms.externalRef)}” stands in row ${before} already. Give this row a reference of its own, or take it out.`;
    return { ...checked, terms: null, errors: [{ column: nameOf("externalRef"), detail }] };
  });
};
