import type { UsageFilter, UsageRoute } from "../state/route.ts";
import type { UsageFigures } from "../state/types.ts";
import { GROUPINGS } from "../state/usage-page.ts";
import { text } from "../text/en.ts";
import { formatNumber } from "../text/time.ts";
import { PartBar } from "./bar-chart.tsx";
import { useConsole } from "./console-context.ts";
import { ListTable, type Column } from "./list-table.tsx";
import { RowsLink } from "./rows-link.tsx";
import { Segments } from "./segments.tsx";

const words = text.usagePage;
type Part = { route: UsageRoute; figures: UsageFigures };

const latencyOf = (latency: { half: number; most: number } | null): string =>
  latency === null ? words.unknown : words.latency(words.millis(latency.half), words.millis(latency.most));

/** The sums of these days, large. */
export const UsageTotals = ({ route: { filter }, figures: { total, currency, unpriced } }: Part) => (
  <dl class="facts figures">
    <div>
      <dt>{words.tokens}</dt>
      <dd class="figure">{formatNumber(total.chargedTokens)}</dd>
      <dd class="small soft">
        {words.input}: {formatNumber(total.inputTokens + total.cacheReadTokens + total.cacheWriteTokens)} ·{" "}
        {words.output}: {formatNumber(total.outputTokens)}
      </dd>
    </div>
    <div>
      <dt>{words.cost}</dt>
      {total.cost === null || currency === null ? (
        <dd class="soft">{total.calls === 0 ? words.nothingSpent : words.noCost}</dd>
      ) : (
        <dd class="figure">{words.money(total.cost, currency)}</dd>
      )}
      {currency !== null && unpriced.length > 0 && <dd class="small soft">{words.unpriced(unpriced)}</dd>}
    </div>
    <div>
      <dt>{words.calls}</dt>
      <dd class="figure">
        <RowsLink count={total.calls} rows="calls" filter={filter} of={words.calls} />
      </dd>
      <dd class="small soft">
        {words.problems}:{" "}
        <RowsLink count={total.problems} rows="calls" filter={{ ...filter, problem: "any" }} of={words.problems} />
      </dd>
    </div>
    <div>
      <dt>{words.firstToken}</dt>
      <dd>{latencyOf(total.firstToken)}</dd>
      <dt>{words.duration}</dt>
      <dd>{latencyOf(total.duration)}</dd>
    </div>
  </dl>
);

export const Funnel = ({ route: { filter }, figures: { funnel } }: Part) => {
  const made = funnel[0]?.count ?? 0;
  type Row = (typeof funnel)[number] & { id: string };
  const columns: Column<Row>[] = [
    { label: words.stepColumn, cell: ({ step }) => words.step(step) },
    {
      label: words.countColumn,
      as: "number",
      cell: ({ step, count }) => (
        <RowsLink count={count} rows="invitations" filter={{ ...filter, step }} of={words.step(step)} />
      ),
    },
    {
      label: words.partOf,
      as: "state",
      cell: ({ count }) => (
        <span class="part">
          <PartBar part={made === 0 ? 0 : count / made} />
          <span class="small soft">{made === 0 ? "–" : words.part(count / made)}</span>
        </span>
      ),
    },
  ];
  return (
    <section class="figures-part">
      <h2>{words.funnelTitle}</h2>
      <p class="small soft">{words.funnelHint}</p>
      <ListTable
        label={words.funnelTitle}
        columns={columns}
        items={funnel.map((step) => ({ ...step, id: step.step }))}
      />
    </section>
  );
};

/** Where a group's rows are: without one is said outright. */
const narrowedTo = (by: UsageFigures["by"], key: string): UsageFilter =>
  by === "scenario" ? { scenario: key } : { [by]: key === "" ? "none" : key };

