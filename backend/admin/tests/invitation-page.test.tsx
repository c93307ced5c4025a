// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Invitee, StaffInvitation, WayOn } from "../src/state/types.ts";
import { ConsoleProvider } from "../src/view/console-context.ts";
import { Invitation } from "../src/view/invitation.tsx";
import { apiOn, bodyOf, consoleOn, invitation, invitee, minutesAgo, pathOf, showPage } from "./fixtures.ts";

const quota = invitation("p").quota;
const preset = { id: "s", name: "short", label: "Short", description: null, isDefault: false, sortOrder: 0 };

/** The page of an invitation on a server where acts take effect. */
const open = async (
  change: Partial<StaffInvitation> & { invitee?: Invitee } = {},
  way: Partial<WayOn> = {},
  people: Invitee[] = [],
) => {
  const held = { invitee: null, ...invitation("p", change), token: "t", link: "https://host.example/#invitation=t" };
  const calls: string[] = [];
  const sent: Record<string, unknown>[] = [];
  const fetch = vi.fn<typeof globalThis.fetch>(async (input, init) => {
    const path = pathOf(input).replace("/v1/admin/", "");
    calls.push(`${init?.method ?? "GET"} ${path}`);
    if (path === "invitations/acts") {
      sent.push(bodyOf(init));
      return Response.json({ done: ["p"], skipped: [] });
    }
    if (path.endsWith("/revoke")) Object.assign(held, { state: "revoked", revokedAt: minutesAgo(0) });
    if (path.endsWith("/way-on")) return Response.json(way);
    if (path === "quota-presets")
      return Response.json({ items: [{ ...preset, quota: { tokens: 25_000, label: "" } }] });
    if (path.startsWith("invitations/p/people")) return Response.json({ items: people, cursor: null });
    return Response.json(path.startsWith("sessions") || path.endsWith("/journey") ? { items: [], cursor: null } : held);
  });
  render(
    <ConsoleProvider value={consoleOn(apiOn(fetch))}>
      <Invitation id="p" />
    </ConsoleProvider>,
  );
  const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  await after(10);
  const press = async (name: string | RegExp): Promise<void> => {
    fireEvent.click(screen.getByRole("button", { name }));
    await after(10);
  };
  const count = (call: string): number => calls.filter((one) => one === call).length;
  return { held, sent, after, press, count };
};

