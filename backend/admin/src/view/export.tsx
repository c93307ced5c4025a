import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { createAction } from "../state/action.ts";
import { createRemote, valueOf } from "../state/remote.ts";
import type { ExportFilter } from "../state/route.ts";
import type { ExportView, StudyView } from "../state/types.ts";
import { text } from "../text/en.ts";
import { useConsole, useModel } from "./console-context.ts";
import { ExportFilters } from "./export-filters.tsx";
import { Icon } from "./icon.tsx";
import { ListTable, type Column } from "./list-table.tsx";
import { Loaded } from "./loaded.tsx";
import { Moment } from "./moment.tsx";
import { Page } from "./page.tsx";
import { ProblemNotice } from "./problem-notice.tsx";

const words = text.exportPage;
const fileOf = (study: string, filter: ExportFilter, query: Record<string, string>): string =>
  `/v1/admin/export/${encodeURIComponent(study)}/file?${new URLSearchParams({ ...query, ...filter }).toString()}`;

const studyColumns = (tables: ExportView["tables"], filter: ExportFilter): Column<StudyView>[] => [
  { label: words.study, cell: ({ name }) => name },
  {
    label: words.take,
    cell: ({ id, name }) => (
      <>
        <span class="tools">
          <a class="button" href={fileOf(id, filter, { format: "zip" })} download aria-label={words.zipNamed(name)}>
            <Icon name="take" />
            {words.zip}
          </a>
          <a class="button" href={fileOf(id, filter, { format: "jsonl" })} download aria-label={words.allNamed(name)}>
            {words.all}
          </a>
        </span>
        <details class="as-table">
          <summary>{words.tables}</summary>
          <ul class="export-files">
            {tables.map((table) => (
              <li key={table.name}>
                <a
                  href={fileOf(id, filter, { format: "csv", table: table.name })}
                  download
                  aria-label={words.csvNamed(table.name, name)}
                >
                  {table.name}
                </a>
              </li>
            ))}
          </ul>
        </details>
      </>
    ),
  },
  { label: words.made, as: "last", cell: ({ createdAt }) => <Moment at={createdAt} how="day" /> },
];

const NewStudy = ({ onMade }: { onMade: () => void }) => {
  const { api } = useConsole();
  const name = useSignal("");
  const make = useModel(
    () =>
      createAction(async () => {
        await api.createStudy(name.peek().trim());
        name.value = "";
        onMade();
      }),
    "make",
  );
  return (
    <form
      class="study-form"
      onSubmit={(event) => {
        event.preventDefault();
        void make.run();
      }}
    >
      <ProblemNotice title={words.makeFailed} problem={make.problem.value} />
      <div class="field">
        <label for="study-name">{words.name}</label>
        <input
          id="study-name"
          class="field-input"
          required
          maxLength={100}
          value={name.value}
          onInput={(event) => void (name.value = event.currentTarget.value)}
        />
      </div>
      <button type="submit" class="button" disabled={make.running.value || name.value.trim() === ""}>
        {make.running.value ? words.making : words.make}
      </button>
    </form>
  );
};

const Contents = ({ view }: { view: ExportView }) => (
  <>
    <section class="figures-part">
      <h2>{words.contents}</h2>
      {view.tables.map((table) => (
        <details key={table.name} class="as-table">
          <summary>
            <b class="mono">{table.name}</b> <span class="soft">{words.columns(table.columns.length)}</span>
            <span class="under-name">{table.holds}</span>
          </summary>
          <ListTable
            label={table.name}
            columns={[
              {
                label: words.column,
                cell: ({ name, pseudonym }) => (
                  <>
                    <span class="mono">{name}</span> {pseudonym && <span class="tag">{words.pseudonym}</span>}
                  </>
                ),
              },
              { label: words.meaning, cell: ({ meaning }) => meaning },
            ]}
            items={table.columns.map((column) => ({ ...column, id: column.name }))}
          />
        </details>
      ))}
    </section>
    <details class="figures-part as-table">
      <summary>{words.withheld}</summary>
      <ListTable
        label={words.withheld}
        columns={[
          { label: words.what, cell: ({ what }) => <span class="mono">{what}</span> },
          { label: words.why, cell: ({ why }) => why },
        ]}
        items={view.withheld.map((line) => ({ ...line, id: line.what }))}
      />
    </details>
  </>
);

/** What an export holds and leaves out, said before one is taken. */
export const Export = ({ filter }: { filter: ExportFilter }) => {
  const { api } = useConsole();
  const facets = useModel(() => createRemote(() => api.readFacets()), "facets");
  const view = useModel(() => createRemote(() => api.readExport(filter)), JSON.stringify(filter));
  useEffect(() => void facets.load(), [facets]);
  useEffect(() => void view.load(), [view]);
  return (
    <Page title={words.title} sub={words.sub}>
      <ExportFilters filter={filter} facets={valueOf(facets.state.value)} />
      {Object.keys(filter).length > 0 && <p class="page-words soft">{words.narrowed}</p>}
      <Loaded remote={view.state.value} rows={6} failed={words.failed} onRetry={() => void view.load()}>
        {(value) => (
          <>
            <p class="page-words">{words.inIt(value.invitations, value.sessions)}</p>
            <p class="page-words">{words.reference}</p>
            <section class="figures-part">
              <h2>{words.studies}</h2>
              <p class="small soft">
                {words.studiesHint} {words.audited}
              </p>
              {value.studies.length === 0 ? (
                <p class="soft">{words.noStudy}</p>
              ) : (
                <ListTable label={words.studies} columns={studyColumns(value.tables, filter)} items={value.studies} />
              )}
              <NewStudy onMade={() => void view.refresh()} />
              <p>
                <a class="button" href="/v1/admin/export/column-guide" download>
                  <Icon name="book" />
                  {words.columnGuide}
                </a>
              </p>
            </section>
            <Contents view={value} />
          </>
        )}
      </Loaded>
    </Page>
  );
};
