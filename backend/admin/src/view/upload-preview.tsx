import { useEffect, useRef } from "preact/hooks";
import { badRows, type Upload } from "../state/upload.ts";
import type { BulkAnswer, BulkRow } from "../state/types.ts";
import { text } from "../text/en.ts";
import { Icon } from "./icon.tsx";
import { ListTable } from "./list-table.tsx";
import { ProblemNotice } from "./problem-notice.tsx";

const words = text.upload;
/** Rows that are shown of what will be made, and of what cannot be: the rest is counted. */
const SHOWN = 20;
const SHOWN_BAD = 100;

const More = ({ count }: { count: number }) => (count > 0 ? <p class="small soft">{words.more(count)}</p> : null);

export const BadRows = ({ rows }: { rows: BulkRow[] }) => (
  <>
    <ul class="bad-rows" aria-label={words.badTitle}>
      {rows.slice(0, SHOWN_BAD).map((row) => (
        <li key={row.row}>
          <b>{words.row(row.row)}</b>
          {row.label !== null && <span class="soft"> {row.label}</span>}
          <ul>
            {row.errors.map((error) => (
              <li key={`${error.column} ${error.detail}`}>
                <span class="strong">{error.column ?? words.wholeRow}</span> {error.detail}
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
    <More count={rows.length - SHOWN_BAD} />
  </>
);

const COLUMNS = [
  { label: words.rowColumns.label, cell: (row: BulkRow) => row.label ?? text.list.unlabelled },
  { label: words.rowColumns.reference, cell: (row: BulkRow) => <span class="mono">{row.externalRef}</span> },
  { label: words.rowColumns.cohort, cell: (row: BulkRow) => row.cohort },
  { label: words.rowColumns.email, cell: (row: BulkRow) => row.email },
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
        {words.ready(ready)} {existing > 0 && words.existing(existing)}
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
          <p>
            <button
              type="button"
              class="button primary"
              disabled={model.make.running.value}
              onClick={() => void model.make.run(bad > 0)}
            >
              {model.make.running.value
                ? words.making
                : bad > 0
                  ? words.makeGood(good.length)
                  : words.make(ready + existing)}
            </button>
          </p>
        </>
      )}
      <ProblemNotice title={words.makeFailed} problem={model.make.problem.value} />
    </section>
  );
};
