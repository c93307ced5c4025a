import type { ComponentChildren } from "preact";
import type { Paged } from "../api/protocol.ts";
import { createPagedList } from "../state/paged-list.ts";
import { hrefOf, type UsageRoute } from "../state/route.ts";
import type { CallRow, CommentRow, EventRow, StepRow } from "../state/types.ts";
import { askedFor, figuresOnly } from "../state/usage-page.ts";
import { text } from "../text/en.ts";
import { formatNumber } from "../text/time.ts";
import { useConsole, useModel } from "./console-context.ts";
import { ListTable, type Column } from "./list-table.tsx";
import { Listed } from "./loaded.tsx";
import { Moment } from "./moment.tsx";
import { Page } from "./page.tsx";
import { EmptyPanel } from "./problem-notice.tsx";

const usage = text.usagePage;
const words = usage.rows;
type Rows = NonNullable<UsageRoute["rows"]>;

const SessionLink = ({ id }: { id: number | null }) =>
  id === null ? (
    <span class="soft">{words.noSession}</span>
  ) : (
    <a href={hrefOf({ name: "session", id, note: null })}>{words.session(id)}</a>
  );
const When = ({ at }: { at: string }) => <Moment at={at} how="day-and-clock" />;

const CALLS: Column<CallRow>[] = [
  { label: words.where, cell: ({ sessionId }) => <SessionLink id={sessionId} /> },
  { label: words.model, cell: ({ model }) => <span class="mono">{model}</span> },
  { label: words.lane, named: true, cell: ({ lane }) => usage.lane(lane) },
  {
    label: words.outcome,
    named: true,
    cell: ({ problem }) => (problem === null ? words.fine : <span class="bad">{problem}</span>),
  },
  {
    label: words.tokens,
    as: "number",
    named: true,
    cell: (call) => `${formatNumber(call.inputTokens)}, ${formatNumber(call.outputTokens)}`,
  },
  { label: words.charged, as: "number", named: true, cell: ({ chargedTokens }) => formatNumber(chargedTokens) },
  {
    label: words.took,
    as: "number",
    named: true,
    cell: ({ firstTokenMs, durationMs }) =>
      [firstTokenMs, durationMs].map((ms) => (ms === null ? "–" : usage.millis(ms))).join(", "),
  },
  { label: words.when, as: "last", cell: ({ at }) => <When at={at} /> },
];
const STEPS: Column<StepRow>[] = [
  {
    label: words.invitation,
    cell: ({ id, label }) => <a href={hrefOf({ name: "invitation", id })}>{label ?? words.unnamed}</a>,
  },
  { label: usage.scenario, named: true, cell: ({ scenario }) => scenario ?? usage.nameless.scenario },
  { label: usage.cohort, named: true, cell: ({ cohort }) => cohort ?? usage.nameless.cohort },
  { label: words.furthest, named: true, cell: ({ furthest }) => usage.step(furthest) },
  { label: words.made, as: "last", cell: ({ madeAt }) => <When at={madeAt} /> },
];
const orNot = (at: string | null) => (at === null ? <span class="soft">{words.not}</span> : <When at={at} />);
const COMMENTS: Column<CommentRow>[] = [
  { label: words.where, cell: ({ sessionId }) => <SessionLink id={sessionId} /> },
  { label: words.delivered, named: true, cell: ({ deliveredAt }) => orNot(deliveredAt) },
  { label: words.seen, named: true, cell: ({ seenAt }) => orNot(seenAt) },
  {
    label: words.rated,
    named: true,
    cell: ({ helpful }) => (helpful === null ? words.unrated : helpful ? words.helpful : words.unhelpful),
  },
  { label: words.made, as: "last", cell: ({ at }) => <When at={at} /> },
];
const EVENTS: Column<EventRow>[] = [
  { label: words.name, cell: ({ name }) => <span class="mono">{name}</span> },
  {
    label: words.properties,
    cell: ({ properties }) => (
      <span class="mono soft small">
        {Object.entries(properties)
          .map(([key, value]) => `${key}: ${String(value)}`)
          .join(", ")}
      </span>
    ),
  },
  { label: words.where, named: true, cell: ({ sessionId }) => <SessionLink id={sessionId} /> },
  { label: words.when, as: "last", cell: ({ at }) => <When at={at} /> },
];

const Nothing = ({ route }: { route: UsageRoute }) => (
  <EmptyPanel title={words.noneTitle}>
    <p>{words.none}</p>
    <a class="button" href={hrefOf({ name: "usage", rows: null, filter: figuresOnly(route.filter) })}>
      {words.back}
    </a>
  </EmptyPanel>
);

type ListProps<T> = {
  route: UsageRoute;
  rows: Rows;
  columns: Column<T>[];
  read: (filter: Record<string, string>) => Promise<Paged<T>>;
};
const Rows = <T extends { id: string | number }>({ route, rows, columns, read }: ListProps<T>): ComponentChildren => {
  const asked = askedFor(route.filter);
  const list = useModel(
    () => createPagedList((cursor) => read(cursor === undefined ? asked : { ...asked, cursor })),
    JSON.stringify(asked),
  );
  return (
    <Listed list={list} failed={words.failed} end={words[rows].end} nothing={<Nothing route={route} />}>
      {(items) => <ListTable label={words[rows].title} columns={columns} items={items} />}
    </Listed>
  );
};

/** The rows behind a figure, under the very filters of that figure. */
export const UsageRows = ({ route, rows }: { route: UsageRoute; rows: Rows }) => {
  const { api } = useConsole();
  const { by: _grouping, chart: _shown, ...narrowed } = route.filter;
  const told = Object.entries(narrowed)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => (name === "problem" ? words.filter["problem"] : `${words.filter[name] ?? name} ${value}`));
  return (
    <Page
      title={words[rows].title}
      crumb={{ href: hrefOf({ name: "usage", rows: null, filter: figuresOnly(route.filter) }), label: usage.title }}
      {...(told.length > 0 ? { sub: `${words.narrowed}: ${told.join(", ")}` } : {})}
    >
      {rows === "calls" && <Rows route={route} rows={rows} columns={CALLS} read={api.listCalls} />}
      {rows === "invitations" && <Rows route={route} rows={rows} columns={STEPS} read={api.listSteps} />}
      {rows === "comments" && <Rows route={route} rows={rows} columns={COMMENTS} read={api.listComments} />}
      {rows === "events" && <Rows route={route} rows={rows} columns={EVENTS} read={api.listEvents} />}
    </Page>
  );
};
