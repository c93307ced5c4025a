// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from "@testing-library/preact";
import { signal } from "@preact/signals";
import { afterEach, describe, expect, it, vi } from "vitest";
import { AUDIT_ACTIONS, subjectRoute } from "../src/state/audit-subject.ts";
import { mailStateOf } from "../src/state/mail-state.ts";
import { AUDIT, LIST, type Route } from "../src/state/route.ts";
import { text } from "../src/text/en.ts";
import { Audit } from "../src/view/audit.tsx";
import { Outbox } from "../src/view/outbox.tsx";
import { entry, mail, minutesAgo } from "./fixtures.ts";
import { broken, listOf, openScreen, press, tooLow } from "./open-screen.tsx";

afterEach(cleanup);

describe("the words of acts", () => {
  it.each(AUDIT_ACTIONS.map((action) => [action]))("%s is said in words", (action) => {
    expect(text.audit.did(action)).not.toBe(action);
  });
  it.each(AUDIT_ACTIONS.map((action) => [action]))("the page that %s leads to has a name", (action) => {
    const page = subjectRoute(entry("e", action, { subject: "1" }));
    expect(page === null || page.name in text.audit.page).toBe(true);
  });
  it.each([
    ["user.role", { from: "USER", to: "ADMIN" }, "from user to admin"],
    [
      "invitation.change",
      { expiresAt: "2026-12-01T00:00:00.000Z", quotaTokens: 60_000 },
      "good until 2026-12-01, quota 60,000 tokens",
    ],
    ["invitation.change", { days: 7 }, "7 days more"],
    ["invitation.change", { addedTokens: 25_000 }, "25,000 tokens more"],
    ["invitation.change", { label: "changed", cohort: null, email: "forgotten" }, "its label, its cohort, its address"],
    ["invitation.change", {}, ""],
    ["invitation.links", { count: 30 }, "30 links"],
    ["staff.sign-in", { via: "link" }, "by a one-time link"],
    ["staff.sign-in", { via: "oidc:https://campus.example/realm" }, "campus.example"],
    ["staff.sign-in", {}, ""],
    ["identity.link", { provider: "github:https://git.example" }, "GitHub, git.example"],
    ["api-key.create", { role: "STAFF", scopes: ["export"] }, "staff, export"],
    ["site.change", { requireKnownPeople: true }, "signed people only"],
    ["site.change", { returnUrls: ["a", "b"] }, "2 return addresses"],
    ["site.create", { key: "harbor" }, "harbor"],
    ["site.allow", { origin: "https://www.harbor.example" }, "https://www.harbor.example"],
    ["site-key.create", { overlapHours: 0 }, "the others ended"],
    ["site-key.create", { overlapHours: 24 }, "the others retire in 24 hours"],
    ["site-key.create", { overlapHours: null }, ""],
    ["something.new", { anything: 1 }, ""],
  ])("%s with %j adds %j", (action, detail, more) => {
    expect(text.audit.more(action, detail)).toBe(more);
  });
  it("says who did what nobody of staff did: the settings are not the command line", () => {
    expect(text.audit.nobody("user.role", { via: "admin-emails" })).toBe("Settings (ADMIN_EMAILS)");
    expect(text.audit.nobody("user.role", {})).toBe("Command line");
    expect(text.audit.nobody("person.erase", {})).toBe("The person");
  });
  it("an act that is newer than the words is shown by its name", () => {
    expect(text.audit.did("something.new")).toBe("something.new");
  });
});

it.each([
  ["invitation.claim", {}, { name: "invitation", id: "x" }],
  ["invitation.links", {}, LIST],
  ["user.merge", {}, { name: "person", id: "x" }],
  ["user.admin-by-email", { user: "u" }, { name: "person", id: "u" }],
  ["user.admin-by-email", {}, null],
  ["identity.unlink", {}, { name: "person", id: "x" }],
  ["site-key.delete", { site: "s" }, { name: "site", id: "s" }],
  ["site.change", {}, { name: "site", id: "x" }],
  ["api-key.create", {}, { name: "keys", creating: false }],
  ["person.erase", {}, null],
  ["something.new", {}, null],
] as [string, Record<string, unknown>, Route | null][])("%s %j is about %j", (action, detail, route) => {
  expect(subjectRoute(entry("e", action, { subject: "x", detail }))).toEqual(route);
});

