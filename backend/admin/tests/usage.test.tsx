// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from "@testing-library/preact";
import { signal } from "@preact/signals";
import { afterEach, expect, it, vi } from "vitest";
import { hrefOf } from "../src/state/route.ts";
import type { ExportView, SystemView, UsageFigures } from "../src/state/types.ts";
import { lastDays, spanIn } from "../src/state/usage-page.ts";
import { text } from "../src/text/en.ts";
import { Export } from "../src/view/export.tsx";
import { System } from "../src/view/system.tsx";
import { UsageRows } from "../src/view/usage-rows.tsx";
import { Usage } from "../src/view/usage.tsx";
import { broken, listOf, openScreen, press, type } from "./open-screen.tsx";

afterEach(cleanup);

const sums = {
  calls: 1_204,
  problems: 3,
  estimated: 1,
  inputTokens: 90_000,
  cacheWriteTokens: 5_000,
  cacheReadTokens: 20_000,
  outputTokens: 30_000,
  chargedTokens: 128_000,
  overrunTokens: 0,
  cost: 1.5,
  firstToken: { half: 640, most: 2_100 },
  duration: null,
};
const figures: UsageFigures = {
  from: "2026-11-22",
  to: "2026-11-23",
  grain: "day",
  pending: 12,
  currency: "EUR",
  unpriced: ["unknown-model"],
  total: sums,
  series: [
    {
      at: "2026-11-22T00:00:00.000Z",
      calls: 4,
      problems: 0,
      chargedTokens: 400,
      cost: 0.5,
      exchanges: 2,
      comments: 1,
      firstToken: null,
    },
    {
      at: "2026-11-23T00:00:00.000Z",
      calls: 1_200,
      problems: 3,
      chargedTokens: 127_600,
      cost: 1,
      exchanges: 400,
      comments: 380,
      firstToken: { half: 640, most: 2_100 },
    },
  ],
  by: "cohort",
  groups: [{ ...sums, key: "", label: "" }],
  funnel: [
    { step: "created", count: 40 },
    { step: "opened", count: 30 },
    { step: "claimed", count: 20 },
    { step: "started", count: 18 },
    { step: "exchanged", count: 17 },
    { step: "completed", count: 0 },
  ],
  exchanges: [{ status: "completed", count: 402 }],
  comments: { made: 381, delivered: 380, seen: 300, missing: [{ why: "policy", count: 20 }] },
  events: [{ name: "exchange_ended", detail: "completed", count: 402 }],
};
const route = { name: "usage" as const, rows: null, filter: { cohort: "Spring", by: "cohort" } };
const open = (answer: unknown) =>
  openScreen(<Usage route={route} />, (call) =>
    call.startsWith("GET admin/usage/facets") ? { sites: [], scenarios: [], presets: [], cohorts: ["Spring"] } : answer,
  );

it("shows the figures, each a link to its rows under the same filters", async () => {
  const { reads } = open(figures);
  await screen.findByRole("link", { name: "1,204: Model calls" });
  expect(reads()).toContain("GET admin/usage?cohort=Spring&by=cohort");
  const link = (name: string) => screen.getByRole("link", { name }).getAttribute("href");
  expect(link("1,204: Model calls")).toBe("/admin/usage/calls?cohort=Spring&by=cohort");
  expect(link("3: Calls that went wrong")).toBe("/admin/usage/calls?cohort=Spring&by=cohort&problem=any");
  expect(link("17: Had an exchange")).toBe("/admin/usage/invitations?cohort=Spring&by=cohort&step=exchanged");
  expect(link("300: Comments seen")).toBe("/admin/usage/comments?cohort=Spring&by=cohort&was=seen");
  // Nothing leads nowhere; without a cohort is asked for by name.
  expect(screen.queryByRole("link", { name: /Completed a session/ })).toBeNull();
  expect(link("1,204: No cohort")).toBe("/admin/usage/calls?cohort=none&by=cohort");
  expect(screen.getByText(text.usagePage.pending(12))).toBeTruthy();
  expect(screen.getByText(text.usagePage.unpriced(["unknown-model"]))).toBeTruthy();
});