beforeEach(() => {
  vi.useFakeTimers();
  showPage("visible");
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe("who it is", () => {
  it("leads to the person's page, and says what they agreed to", async () => {
    await open({ claimedAt: minutesAgo(200), invitee: invitee("guest-id-abcdef") });
    const link = screen.getByRole("link", { name: "Guest …abcdef" });
    expect(link.getAttribute("href")).toBe("/admin/people/guest-id-abcdef");
    expect(link.closest("div")?.textContent).toMatch(
      /^WhoGuest …abcdefAgreed to the service since .+, to research since /,
    );
  });
  it("says that nobody came in, that they were erased, and lists a group", async () => {
    await open();
    screen.getByText("Nobody has come in yet");
    cleanup();
    await open({ claimedAt: minutesAgo(200) });
    screen.getByText("Nobody any more: their data was erased");
    cleanup();
    await open({ claimMode: "SHARED", claimCount: 2 }, {}, [
      invitee("x", { name: "Ada", role: "USER" }),
      invitee("guest-id-abcdef", { invitationId: "i2", consent: null }),
    ]);
    const [ada, guest] = within(screen.getByRole("table", { name: "Who came in" }))
      .getAllByRole("row")
      .slice(1);
    expect(within(ada!).getByRole("link", { name: "Ada" }).getAttribute("href")).toBe("/admin/people/x");
    expect(guest?.textContent).toContain("No consent stands");
    expect(screen.queryByText("Who")).toBeNull();
    expect(screen.getByText("Claimed").nextElementSibling?.textContent).toBe("By 2 people");
    cleanup();
    await open({ claimMode: "SHARED", claimCount: 0 });
    expect(screen.getByText("Claimed").nextElementSibling?.textContent).toBe("By nobody yet");
  });
});

describe("topping up", () => {
  it("books nothing at a preset: it fills the field, says the sum, and is added by Add", async () => {
    const { sent, press, after } = await open({ quota: { ...quota, used: 20_000, remaining: 40_000 } });
    await press(/^Top up/);
    const panel = within(screen.getByRole("region", { name: "Add to the quota" }));
    const add = panel.getByRole<HTMLButtonElement>("button", { name: "Add" });
    expect(add.disabled).toBe(true);
    await press(/^Short/);
    expect(panel.getByRole("button", { name: /^Short/ }).getAttribute("aria-pressed")).toBe("true");
    expect(panel.getByLabelText<HTMLInputElement>("Tokens to add").value).toBe("25000");
    expect(panel.getByRole("status").textContent).toBe("25,000 more: 85,000 tokens in all, 65,000 of them left.");
    expect(sent).toEqual([]);
    fireEvent.submit(add.closest("form")!);
    await after(10);
    expect(sent).toEqual([{ act: "top-up", ids: ["p"], tokens: 25_000 }]);
    screen.getByText("Added 25,000 tokens.");
  });
  it("takes an amount that is typed over a preset, and no half tokens", async () => {
    const { press, after, sent } = await open();
    await press(/^Top up/);
    await press(/^Short/);
    const field = screen.getByLabelText("Tokens to add");
    fireEvent.input(field, { target: { value: "1.5" } });
    screen.getByText("A whole number of tokens, 1 or more.");
    fireEvent.submit(field.closest("form")!);
    await after(10);
    expect(sent).toEqual([]);
    fireEvent.input(field, { target: { value: "500" } });
    expect(screen.getByRole("button", { name: /^Short/ }).getAttribute("aria-pressed")).toBe("false");
    fireEvent.submit(field.closest("form")!);
    await after(10);
    expect(sent).toEqual([{ act: "top-up", ids: ["p"], tokens: 500 }]);
  });
});

describe("letting somebody go on who cannot", () => {
  const failed = { exchangeId: "e", sessionId: 7, number: 3, problemCode: "upstream-overloaded" };
  const nothing = { failed, days: null, tokens: null, exchanges: null };

  it("says that nothing is missing where they can ask for the answer again themselves, and offers nothing", async () => {
    const { press, sent } = await open({ state: "stuck" }, nothing);
    await press(/^Let them go on/);
    const panel = within(screen.getByRole("region", { name: "Let them go on" }));
    panel.getByText(/“Ask for the answer again” works for them now/);
    panel.getByText("Their last exchange failed: the model was overloaded.");
    expect(panel.getByRole("link", { name: "Look at what failed" }).getAttribute("href")).toBe("/admin/sessions/7");
    expect(panel.queryByRole("button")).toBeNull();
    expect(sent).toEqual([]);
  });

  it("gives what is missing by one press: time first, then tokens", async () => {
    const { press, sent } = await open({ state: "stuck" }, { ...nothing, days: 7, tokens: 12_000, exchanges: 5 });
    await press(/^Let them go on/);
    screen.getByText(/^Enough for about 5 exchanges\. Their page is told at once/);
    await press("Extend by 7 days, add 12,000 tokens");
    expect(sent).toEqual([
      { act: "extend", ids: ["p"], days: 7 },
      { act: "top-up", ids: ["p"], tokens: 12_000 },
    ]);
    screen.getByText("Extended by 7 days. Added 12,000 tokens. They can go on now.");
    expect(screen.queryByRole("region", { name: "Let them go on" })).toBeNull();
  });

  it("by the keyboard: G opens it; where it is no use it is not there", async () => {
    const { after } = await open({ state: "exhausted" }, { ...nothing, failed: null, tokens: 9_000, exchanges: 5 });
    await after(50);
    fireEvent.keyDown(document.body, { key: "g" });
    await after(10);
    screen.getByText("What is left of their quota does not hold their next message.");
    cleanup();
    await open({ state: "active" });
    expect(screen.queryByRole("button", { name: /^Let them go on/ })).toBeNull();
  });

  it("another amount is given by “Top up”, another time by “Extend”", async () => {
    const { press } = await open({ state: "stuck" }, { ...nothing, tokens: 12_000, exchanges: 5 });
    await press(/^Let them go on/);
    await press("Another amount");
    screen.getByRole("region", { name: "Add to the quota" });
    cleanup();
    const expired = await open({ state: "expired" }, { ...nothing, failed: null, days: 7 });
    await expired.press(/^Let them go on/);
    await expired.press("Another time");
    screen.getByRole("region", { name: "Extend by" });
    expect(screen.queryByRole("region", { name: "Let them go on" })).toBeNull();
  });
});

describe("what is shown stays true", () => {
  it("is loaded again after an act, with its sessions", async () => {
    const { press, count } = await open({ claimedAt: minutesAgo(9) });
    await press("Revoke");
    await press("Revoke it");
    expect([count("GET invitations/p"), count("GET sessions?invitationId=p")]).toEqual([2, 2]);
    screen.getByText("Revoked: no new exchanges, by anyone.");
  });
  it("is loaded again every 10 s while something is reserved, else every 20 s", async () => {
    const { held, after, count } = await open({ quota: { ...quota, reserved: 3_357 } });
    screen.getByText("3,357");
    await after(9_000);
    expect(count("GET invitations/p")).toBe(1);
    held.quota = quota;
    await after(1_000);
    expect(count("GET invitations/p")).toBe(2);
    expect(screen.queryByText("3,357")).toBeNull();
    await after(19_000);
    expect(count("GET invitations/p")).toBe(2);
    await after(1_000);
    expect(count("GET invitations/p")).toBe(3);
  });
});

const revoked = { state: "revoked", revokedAt: minutesAgo(0) } as const;
const claimed = { claimedAt: minutesAgo(9) };
const group = { claimMode: "SHARED", claimCount: 3 } as const;

describe("revoking", () => {
  it.each([
    ["nobody came in", {}, "Nobody has come in yet, and nobody will."],
    ["one came in", claimed, "Whoever has the link can still read what was said."],
    ["a group came in", group, "Whoever came in can still read what they said; nobody new comes in."],
  ])("says beforehand what it leaves open where %s", async (_, change, words) => {
    const { press } = await open(change);
    await press("Revoke");
    expect(screen.getByRole("region", { name: "Revoke this invitation?" }).textContent).toContain(words);
  });
  it("leads to re-issuing, which alone cuts a link off", async () => {
    const { press, count } = await open(claimed);
    await press("Revoke");
    await press("Re-issue link instead");
    screen.getByRole("region", { name: "Make a new link?" });
    expect(screen.queryByRole("region", { name: "Revoke this invitation?" })).toBeNull();
    expect(count("POST invitations/p/revoke") + count("POST invitations/p/reissue")).toBe(0);
  });
  it.each([
    ["nobody", {}, "This link lets nobody in.", "Nobody had come in, and now nobody can."],
    ["one", claimed, "This link still opens what was said, and nothing more.", "Only re-issuing cuts that link off"],
    ["a group", group, "This link lets nobody new in.", "Whoever had come in can still read what they said"],
  ])("says afterwards what the link still opens: %s", async (_, change, link, notice) => {
    await open({ ...revoked, ...change });
    screen.getByText(link);
    screen.getByText(notice, { exact: false });
    expect(document.body.textContent).not.toContain("no longer works");
  });
});

it("a group is not told that whoever came in is signed out", async () => {
  const { press } = await open(group);
  await press(/^Re-issue/);
  const words = screen.getByRole("region", { name: "Make a new link?" }).textContent;
  expect(words).toContain("Whoever came in by it stays where they are.");
  expect(words).not.toContain("signed out");
});

it("says how far a link reaches", async () => {
  await open();
  expect(document.querySelector(".link-row")?.textContent).toContain(
    "Whoever has the link comes in as this person, on any device, until they have signed in. Send it to them alone.",
  );
});