describe("the audit trail", () => {
  it("says who did what to what, and each narrows it down", async () => {
    openScreen(<Audit route={{ ...AUDIT, action: "user" }} />, () =>
      listOf([
        entry("1", "user.role", { subject: "user-abcdef", detail: { from: "STAFF", to: "USER" } }),
        entry("2", "person.erase", { actorId: null, actorName: null, subject: "pseudonym" }),
        entry("3", "api-key.create", { actorId: null, actorName: null, subjectLabel: "survey script" }),
        entry("4", "invitation.claim", { actorId: "guest-0123456789", actorName: null }),
      ]),
    );
    const [, role, erased, made, claimed] = await screen.findAllByRole("row");
    expect(role?.textContent).toContain("Changed a role, from staff to user");
    expect(within(role!).getByRole("link", { name: "staff-01" }).getAttribute("href")).toBe(
      "/admin/audit?actor=s&action=user",
    );
    expect(within(role!).getByRole("link", { name: "Person" }).getAttribute("href")).toBe("/admin/people/user-abcdef");
    expect(within(role!).getByRole("link", { name: "user-abcdef: only what is about it" }).getAttribute("href")).toBe(
      "/admin/audit?action=user&subject=user-abcdef",
    );
    expect(erased?.textContent).toContain("The person");
    expect(made?.textContent).toContain("Command line");
    // By its name where it has one: nobody knows an id.
    expect(within(made!).getByRole("link", { name: "survey script: only what is about it" }).textContent).toBe(
      "survey script",
    );
    expect(claimed?.textContent).toContain("…456789");
    screen.getByText("4 entries, that is all.");
  });

  it("asks for what the address says; each filter can be taken away by itself", async () => {
    const { reads } = openScreen(
      <Audit
        route={{ name: "audit", actor: "s", action: "user.role", subject: "some-long-subject-id", from: "", to: "" }}
      />,
      () => listOf([entry("1", "user.role")], null),
    );
    await screen.findByText("1 entry, that is all.");
    expect(reads()).toEqual(["GET admin/audit?actor=s&action=user.role&subject=some-long-subject-id"]);
    expect(screen.getByRole("link", { name: "Remove the filter “By staff-01”" }).getAttribute("href")).toBe(
      "/admin/audit?action=user.role&subject=some-long-subject-id",
    );
    expect(screen.getByRole("link", { name: "Remove the filter “About …ect-id”" }).getAttribute("href")).toBe(
      "/admin/audit?actor=s&action=user.role",
    );
  });

  it("an area or one act of it is chosen; what is in the address and unknown stays chosen", async () => {
    const go = vi.fn<(to: Route) => void>();
    const router = { route: signal<Route>(AUDIT), moves: signal(0), go, dispose: () => undefined };
    openScreen(<Audit route={{ ...AUDIT, actor: "s", action: "something.new" }} />, () => listOf([]), { router });
    const choice = await screen.findByLabelText<HTMLSelectElement>("What");
    expect(choice.value).toBe("something.new");
    for (const action of ["invitation", "user.merge", ""]) fireEvent.change(choice, { target: { value: action } });
    expect(go.mock.calls.map(([to]) => to)).toEqual([
      { ...AUDIT, actor: "s", action: "invitation" },
      { ...AUDIT, actor: "s", action: "user.merge" },
      { ...AUDIT, actor: "s", action: "" },
    ]);
  });

  it("goes on with the next page", async () => {
    const { reads } = openScreen(<Audit route={AUDIT} />, (call) =>
      listOf([entry(call, "note.create")], call.includes("cursor") ? null : "next"),
    );
    await press("Load more");
    await screen.findByText("2 entries, that is all.");
    expect(reads()).toEqual(["GET admin/audit", "GET admin/audit?cursor=next"]);
  });

  it("empty, nothing that matches, failing, forbidden", async () => {
    openScreen(<Audit route={AUDIT} />, () => listOf([]));
    expect(await screen.findByRole("heading", { name: "Nothing was done yet" })).toBeTruthy();
    cleanup();
    openScreen(<Audit route={{ ...AUDIT, subject: "x" }} />, () => listOf([]));
    expect(await screen.findByRole("heading", { name: "Nothing matches these filters" })).toBeTruthy();
    cleanup();
    openScreen(<Audit route={AUDIT} />, broken);
    expect(await screen.findByText("The audit trail could not be loaded")).toBeTruthy();
    cleanup();
    openScreen(<Audit route={AUDIT} />, tooLow);
    expect(await screen.findByRole("heading", { name: "This page is for admins" })).toBeTruthy();
  });
});

describe("the outbox", () => {
  it.each([
    ["sent", { sentAt: minutesAgo(1), tries: 2 }],
    ["waiting", { sentAt: null, tries: 0 }],
    ["failed", { sentAt: null, tries: 1 }],
  ] as const)("a mail is %s: %j", (state, change) => {
    expect(mailStateOf(mail("m", change))).toBe(state);
  });

  it("keeps a text behind a click, since it holds a code", async () => {
    openScreen(<Outbox />, () =>
      listOf([
        mail("ada"),
        mail("bob", { tries: 2, problem: "550 no such mailbox" }),
        mail("eve", { tries: 1, sentAt: minutesAgo(1), body: "" }),
      ]),
    );
    const [, ada, bob, eve] = await screen.findAllByRole("row");
    expect(ada?.textContent).toContain("nobody tried yet");
    expect(bob?.textContent).toContain("tried 2 times: 550 no such mailbox");
    expect(eve?.textContent).toContain("The text of a sent mail is not kept.");
    expect(document.body.textContent).not.toContain("Your code is");
    await press("Show the text to ada@example.org");
    screen.getByText("Your code is ada");
    expect(document.body.textContent).not.toContain("Your code is bob");
    await press("Hide the text to ada@example.org");
    expect(document.body.textContent).not.toContain("Your code is");
  });

  it("is looked at once, and again when asked: each look is written down", async () => {
    vi.useFakeTimers();
    const { reads } = openScreen(<Outbox />, () => listOf([mail("ada")]));
    await vi.advanceTimersByTimeAsync(120_000);
    expect(reads()).toEqual(["GET admin/outbox"]);
    fireEvent.click(screen.getByRole("button", { name: "Look again" }));
    await vi.advanceTimersByTimeAsync(10);
    expect(reads()).toEqual(["GET admin/outbox", "GET admin/outbox"]);
    vi.useRealTimers();
  });

  it("is not even asked for by staff", async () => {
    const { asked } = openScreen(<Outbox />, () => listOf([mail("ada")]), { role: "STAFF" });
    screen.getByRole("heading", { name: "This page is for admins" });
    expect(asked).toEqual([]);
  });

  it("empty, failing, forbidden", async () => {
    openScreen(<Outbox />, () => listOf([]));
    expect(await screen.findByRole("heading", { name: "No mails" })).toBeTruthy();
    cleanup();
    openScreen(<Outbox />, broken);
    expect(await screen.findByText("The outbox could not be loaded")).toBeTruthy();
    cleanup();
    openScreen(<Outbox />, tooLow);
    expect(await screen.findByRole("heading", { name: "This page is for admins" })).toBeTruthy();
  });
});