it("draws a picture that says what it shows, beside a table with each figure", async () => {
  open(figures);
  const chart = await screen.findByRole("img", {
    name: /Tokens charged, from 2026-11-22 to 2026-11-23; the most at once: 127,600/,
  });
  expect(chart.querySelectorAll(".chart-bar")).toHaveLength(2);
  expect(chart.outerHTML).not.toContain("style=");
  const table = screen.getByRole("table", { name: text.usagePage.chartTitle, hidden: true });
  const rows = within(table).getAllByRole("row", { hidden: true });
  expect(rows).toHaveLength(3);
  expect(rows[1]?.textContent).toContain("2026-11-23");
  expect(rows[1]?.textContent).toContain("127,600");
});

it("says that nothing happened, and where to look; and what went wrong", async () => {
  open({ ...figures, total: { ...sums, calls: 0 }, events: [], funnel: [] });
  expect((await screen.findByRole("link", { name: text.usagePage.showSimulated })).getAttribute("href")).toBe(
    "/admin/usage?cohort=Spring&by=cohort&kind=simulated",
  );
  cleanup();
  open(broken());
  expect(await screen.findByText(text.usagePage.failed)).toBeTruthy();
});

it("says that nothing was called where no model was, and not that prices lack", async () => {
  open({ ...figures, total: { ...sums, calls: 0, chargedTokens: 0, cost: null }, unpriced: [] });
  expect(await screen.findByText(text.usagePage.nothingSpent)).toBeTruthy();
});

it("knows the usual spans of days", () => {
  const now = Date.parse("2026-11-23T10:00:00Z");
  expect(lastDays(7, now)).toEqual({ from: "2026-11-17", to: "2026-11-23" });
  expect(spanIn({}, now)).toBe(30);
  expect(spanIn(lastDays(90, now), now)).toBe(90);
  expect(spanIn({ from: "2026-11-01", to: "2026-11-02" }, now)).toBeNull();
});

it("lists the rows behind a figure, and says what they are narrowed to", async () => {
  const rows = {
    name: "usage" as const,
    rows: "calls" as const,
    filter: { cohort: "Spring", problem: "any", chart: "cost" },
  };
  const call = {
    id: "u",
    at: "2026-11-23T10:00:00.000Z",
    sessionId: 7,
    invitationId: "i",
    model: "m",
    lane: "coach",
    inputTokens: 10,
    outputTokens: 5,
    chargedTokens: 12,
    estimated: false,
    problem: "upstream-stalled",
    firstTokenMs: null,
    durationMs: 900,
  };
  const { reads } = openScreen(<UsageRows route={rows} rows="calls" />, () => listOf([call]));
  expect((await screen.findByRole("link", { name: "Session 7" })).getAttribute("href")).toBe("/admin/sessions/7");
  expect(reads()).toEqual(["GET admin/usage/calls?cohort=Spring&problem=any"]);
  expect(screen.getByText("upstream-stalled")).toBeTruthy();
  expect(screen.getByText("Narrowed to: cohort Spring, went wrong")).toBeTruthy();
});

const view: ExportView = {
  studies: [{ id: "s1", name: "Winter", createdAt: "2026-11-23T10:00:00.000Z" }],
  invitations: 1_000,
  sessions: 1,
  tables: [
    {
      name: "messages",
      holds: "All that was said",
      columns: [{ name: "message", meaning: "Its pseudonym", pseudonym: true }],
    },
  ],
  withheld: [{ what: "User", why: "who people are" }],
};
const exportAnswers = (call: string) =>
  call.startsWith("POST")
    ? view.studies[0]
    : call.includes("facets")
      ? { sites: [{ id: "site-1", label: "Practice House" }], scenarios: [], presets: [], cohorts: ["Autumn"] }
      : view;
