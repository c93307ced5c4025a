import { CONTENDERS, type Contender, TITLES } from "./contenders.ts";
import type { Capacity } from "./figures/capacity.ts";
import type { LaneCharge } from "./figures/caching.ts";
import type { IdleStream } from "./figures/idle.ts";
import type { LedgerRun } from "./figures/ledger.ts";
import type { Window } from "./figures/streams.ts";
import { describeMachine } from "./machine.ts";
import type { Plan } from "./plan.ts";
import { median, type Results } from "./results.ts";

export const cellOf = {
  streams: (name: Contender | "direct", streams: number) => `streams ${name} ${streams}`,
  capacity: (name: Contender) => `capacity ${name}`,
  idle: (name: Contender) => `idle ${name}`,
  ledger: (spread: boolean) => `ledger ${spread ? "spread" : "hot"}`,
  caching: () => "caching",
};

const round = (value: number, digits = 0): string => (Number.isFinite(value) ? value.toFixed(digits) : "–");
const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** Everything that was measured, as Markdown. */
export const report = (results: Results, plan: Plan): string => {
  const windows = (name: Contender | "direct", streams: number) => results.all<Window>(cellOf.streams(name, streams));
  const figure = (name: Contender | "direct", streams: number, of: (window: Window) => number) =>
    median(windows(name, streams).map(of));
  const cpu = (name: Contender, streams: number) => figure(name, streams, (window) => window.cpuMicrosPerChunk);
  const first = (name: Contender | "direct", streams: number, at: "p50" | "p99") =>
    figure(name, streams, (window) => window.firstTokenMs[at]);
  const most = Math.max(...plan.streams);
  const measured = CONTENDERS.filter((name) => windows(name, most).length > 0);
  const capacity = (name: Contender) => median(results.all<Capacity>(cellOf.capacity(name)).map((it) => it.streams));
  const idle = (name: Contender, of: "rss" | "heap") =>
    median(results.all<IdleStream>(cellOf.idle(name)).map((it) => it[of])) / 1_000;
  const ledger = (spread: boolean, of: (run: LedgerRun) => number) =>
    median(results.all<LedgerRun>(cellOf.ledger(spread)).map(of));

  const streams = table(
    [
      "server",
      ...plan.streams.map((count) => `µs a chunk, ${count}`),
      ...plan.streams.map((count) => `first token p50 / p99 ms, ${count}`),
      ...plan.streams.map((count) => `gap p99 ms, ${count}`),
    ],
    measured.map((name) => [
      TITLES[name],
      ...plan.streams.map((count) => round(cpu(name, count), 1)),
      ...plan.streams.map(
        (count) =>
          `${round(first(name, count, "p50") - first("direct", count, "p50"), 1)} / ${round(first(name, count, "p99"), 0)}`,
      ),
      ...plan.streams.map((count) => round(figure(name, count, (window) => window.gapMs.p99))),
    ]),
  );
  const charges = results.all<LaneCharge[]>(cellOf.caching()).at(-1) ?? [];
  const sum = (of: (charge: LaneCharge) => number) => charges.reduce((total, charge) => total + of(charge), 0);
  const all = measured.flatMap((name) => plan.streams.flatMap((count) => windows(name, count)));
  const gates: [string, number, string, boolean][] = [
    [
      `CPU a chunk at ${most}, against Express + SDK`,
      cpu("sidecoach", most) / cpu("express-sdk", most),
      "≤ 0.5",
      cpu("sidecoach", most) / cpu("express-sdk", most) <= 0.5,
    ],
    [
      `CPU a chunk at ${most}, against \`ai\``,
      cpu("sidecoach", most) / cpu("ai", most),
      "≤ 0.15",
      cpu("sidecoach", most) / cpu("ai", most) <= 0.15,
    ],
    [
      `CPU a chunk at ${most}, against the raw pipe`,
      cpu("sidecoach", most) / cpu("pipe", most),
      "aim < 1",
      cpu("sidecoach", most) / cpu("pipe", most) < 1,
    ],
    [
      "streams a core, against Express + SDK",
      capacity("sidecoach") / capacity("express-sdk"),
      "≥ 2",
      capacity("sidecoach") / capacity("express-sdk") >= 2,
    ],
    ["idle stream, kB", idle("sidecoach", "heap"), "≤ 20", idle("sidecoach", "heap") <= 20],
    [
      "20 exchanges with caching, against without",
      sum((it) => it.charged) / sum((it) => it.without),
      "≤ 0.4",
      sum((it) => it.charged) / sum((it) => it.without) <= 0.4,
    ],
  ];
  const rates = all.filter(({ streams: count }) => count <= 50).map(({ rate }) => rate);
  return [
    `Machine: ${describeMachine()}. Load average while measuring: ${round(median(results.loads().map(Number)), 1)}. Medians of ${Math.max(0, ...measured.map((name) => windows(name, most).length))} interleaved windows.`,
    `Upstream: ${round(median(rates), 1)} chunks a second and stream (median up to 50 streams), 200 chunks; late by ${round(median(all.map(({ lateMs }) => lateMs.p99)), 1)} ms at p99; its core ${round(100 * Math.max(0, ...all.map(({ loadCore }) => loadCore)))} % busy at most with load and readers.`,
    streams,
    "First token: the median is what is added to upstream's own, the p99 is whole. With the coach, chunks of both lanes count.",
    table(
      ["server", "most streams a core", "idle stream: heap kB", "resident kB"],
      measured.map((name) => [
        TITLES[name],
        round(capacity(name)),
        round(idle(name, "heap"), 1),
        round(idle(name, "rss"), 1),
      ]),
    ),
    table(
      ["ledger", "exchanges a second", "reserve p50 ms", "p99 ms"],
      [true, false].map((spread) => [
        spread ? "200 invitations" : "one invitation",
        round(ledger(spread, (run) => run.exchanges / run.seconds)),
        round(
          ledger(spread, (run) => run.reserveMs.p50),
          1,
        ),
        round(
          ledger(spread, (run) => run.reserveMs.p99),
          1,
        ),
      ]),
    ),
    table(
      ["20 exchanges", "calls", "charged", "without caching", "ratio"],
      [
        ...charges,
        {
          lane: "both",
          calls: sum((it) => it.calls),
          charged: sum((it) => it.charged),
          without: sum((it) => it.without),
        },
      ].map((it) => [
        it.lane,
        String(it.calls),
        String(it.charged),
        String(it.without),
        round(it.charged / it.without, 2),
      ]),
    ),
    table(
      ["target", "figure", "wanted", "met"],
      gates.map(([name, value, wanted, met]) => [
        name,
        round(value, 2),
        wanted,
        Number.isFinite(value) ? (met ? "yes" : "no") : "not measured",
      ]),
    ),
  ].join("\n\n");
};
