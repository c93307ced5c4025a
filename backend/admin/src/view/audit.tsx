import { createPagedList } from "../state/paged-list.ts";
import { subjectRoute } from "../state/audit-subject.ts";
import { AUDIT, hrefOf, type AuditRoute } from "../state/route.ts";
import type { AuditEntry } from "../state/types.ts";
import { text } from "../text/en.ts";
import { AuditFilters } from "./audit-filters.tsx";
import { useConsole, useModel } from "./console-context.ts";
import { ListTable, type Column } from "./list-table.tsx";
import { Listed } from "./loaded.tsx";
import { Moment } from "./moment.tsx";
import { Page } from "./page.tsx";
import { EmptyPanel } from "./problem-notice.tsx";

const words = text.audit;
const { columns } = words;

export const actorWords = ({ actorId, actorName, action, detail }: AuditEntry): string =>
  actorId === null ? words.nobody(action, detail) : (actorName ?? words.shortId(actorId));

const Who = ({ entry, route }: { entry: AuditEntry; route: AuditRoute }) => {
  const { actorId } = entry;
  if (actorId === null) return <span class="soft">{actorWords(entry)}</span>;
  return (
    <a href={hrefOf({ ...route, actor: actorId })} title={words.onlyBy(actorWords(entry))}>
      {actorWords(entry)}
    </a>
  );
};

const What = ({ entry: { action, detail } }: { entry: AuditEntry }) => {
  const more = words.more(action, detail);
  return (
    <>
      <b>{words.did(action)}</b>
      {more !== "" && <span class="soft plain">, {more}</span>}
    </>
  );
};

const About = ({ entry, route }: { entry: AuditEntry; route: AuditRoute }) => {
  const page = subjectRoute(entry);
  return (
    <span class="about">
      {page !== null && <a href={hrefOf(page)}>{words.page[page.name] ?? page.name}</a>}
      {entry.subject !== "outbox" && (
        <a
          class={entry.subjectLabel === null ? "mono soft" : "soft"}
          href={hrefOf({ ...route, subject: entry.subject })}
          title={words.onlyAbout(entry.subject)}
          aria-label={words.onlyAboutThis(entry.subjectLabel ?? words.shortId(entry.subject))}
        >
          {entry.subjectLabel ?? words.shortId(entry.subject)}
        </a>
      )}
    </span>
  );
};

const columnsFor = (route: AuditRoute): Column<AuditEntry>[] => [
  { label: columns.what, cell: (entry) => <What entry={entry} /> },
  { label: columns.who, named: true, cell: (entry) => <Who entry={entry} route={route} /> },
  { label: columns.about, cell: (entry) => <About entry={entry} route={route} /> },
  { label: columns.when, as: "last", cell: ({ createdAt }) => <Moment at={createdAt} how="day-and-clock" /> },
];

const Nothing = ({ route }: { route: AuditRoute }) =>
  hrefOf(route) === hrefOf(AUDIT) ? (
    <EmptyPanel title={words.emptyTitle}>
      <p>{words.empty}</p>
    </EmptyPanel>
  ) : (
    <EmptyPanel title={words.noneTitle}>
      <p>{words.none}</p>
      <a class="button" href={hrefOf(AUDIT)}>
        {words.clear}
      </a>
    </EmptyPanel>
  );

/** Who did what, the newest first. Names and ids narrow it down: the filters stand in the address. */
export const Audit = ({ route }: { route: AuditRoute }) => {
  const { api } = useConsole();
  const { actor, action, subject, from, to } = route;
  const list = useModel(
    () => createPagedList((cursor) => api.listAudit({ actor, action, subject, from, to, cursor })),
    [actor, action, subject, from, to].join(" "),
  );
  const { value } = list.loaded;
  const items = value.at === "ready" ? value.value.items : [];
  const byActor = items.find(({ actorId }) => actorId === actor);
  return (
    <Page title={words.title}>
      <AuditFilters route={route} actorName={byActor === undefined ? words.shortId(actor) : actorWords(byActor)} />
      <Listed list={list} failed={words.failed} end={words.end} nothing={<Nothing route={route} />}>
        {(entries) => <ListTable label={words.title} columns={columnsFor(route)} items={entries} />}
      </Listed>
    </Page>
  );
};