it("narrows an export by what stands in the address: what is in it, and every file", async () => {
  const go = vi.fn();
  const router = { route: signal({ name: "unknown" } as const), moves: signal(0), go, dispose: () => undefined };
  const { reads } = openScreen(<Export filter={{ cohort: "Autumn", from: "2026-09-01" }} />, exportAnswers, { router });
  const file = await screen.findByRole("link", { name: text.exportPage.zipNamed("Winter") });
  expect(file.getAttribute("href")).toBe("/v1/admin/export/s1/file?format=zip&cohort=Autumn&from=2026-09-01");
  expect(reads()).toContain("GET admin/export?cohort=Autumn&from=2026-09-01");
  expect(screen.getByText(text.exportPage.narrowed)).toBeTruthy();
  const site = screen.getByRole<HTMLSelectElement>("combobox", { name: text.usagePage.site });
  expect([...site.options].map((option) => option.text)).toContain("Practice House");
  fireEvent.change(site, { target: { value: "site-1" } });
  const narrowed = { name: "export" as const, filter: { cohort: "Autumn", from: "2026-09-01", site: "site-1" } };
  expect(go).toHaveBeenCalledExactlyOnceWith(narrowed, "replace");
  expect(hrefOf(narrowed)).toBe("/admin/export?cohort=Autumn&from=2026-09-01&site=site-1");
});

it("says what an export holds and leaves out before one is taken, and makes a study", async () => {
  const { writes } = openScreen(<Export filter={{}} />, exportAnswers);
  expect(await screen.findByText(/1,000 invitations or more and 1 session\./)).toBeTruthy();
  expect(screen.getByText("who people are")).toBeTruthy();
  expect(screen.getByRole("link", { name: text.exportPage.allNamed("Winter") }).getAttribute("href")).toBe(
    "/v1/admin/export/s1/file?format=jsonl",
  );
  expect(
    screen
      .getByRole("link", { name: text.exportPage.csvNamed("messages", "Winter"), hidden: true })
      .getAttribute("href"),
  ).toBe("/v1/admin/export/s1/file?format=csv&table=messages");
  type(text.exportPage.name, " Spring ");
  await press(text.exportPage.make);
  expect(writes()).toEqual([{ call: "POST admin/export", body: { name: "Spring" } }]);
});

const system: SystemView = {
  version: "0.1.0",
  database: { version: "18.4", migrations: 12, lastMigration: "20261123_figures" },
  upstream: { model: "anthropic", breaker: "open" },
  bus: "in-process",
  servers: [
    {
      id: "0123456789",
      startedAt: "2026-11-23T10:00:00.000Z",
      until: "2026-11-23T10:01:00.000Z",
      live: true,
      me: true,
    },
  ],
  mail: "outbox",
  ceilings: [],
  jobs: [
    { name: "the outbox", lastAt: "2026-11-23T10:00:00.000Z", nextAt: null, problem: null },
    { name: "the figures", lastAt: "2026-11-23T10:00:00.000Z", nextAt: "2026-11-23T10:00:10.000Z", problem: null },
    { name: "retention", lastAt: "2026-11-23T10:00:00.000Z", nextAt: null, problem: "deadlock detected" },
  ],
  pending: 0,
};
it("tells how the system is, and what of it is not well", async () => {
  openScreen(<System />, () => system);
  expect(await screen.findByText(text.system.breaker.open)).toBeTruthy();
  expect(screen.getByText("Counting usage and telemetry")).toBeTruthy();
  expect(screen.getByText("deadlock detected")).toBeTruthy();
  // A server without a mail account names the setting, at its mails and at the job that has nothing to send them by.
  expect(screen.getAllByText(/set SMTP_URL/)).toHaveLength(2);
  expect(screen.getByRole("row", { name: /Sending mails/ }).textContent).not.toContain(text.system.well);
  expect(screen.getByText(text.system.noCeiling)).toBeTruthy();
  expect(screen.getByText(text.system.me)).toBeTruthy();
});
