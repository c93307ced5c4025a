import { useEffect, useRef } from "preact/hooks";
import { badRows, kindsOfBad, spansOf, type Upload } from "../state/upload.ts";
import type { BulkAnswer, BulkRow } from "../state/types.ts";
import { text } from "../text/en.ts";
import { Icon } from "./icon.tsx";
import { ListTable } from "./list-table.tsx";
import { ProblemNotice } from "./problem-notice.tsx";

const words = text.upload;
/** Rows that are shown of what will be made, and of what cannot be: the rest is counted. */
const SHOWN = 20;
const SHOWN_BAD = 100;
const SHOWN_NUMBERS = 200;

const More = ({ count }: { count: number }) => (count > 0 ? <p class="small soft">{words.more(count)}</p> : null);

/** What is wrong, each kind once with the rows that it is wrong with. */
export const BadRows = ({ rows }: { rows: BulkRow[] }) => {
  const kinds = kindsOfBad(rows);
  return (
    <>
      <ul class="bad-rows" aria-label={words.badTitle}>
        {kinds.slice(0, SHOWN_BAD).map(({ column, detail, rows: those }) => (
          <li key={`${column} ${detail}`}>
            <b>
              {words.rows(
                those.length,
                spansOf(those.slice(0, SHOWN_NUMBERS).map(({ row }) => row)),
                those.length > SHOWN_NUMBERS,
              )}
            </b>
            {those.length === 1 && those[0]?.label != null && <span class="soft"> {those[0].label}</span>}
            <p>
              <span class="strong">{column ?? words.wholeRow}</span>: {detail}
            </p>
          </li>
        ))}
      </ul>
      <More count={kinds.length - SHOWN_BAD} />
    </>
  );
};

const COLUMNS = [
  { label: words.rowColumns.label, cell: (row: BulkRow) => row.label ?? text.list.unlabelled },
  { label: words.rowColumns.reference, cell: (row: BulkRow) => <span class="mono">{row.externalRef}</span> },
  { label: words.rowColumns.cohort, cell: (row: BulkRow) => row.cohort },
  { label: words.rowColumns.email, cell: (row: BulkRow) => row.email },
  { label: words.rowColumns.scenario, named: true, cell: (row: BulkRow) => row.scenario ?? text.create.choose },
  { label: words.rowColumns.preset, named: true, cell: (row: BulkRow) => row.preset },
  { label: words.rowColumns.days, named: true, as: "number" as const, cell: (row: BulkRow) => row.days },
  { label: words.rowColumns.site, named: true, cell: (row: BulkRow) => row.site ?? text.create.siteNone },
  { label: words.rowColumns.outcome, cell: (row: BulkRow) => words.outcome[row.outcome] },
];

/** What would be made, and what is wrong with which row. Nothing is stored yet. */
export const UploadPreview = ({ model, preview }: { model: Upload; preview: BulkAnswer }) => {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [preview]);
  const { ready, existing, bad } = preview.counts;
  const good = preview.rows.filter(({ outcome }) => outcome !== "bad");
  return (
    <section class="upload-preview" aria-labelledby="upload-preview">
      <h2 ref={heading} id="upload-preview" tabIndex={-1}>
        {words.preview}
      </h2>
      <p>
        {ready === 0 && existing > 0 && bad === 0
          ? words.allThere(existing)
          : `${words.ready(ready)} ${existing > 0 ? words.existing(existing) : ""}`}
      </p>
      {bad > 0 && (
        <div class="notice bad-edge">
          <span class="bad">
            <Icon name="stuck" />
          </span>
          <div class="stack">
            <p class="strong">{words.bad(bad)}</p>
            <BadRows rows={badRows(preview)} />
            <p>{words.mend}</p>
          </div>
        </div>
      )}
      {good.length > 0 && (
        <>
          <ListTable
            label={words.preview}
            columns={COLUMNS}
            items={good.slice(0, SHOWN).map((row) => ({ ...row, id: row.row }))}
          />
          <More count={good.length - SHOWN} />
          <p class="row wrap">
            {ready > 0 && (
              <button
                type="button"
                class="button primary"
                disabled={model.make.running.value}
                onClick={() => void model.make.run(bad > 0)}
              >
                {model.make.running.value ? words.making : bad > 0 ? words.makeGood(ready) : words.make(ready)}
              </button>
            )}
            {ready === 0 && (
              <button type="button" class="button" onClick={model.showExisting}>
                {words.showExisting(existing)}
              </button>
            )}
          </p>
        </>
      )}
      <ProblemNotice title={words.makeFailed} problem={model.make.problem.value} />
    </section>
  );
};