export const Groups = ({ route, figures: { by, groups, currency } }: Part) => {
  const { router } = useConsole();
  const { filter } = route;
  type Row = (typeof groups)[number] & { id: string };
  const named = (row: Row): string =>
    by === "lane" ? words.lane(row.key) : row.key === "" || row.key === "0" ? words.nameless[by] : row.label;
  const { columns } = words;
  const shown: Column<Row>[] = [
    { label: words.by[by], cell: named },
    { label: columns.tokens, as: "number", named: true, cell: ({ chargedTokens }) => formatNumber(chargedTokens) },
    {
      label: columns.calls,
      as: "number",
      named: true,
      cell: (row) => (
        <RowsLink count={row.calls} rows="calls" filter={{ ...filter, ...narrowedTo(by, row.key) }} of={named(row)} />
      ),
    },
    {
      label: columns.problems,
      as: "number",
      named: true,
      cell: (row) => (
        <RowsLink
          count={row.problems}
          rows="calls"
          filter={{ ...filter, ...narrowedTo(by, row.key), problem: "any" }}
          of={`${named(row)}, ${words.problems}`}
        />
      ),
    },
    {
      label: columns.first,
      as: "number",
      named: true,
      cell: ({ firstToken }) => (firstToken === null ? "–" : words.millis(firstToken.half)),
    },
    ...(currency === null
      ? []
      : [
          {
            label: columns.cost,
            as: "number" as const,
            named: true,
            cell: ({ cost }: Row) => (cost === null ? words.noCost : words.money(cost, currency)),
          },
        ]),
  ];
  return (
    <section class="figures-part">
      <div class="part-head">
        <h2>{words.byTitle}</h2>
        <Segments
          name="usage-by"
          label={words.byLabel}
          options={GROUPINGS.map((value) => ({ value, label: words.by[value] }))}
          value={by}
          onChange={(value) => router.go({ ...route, filter: { ...filter, by: value } }, "replace")}
        />
      </div>
      <ListTable
        label={words.byTitle}
        columns={shown}
        items={groups.map((group) => ({ ...group, id: group.key || "none" }))}
      />
    </section>
  );
};

type Line = { id: string; what: string; count: number; rows: "events" | "comments"; filter: UsageFilter };
const linesOf = ({ exchanges, comments }: UsageFigures): Line[] => [
  ...exchanges.map(({ status, count }) => ({
    id: `exchange ${status}`,
    what: `${words.columns.exchanges}: ${words.exchangeStatus(status)}`,
    count,
    rows: "events" as const,
    filter: { name: "exchange_ended", detail: status },
  })),
  ...(["made", "delivered", "seen"] as const).map((was) => ({
    id: was,
    what: words[was],
    count: comments[was],
    rows: "comments" as const,
    filter: { was },
  })),
  ...comments.missing.map(({ why, count }) => ({
    id: `missing ${why}`,
    what: words.missing(why),
    count,
    rows: "events" as const,
    filter: { name: "exchange_ended" },
  })),
];
/** How the exchanges ended, and how much of the coach there was. */
export const CoachDose = ({ route: { filter }, figures }: Part) => {
  const columns: Column<Line>[] = [
    { label: words.what, cell: ({ what }) => what },
    {
      label: words.times,
      as: "number",
      cell: (line) => (
        <RowsLink count={line.count} rows={line.rows} filter={{ ...filter, ...line.filter }} of={line.what} />
      ),
    },
  ];
  return (
    <section class="figures-part">
      <h2>{words.exchangesTitle}</h2>
      <ListTable label={words.exchangesTitle} columns={columns} items={linesOf(figures)} />
    </section>
  );
};

export const Told = ({ route: { filter }, figures: { events } }: Part) => {
  type Row = (typeof events)[number] & { id: string };
  const columns: Column<Row>[] = [
    { label: words.event, cell: ({ name }) => <span class="mono">{name}</span> },
    { label: words.detail, cell: ({ detail }) => detail },
    {
      label: words.times,
      as: "number",
      cell: ({ name, detail, count }) => (
        <RowsLink count={count} rows="events" filter={{ ...filter, name, detail }} of={`${name} ${detail}`} />
      ),
    },
  ];
  return (
    <details class="figures-part as-table">
      <summary>{words.eventsTitle}</summary>
      <p class="small soft">{words.eventsHint}</p>
      <ListTable
        label={words.eventsTitle}
        columns={columns}
        items={events.map((event) => ({ ...event, id: `${event.name} ${event.detail}` }))}
      />
    </details>
  );
};
