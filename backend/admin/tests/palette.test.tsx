// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/preact";
import { afterEach, expect, it, vi } from "vitest";
import { overPage } from "../src/state/palette.ts";
import { NOTES } from "../src/state/route.ts";
import { Notes } from "../src/view/notes.tsx";
import { Palette } from "../src/view/palette.tsx";
import { consoleOn, invitation, user } from "./fixtures.ts";
import { broken, listOf, openScreen } from "./open-screen.tsx";

afterEach(() => {
  overPage.value = null;
  cleanup();
});

const me = {
  id: "me",
  name: "Ada",
  role: "STAFF",
  model: "simulator",
  simulated: true,
  mail: "sent",
  csrfToken: null,
} as const;
const open = (answers: (call: string) => unknown = () => listOf([])) => {
  const go = vi.fn();
  const { router } = consoleOn(null as never);
  const page = openScreen(
    <>
      <input aria-label="Somewhere" />
      <Palette me={me} />
    </>,
    answers,
    { router: { ...router, go } },
  );
  return { ...page, gone: () => go.mock.calls.map(([to]) => to.name as string) };
};
const pressKeys = (key: string, more: object = {}, target: Element | Document = document) =>
  fireEvent.keyDown(target, { key, ...more });
const field = () => screen.findByRole("combobox", { name: "Where to go, or what to find" });
const active = (input: HTMLElement) => document.getElementById(input.getAttribute("aria-activedescendant") ?? "");

it("opens by Ctrl or Cmd + K, also while one types; arrows choose, the focus stays in the field, Enter goes", async () => {
  const { gone } = open();
  pressKeys("k", { ctrlKey: true }, screen.getByLabelText("Somewhere"));
  const input = await field();
  expect(active(input)?.textContent).toContain("Invitations");
  pressKeys("ArrowDown", {}, input);
  expect(active(input)?.textContent).toContain("Sessions");
  pressKeys("ArrowUp", {}, input);
  pressKeys("ArrowUp", {}, input);
  expect(active(input)?.textContent).toContain("Sign out");
  fireEvent.input(input, { target: { value: "audit" } });
  await waitFor(() => expect(active(input)?.textContent).toContain("Audit trail"));
  pressKeys("Enter", {}, input);
  expect(gone()).toEqual(["audit"]);
  expect(screen.queryByRole("combobox")).toBeNull();
});

it("finds invitations and people while one types, and says how many there are; what fails leaves the pages", async () => {
  let fails = false;
  const { gone } = open((call) => {
    if (fails) return broken();
    if (call.startsWith("GET admin/invitations")) return listOf([invitation("i-7", { label: "Participant 7" })]);
    if (call.startsWith("GET admin/users"))
      return listOf([user("u-1", { name: "Participant Person", labels: ["P-7"] })]);
    return listOf([]);
  });
  pressKeys("k", { metaKey: true });
  const input = await field();
  fireEvent.input(input, { target: { value: "particip" } });
  await screen.findByRole("option", { name: /Participant 7/ });
  screen.getByRole("option", { name: /Participant Person/ });
  screen.getByText("2 results");
  fails = true;
  fireEvent.input(input, { target: { value: "sites" } });
  await screen.findByText(/The search did not reach the server/);
  fireEvent.click(screen.getByRole("option", { name: /Sites/ }));
  expect(gone()).toEqual(["sites"]);
});

it("what a role does not open is not offered, and “?” tells the keys unless one types", async () => {
  open();
  pressKeys("?", {}, screen.getByLabelText("Somewhere"));
  expect(screen.queryByRole("dialog")).toBeNull();
  pressKeys("?");
  await screen.findByRole("heading", { name: "Keyboard shortcuts" });
  pressKeys("k", { ctrlKey: true });
  const input = await field();
  fireEvent.input(input, { target: { value: "outbox" } });
  await waitFor(() => expect(screen.queryByRole("option", { name: /Outbox/ })).toBeNull());
});

it.each([
  ["export", "Take an export", "export"],
  ["who needs", "Alerts: who needs somebody", "alerts"],
  ["new scen", "New scenario", "scenarios"],
  ["new pres", "New preset", "presets"],
  ["new api", "New API key", "keys"],
])("“%s” finds “%s”, a main act, and goes there", async (typed, name, area) => {
  const { gone } = open();
  pressKeys("k", { ctrlKey: true });
  const input = await field();
  fireEvent.input(input, { target: { value: typed } });
  fireEvent.click(await screen.findByRole("option", { name: new RegExp(name) }));
  expect(gone()).toEqual([area]);
});

it("a new site is an admin’s to make", async () => {
  for (const [role, count] of [
    ["STAFF", 0],
    ["ADMIN", 1],
  ] as const) {
    const { unmount } = openScreen(<Palette me={{ ...me, role }} />, () => listOf([]));
    pressKeys("k", { ctrlKey: true });
    fireEvent.input(await field(), { target: { value: "new site" } });
    await waitFor(() => expect(screen.queryAllByRole("option", { name: /New site/ })).toHaveLength(count));
    unmount();
  }
});

it("J and K go through the rows of any list, to what each is for", async () => {
  const words = { content: "n", author: "Ana", authorId: "s", editedAt: null, codes: [], messageId: 2 };
  const note = (id: string) => ({
    ...words,
    id,
    timestamp: "2026-11-01T10:00:00.000Z",
    invitation: { id: "i", label: "P" },
    sessionId: 7,
    scenarioName: "x",
    message: { role: "user", start: "Hello." },
  });
  openScreen(<Notes route={NOTES} />, (call) => listOf(call.includes("notes") ? [note("n1"), note("n2")] : []));
  const links = await screen.findAllByRole("link", { name: "To the message in session 7" });
  // The keys are listened to once the page is drawn.
  await waitFor(() => {
    pressKeys("j");
    expect(document.activeElement).toBe(links[0]);
  });
  pressKeys("j");
  expect(document.activeElement).toBe(links[1]);
  pressKeys("k");
  expect(document.activeElement).toBe(links[0]);
});
