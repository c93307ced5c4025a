import type { UsageFilter, UsageRoute } from "../state/route.ts";
import type { UsageFigures } from "../state/types.ts";
import { CHARTS, type ChartName } from "../state/usage-page.ts";
import { text } from "../text/en.ts";
import { formatClock, formatNumber } from "../text/time.ts";
import { BarChart } from "./bar-chart.tsx";
import { useConsole } from "./console-context.ts";
import { ListTable, type Column } from "./list-table.tsx";
import { RowsLink } from "./rows-link.tsx";
import { Segments } from "./segments.tsx";

const words = text.usagePage;
type Point = UsageFigures["series"][number];

const VALUE: Record<ChartName, (point: Point) => number> = {
  tokens: (point) => point.chargedTokens,
  exchanges: (point) => point.exchanges,
  problems: (point) => point.problems,
  latency: (point) => point.firstToken?.half ?? 0,
  cost: (point) => point.cost ?? 0,
};
const said = (chart: ChartName, value: number, currency: string | null): string => {
  if (chart === "latency") return words.millis(value);
  return chart === "cost" && currency !== null ? words.money(value, currency) : formatNumber(value);
};
const momentOf = (at: string, grain: UsageFigures["grain"]): string =>
  grain === "day" ? at.slice(0, 10) : `${at.slice(0, 10)} ${formatClock(at.replace("Z", ""))}`;

const columnsFor = (figures: UsageFigures, filter: UsageFilter): Column<Point & { id: string }>[] => {
  const { columns } = words;
  const within = (point: Point): UsageFilter => ({ ...filter, from: point.at.slice(0, 10), to: point.at.slice(0, 10) });
  // Rows are listed by the day: of an hour, the number alone.
  const daily = figures.grain === "day";
  const number = (point: Point, count: number, rows: "calls" | "comments" | "events", of: string, more: UsageFilter) =>
    daily ? <RowsLink count={count} rows={rows} of={of} filter={{ ...within(point), ...more }} /> : formatNumber(count);
  const ended = { name: "exchange_ended", detail: "completed" };
  const { currency } = figures;
  return [
    { label: daily ? columns.day : columns.hour, cell: ({ at }) => momentOf(at, figures.grain) },
    {
      label: columns.exchanges,
      as: "number",
      named: true,
      cell: (point) => number(point, point.exchanges, "events", columns.exchanges, ended),
    },
    { label: columns.tokens, as: "number", named: true, cell: ({ chargedTokens }) => formatNumber(chargedTokens) },
    {
      label: columns.calls,
      as: "number",
      named: true,
      cell: (point) => number(point, point.calls, "calls", columns.calls, {}),
    },
    {
      label: columns.problems,
      as: "number",
      named: true,
      cell: (point) => number(point, point.problems, "calls", columns.problems, { problem: "any" }),
    },
    {
      label: columns.comments,
      as: "number",
      named: true,
      cell: (point) => number(point, point.comments, "comments", columns.comments, {}),
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
            cell: ({ cost }: Point) => (cost === null ? "–" : words.money(cost, currency)),
          },
        ]),
  ];
};

/** One figure over the days, as a picture; all of them as a table beside it. */
export const UsageChart = ({ route, figures }: { route: UsageRoute; figures: UsageFigures }) => {
  const { router } = useConsole();
  const { filter } = route;
  const offered = CHARTS.filter((name) => name !== "cost" || figures.currency !== null);
  const chart = offered.find((name) => name === filter.chart) ?? "tokens";
  const most = said(chart, Math.max(...figures.series.map(VALUE[chart]), 0), figures.currency);
  return (
    <section class="figures-part" aria-label={words.chartTitle}>
      <div class="part-head">
        <h2>{words.chartTitle}</h2>
        <Segments
          name="usage-chart"
          label={words.chartTitle}
          options={offered.map((value) => ({ value, label: words.charts[value] }))}
          value={chart}
          onChange={(value) => router.go({ ...route, filter: { ...filter, chart: value } }, "replace")}
        />
      </div>
      <BarChart
        label={words.chartLabel(words.charts[chart], figures.from, figures.to, most)}
        most={most}
        bars={figures.series.map((point) => ({
          key: point.at,
          value: VALUE[chart](point),
          label: `${momentOf(point.at, figures.grain)}: ${said(chart, VALUE[chart](point), figures.currency)}`,
        }))}
      />
      <p class="chart-ends small soft" aria-hidden="true">
        <span>{figures.from}</span>
        <span>{figures.to}</span>
      </p>
      <details class="as-table">
        <summary>{words.asTable}</summary>
        <ListTable
          label={words.chartTitle}
          columns={columnsFor(figures, filter)}
          items={figures.series.map((point) => ({ ...point, id: point.at })).toReversed()}
        />
      </details>
    </section>
  );
};
