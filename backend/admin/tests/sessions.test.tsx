// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from "@testing-library/preact";
import { signal } from "@preact/signals";
import { afterEach, describe, expect, it, vi } from "vitest";
import { SESSIONS, type Route, type SessionsRoute } from "../src/state/route.ts";
import type { StaffSession } from "../src/state/types.ts";
import { Sessions } from "../src/view/sessions.tsx";
import { minutesAgo } from "./fixtures.ts";
import { broken, listOf, openScreen } from "./open-screen.tsx";

afterEach(cleanup);

const session: StaffSession = {
  id: 7,
  invitationId: "i1",
  invitationLabel: "P-07",
  scenario: { slug: "heating", name: "The heating is off", version: 1 },
  partnerPersona: "Dana",
  status: "ACTIVE",
  startedAt: minutesAgo(9),
  endedAt: null,
  lastActivityAt: minutesAgo(1),
  durationSeconds: 480,
  totalMessages: 2,
  exchangesUsed: 1,
  simulated: false,
  wordsRemovedAt: null,
  trial: false,
};
const open = (route: SessionsRoute, answer: unknown = listOf([session])) => {
  const go = vi.fn<(to: Route, how?: "push" | "replace") => void>();
  const router = { route: signal<Route>(route), moves: signal(0), go, dispose: () => undefined };
  const opened = openScreen(
    <Sessions route={route} />,
    (call) =>
      call.startsWith("GET admin/sessions")
        ? answer
        : call.startsWith("GET admin/cohorts")
          ? listOf([{ name: "spring" }])
          : { items: [{ slug: "heating", name: "The heating is off" }] },
    { router },
  );
  return { ...opened, go };
};

describe("the list of sessions", () => {
  it("asks for what the address narrows it to, and leads to session and invitation", async () => {
    const { reads } = open({ ...SESSIONS, state: "live", q: "p-0", cohort: "spring", scenario: "heating" });
    const row = (await screen.findAllByRole("row"))[1]!;
    expect(within(row).getByRole("link", { name: "Session 7" }).getAttribute("href")).toBe("/admin/sessions/7");
    expect(within(row).getByRole("link", { name: "P-07" }).getAttribute("href")).toBe("/admin/invitations/i1");
    expect(reads()).toContain("GET admin/sessions?live=true&scenario=heating&cohort=spring&q=p-0");
    expect(screen.getByRole("link", { name: "Live now" }).getAttribute("aria-current")).toBe("true");
    expect(screen.getByRole("link", { name: "Idle" }).getAttribute("href")).toBe(
      "/admin/sessions?state=ABANDONED&q=p-0&scenario=heating&cohort=spring",
    );
    expect(screen.getByRole("link", { name: "Show all sessions" }).getAttribute("href")).toBe("/admin/sessions");
  });
  it("puts what is chosen into the address", async () => {
    const { reads, go } = open({ ...SESSIONS, state: "PAUSED" });
    fireEvent.change(await screen.findByLabelText("Cohort"), { target: { value: "spring" } });
    expect(go.mock.calls).toEqual([[{ ...SESSIONS, state: "PAUSED", cohort: "spring" }, "replace"]]);
    expect(reads()).toContain("GET admin/sessions?status=PAUSED");
  });
  it("tells none at all from none that is like that, and says where it fails", async () => {
    open(SESSIONS, listOf([]));
    await screen.findByRole("heading", { name: "No sessions yet" });
    cleanup();
    open({ ...SESSIONS, q: "zz" }, listOf([]));
    await screen.findByRole("heading", { name: "No session is like that" });
    cleanup();
    open(SESSIONS, broken());
    expect((await screen.findByText("The sessions could not be loaded")).closest("[role=alert]")).not.toBeNull();
  });
});
