import { CreateInvitation } from "../protocol/administration.ts";
import type { BulkRowError } from "../protocol/bulk-invitations.ts";
import { chooseTerms, type Offer, type Terms } from "./choose-terms.ts";
import type { RawRow } from "./read-invitation-csv.ts";

export type CheckedRow = {
  row: number;
  said: { label: string | null; externalRef: string | null; cohort: string | null; email: string | null };
  errors: BulkRowError[];
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
  expiresInDays: "is a number of days, more than 0 and at most 3650. Leave it empty for 14.",
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
});
const shown = (value: unknown): string => {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

/** Names that stand for nothing here, each with those that there are. */
const unknownIn = (
  offer: Offer,
  request: CreateInvitation,
  fields: Record<string, unknown>,
  nameOf: (field: string) => string,
): BulkRowError[] => {
  const chosen = chooseTerms(offer, request);
  if (!("wrong" in chosen)) return [];
  return chosen.wrong.map(({ field, detail, known }) => ({
    column: nameOf(field),
    detail:
      field === "email"
        ? `“${shown(fields[field])}”: this ${MUST["email"]}`
        : `${detail} ${known.length > 0 ? `There are: ${known.slice(0, 20).join(", ")}. Use one of them, or leave it empty.` : ""}`.trim(),
  }));
};

const checkRow = (offer: Offer, { row, fields, errors }: RawRow, nameOf: (field: string) => string): CheckedRow => {
  const bad = (more: BulkRowError[]): CheckedRow => ({
    row,
    said: saidIn(fields),
    errors: [...errors, ...more],
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
    return bad([...wrong, ...(others.success ? unknownIn(offer, others.data, fields, nameOf) : [])]);
  }
  const chosen = chooseTerms(offer, parsed.data);
  if ("wrong" in chosen) return bad(unknownIn(offer, parsed.data, fields, nameOf));
  return errors.length > 0
    ? bad([])
    : { row, said: { ...saidIn(fields), email: chosen.terms.email }, errors, terms: chosen.terms };
};

/** Rows as they could be made, or what is wrong with each. A reference stands once in a site and cohort: the second one is the bad one. */
export const checkInvitationRows = (
  offer: Offer,
  rows: readonly RawRow[],
  nameOf: (field: string) => string,
): CheckedRow[] => {
  const seen = new Map<string, number>();
  return rows.map((raw) => {
    const checked = checkRow(offer, raw, nameOf);
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
