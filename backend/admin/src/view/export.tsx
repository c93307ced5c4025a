import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { createAction } from "../state/action.ts";
import { createRemote } from "../state/remote.ts";
import type { ExportView, StudyView } from "../state/types.ts";
import { text } from "../text/en.ts";
import { useConsole, useModel } from "./console-context.ts";
import { Icon } from "./icon.tsx";
import { ListTable, type Column } from "./list-table.tsx";
import { Loaded } from "./loaded.tsx";
import { Moment } from "./moment.tsx";
import { Page } from "./page.tsx";
import { ProblemNotice } from "./problem-notice.tsx";

const words = text.exportPage;
const fileOf = (study: string, query: string): string => `/v1/admin/export/${encodeURIComponent(study)}/file?${query}`;

const studyColumns = (tables: ExportView["tables"]): Column<StudyView>[] => [
  { label: words.study, cell: ({ name }) => name },
  {
    label: words.take,
    cell: ({ id, name }) => (
      <>
        <a class="button" href={fileOf(id, "format=jsonl")} download aria-label={words.allNamed(name)}>
          <Icon name="take" />
          {words.all}
        </a>
        <details class="as-table">
          <summary>{words.tables}</summary>
          <ul class="export-files">
            {tables.map((table) => (
              <li key={table.name}>
                <a
                  href={fileOf(id, `format=csv&table=${table.name}`)}
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
export const Export = () => {
  const { api } = useConsole();
  const view = useModel(() => createRemote(() => api.readExport()), "export");
  useEffect(() => void view.load(), [view]);
  return (
    <Page title={words.title} sub={words.sub}>
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
                <ListTable label={words.studies} columns={studyColumns(value.tables)} items={value.studies} />
              )}
              <NewStudy onMade={() => void view.refresh()} />
              <p>
                <a class="button" href="/v1/admin/export/code-book" download>
                  <Icon name="book" />
                  {words.codeBook}
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
