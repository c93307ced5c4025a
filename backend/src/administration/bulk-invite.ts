import { randomUUID } from "node:crypto";
import type { AppContext } from "../app-context.ts";
import { sha256 } from "../identity/derive-key.ts";
import { deriveInvitationToken, hashToken } from "../invitations/invitation-token.ts";
import { Problem } from "../problem.ts";
import { type BulkAnswer, type BulkOptions, type BulkRow, MOST_ROWS } from "../protocol/bulk-invitations.ts";
import { type CheckedRow, checkInvitationRows } from "./check-invitation-rows.ts";
import { readOffer, type Terms } from "./choose-terms.ts";
import type { RawRow } from "./read-invitation-csv.ts";
import { linksOf } from "../invitations/invitation-link.ts";

const hash = (...parts: unknown[]): string => sha256(JSON.stringify(parts));

/**
 * A row is known again by its reference within its cohort and site; one without by what it says, in its upload, and which of its like
 * it is. What nobody said is no part of that: a second site changes which one an empty cell means, and the row is still the same.
 */
const keysOf = (rows: readonly CheckedRow[], uploadKey: string, chosenSite: string | null): (string | null)[] => {
  const alike = new Map<string, number>();
  return rows.map(({ terms, ownSite }) => {
    if (terms === null) return null;
    if (terms.externalRef !== null) return hash("reference", terms.siteId, terms.cohort, terms.externalRef);
    const says = hash("row", uploadKey, { ...terms, siteId: ownSite ? terms.siteId : chosenSite });
    const before = alike.get(says) ?? 0;
    alike.set(says, before + 1);
    return hash(says, before);
  });
};

type Ready = { checked: CheckedRow; terms: Terms; key: string };
const answerRow = (
  { row, said, errors }: CheckedRow,
  outcome: BulkRow["outcome"],
  invitation: BulkRow["invitation"] = null,
): BulkRow => ({ row, outcome, ...said, errors, invitation });
/** The row means one of several, and only its writer knows which. */
const answerAmbiguous = (row: CheckedRow, sites: string[], nameOf: (field: string) => string): BulkRow =>
  answerRow(
    {
      ...row,
      errors: [
        {
          column: nameOf("site"),
          detail: `This reference stands in more than one site: ${sites.join(", ")}. Write which one is meant.`,
        },
      ],
    },
    "bad",
  );

const countOf = (rows: readonly BulkRow[]): BulkAnswer["counts"] => {
  const of = (outcome: BulkRow["outcome"]) => rows.filter((row) => row.outcome === outcome).length;
  return { rows: rows.length, made: of("made"), existing: of("existing"), ready: of("ready"), bad: of("bad") };
};

/** JSON Pointers into what was sent; a CSV's rows are called by their lines. */
const refuse = (answer: BulkAnswer): Problem => {
  const bad = answer.rows.filter(({ outcome }) => outcome === "bad");
  return new Problem(
    "invalid",
    `${bad.length} of ${answer.rows.length} rows cannot be made, so none was. Mend them, or send the same again with onlyGood to leave them out.`,
    {
      errors: bad.flatMap(({ row, errors }) =>
        errors.map(({ column, detail }) => ({
          pointer: `/rows/${row}${column === null ? "" : `/${column.replaceAll("~", "~0").replaceAll("/", "~1")}`}`,
          detail,
        })),
      ),
      extension: { upload: answer },
    },
  );
};

/**
 * Many invitations at once: all of them, or none where a row is bad and `onlyGood` is not said. What an upload before has made is
 * found again and left as it is.
 * @param nameOf what a field is called in the upload
 * @throws Problem invalid (bad rows, with every error by row and column; too many rows; none)
 */
export const bulkInvite = async (
  world: AppContext,
  staffId: string,
  rawRows: readonly RawRow[],
  options: BulkOptions,
  nameOf: (field: string) => string,
): Promise<BulkAnswer> => {
  if (rawRows.length > MOST_ROWS)
    throw new Problem("invalid", `An upload has at most ${MOST_ROWS} rows, and this one has more: send it in parts.`, {
      errors: [{ pointer: "/rows", detail: `at most ${MOST_ROWS}` }],
    });
  if (rawRows.length === 0)
    throw new Problem("invalid", "There is no row in this upload.", {
      errors: [{ pointer: "/rows", detail: "add at least one row below the names of the columns" }],
    });
  const uploadKey = options.uploadKey ?? hash(rawRows.map(({ fields }) => fields));
  const offer = await readOffer(world);
  const chosenSite = options.site === undefined ? null : offer.sites.find(({ key }) => key === options.site);
  if (chosenSite === undefined)
    throw new Problem("invalid", `There is no active site with the key ${options.site}.`, {
      errors: [{ pointer: "/site", detail: "must be an active site's key" }],
    });
  const checked = checkInvitationRows(offer, rawRows, nameOf, chosenSite?.key);
  const keys = keysOf(checked, uploadKey, chosenSite?.id ?? null);
  const wellFormed = checked.flatMap((row, place): Ready[] => {
    const key = keys[place];
    return row.terms === null || key == null ? [] : [{ checked: row, terms: row.terms, key }];
  });
  const rowsOf = (some: readonly Ready[]) =>
    some.map(({ checked: { ownSite }, terms, key }) => ({ ...terms, ownSite, uploadKey: key }));
  const before = await world.bulkInvitationStore.find(rowsOf(wellFormed));
  const ready = wellFormed.filter(({ key }) => before.get(key)?.sites == null);
  const isStored = options.dryRun !== true && (options.onlyGood === true || ready.length === checked.length);
  const found = isStored
    ? await world.bulkInvitationStore.store(
        rowsOf(ready).map((row) => {
          const id = randomUUID();
          return { ...row, id, tokenHash: hashToken(deriveInvitationToken(world.keys.invitation, id, 1)) };
        }),
        staffId,
      )
    : before;
  const links = new Map(
    (await linksOf(world, [...new Map([...found.values()].map((row) => [row.id, row])).values()])).map(
      ({ row, token, link }) => [row.id, { id: row.id, token, link }],
    ),
  );
  const keyOf = new Map(wellFormed.map(({ checked: row, key }) => [row, key]));
  const rows = checked.map((row) => {
    const key = keyOf.get(row) ?? "";
    const known = found.get(key);
    if (row.terms === null) return answerRow(row, "bad");
    const sites = known?.sites ?? before.get(key)?.sites ?? null;
    if (sites !== null) return answerAmbiguous(row, sites, nameOf);
    return known
      ? answerRow(row, known.made ? "made" : "existing", links.get(known.id) ?? null)
      : answerRow(row, "ready");
  });
  const answer = { uploadKey, stored: isStored, counts: countOf(rows), rows };
  if (!isStored && options.dryRun !== true) throw refuse(answer);
  return answer;
};
