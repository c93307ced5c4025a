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

/** A row is known again by its reference within site and cohort; one without by what it says, in its upload, and which of its like it is. */
const keysOf = (rows: readonly CheckedRow[], uploadKey: string): (string | null)[] => {
  const alike = new Map<string, number>();
  return rows.map(({ terms }) => {
    if (terms === null) return null;
    if (terms.externalRef !== null) return hash("reference", terms.siteId, terms.cohort, terms.externalRef);
    const says = hash("row", uploadKey, terms);
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
    throw new Problem(
      "invalid",
      `An upload has at most ${MOST_ROWS} rows, and this one has ${rawRows.length}: send it in parts.`,
      {
        errors: [{ pointer: "/rows", detail: `at most ${MOST_ROWS}` }],
      },
    );
  if (rawRows.length === 0)
    throw new Problem("invalid", "There is no row in this upload.", {
      errors: [{ pointer: "/rows", detail: "add at least one row below the names of the columns" }],
    });
  const uploadKey = options.uploadKey ?? hash(rawRows.map(({ fields }) => fields));
  const checked = checkInvitationRows(await readOffer(world), rawRows, nameOf);
  const keys = keysOf(checked, uploadKey);
  const ready = checked.flatMap((row, place): Ready[] => {
    const key = keys[place];
    return row.terms === null || key == null ? [] : [{ checked: row, terms: row.terms, key }];
  });
  const isStored = options.dryRun !== true && (options.onlyGood === true || ready.length === checked.length);
  const found = isStored
    ? await world.bulkInvitationStore.store(
        ready.map(({ terms, key }) => {
          const id = randomUUID();
          return {
            ...terms,
            id,
            uploadKey: key,
            tokenHash: hashToken(deriveInvitationToken(world.keys.invitation, id, 1)),
          };
        }),
        staffId,
      )
    : await world.bulkInvitationStore.find(ready.map(({ terms, key }) => ({ ...terms, uploadKey: key })));
  const links = new Map(
    (await linksOf(world, [...new Map([...found.values()].map((row) => [row.id, row])).values()])).map(
      ({ row, token, link }) => [row.id, { id: row.id, token, link }],
    ),
  );
  const keyOf = new Map(ready.map(({ checked: row, key }) => [row, key]));
  const rows = checked.map((row) => {
    const known = found.get(keyOf.get(row) ?? "");
    if (row.terms === null) return answerRow(row, "bad");
    return known
      ? answerRow(row, known.made ? "made" : "existing", links.get(known.id) ?? null)
      : answerRow(row, "ready");
  });
  const answer = { uploadKey, stored: isStored, counts: countOf(rows), rows };
  if (!isStored && options.dryRun !== true) throw refuse(answer);
  return answer;
};
