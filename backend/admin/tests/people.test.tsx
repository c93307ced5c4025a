// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/preact";
import { signal } from "@preact/signals";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ChangeUser } from "../../src/protocol/staff.ts";
import { PEOPLE, type PeopleRoute, type Route } from "../src/state/route.ts";
import { People } from "../src/view/people.tsx";
import { Person } from "../src/view/person.tsx";
import { minutesAgo, person, user } from "./fixtures.ts";
import { broken, listOf, openScreen, press, refusal, tooLow } from "./open-screen.tsx";

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe("the list of people", () => {
  const open = (answer: unknown, route: PeopleRoute = PEOPLE, role: "STAFF" | "ADMIN" = "ADMIN") =>
    openScreen(<People route={route} />, () => answer, { role });

  it("names everybody, what they are, and by what they sign in", async () => {
    open(
      listOf([
        user("Ada", { role: "ADMIN", providers: ["google", "oidc:https://campus.example"], emails: ["ada@x.org"] }),
        user("guest-id-abcdef", { name: null, role: "GUEST", providers: [], lastLoginAt: null, labels: ["P-12"] }),
        user("Bob", { mergedInto: { id: "Ada", name: "Ada" } }),
      ]),
    );
    const [, ada, guest, bob] = await screen.findAllByRole("row");
    expect(ada?.textContent).toContain("ada@x.org");
    expect(ada?.textContent).toContain("Google, campus.example");
    expect(within(ada!).getByRole("link").getAttribute("href")).toBe("/admin/people/Ada");
    expect(guest?.textContent).toContain("Guest …abcdefP-12");
    expect(guest?.textContent).toContain("Link only");
    expect(bob?.textContent).toContain("Merged");
    screen.getByText("3 people, that is all.");
  });

  it("asks for what the address says, and for the next page by its cursor", async () => {
    const { reads } = openScreen(<People route={{ ...PEOPLE, q: "a&b", role: "GUEST" }} />, (call) =>
      call.includes("cursor") ? listOf([user("old")]) : listOf([user("new")], "c+1"),
    );
    await press("Load more");
    await screen.findByText("2 people, that is all.");
    expect(reads()).toEqual(["GET admin/users?q=a%26b&role=GUEST", "GET admin/users?q=a%26b&role=GUEST&cursor=c%2B1"]);
    expect(screen.getByRole("link", { name: "Guests" }).getAttribute("aria-current")).toBe("true");
    expect(screen.getByRole("link", { name: "Staff" }).getAttribute("href")).toBe("/admin/people?q=a%26b&role=STAFF");
  });

  it("puts what is typed into the address, in place of what was there", async () => {
    vi.useFakeTimers();
    const go = vi.fn<(to: Route, how?: "push" | "replace") => void>();
    const router = { route: signal<Route>(PEOPLE), moves: signal(0), go, dispose: () => undefined };
    openScreen(<People route={{ ...PEOPLE, role: "USER" }} />, () => listOf([]), { router });
    fireEvent.input(screen.getByLabelText("Search people"), { target: { value: " ros " } });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(go.mock.calls).toEqual([[{ name: "people", q: "ros", role: "USER" }, "replace"]]);
  });

  it("says what is searched: addresses for an admin alone", async () => {
    open(listOf([]), { ...PEOPLE, q: "x" });
    await screen.findByText(/^The search looks at names, addresses, whole ids, and the labels/);
    expect(screen.getByRole("link", { name: "Show everybody" }).getAttribute("href")).toBe("/admin/people");
    cleanup();
    open(listOf([]), { ...PEOPLE, q: "x" }, "STAFF");
    await screen.findByText(/^The search looks at names, whole ids, and the labels/);
    screen.getByPlaceholderText("Name, label, reference or id");
  });

  it("empty, failing, forbidden", async () => {
    open(listOf([]));
    await screen.findByRole("heading", { name: "Nobody yet" });
    cleanup();
    open(broken());
    await screen.findByText("The people could not be loaded");
    screen.getByRole("button", { name: "Try again" });
    cleanup();
    open(tooLow());
    await screen.findByRole("heading", { name: "This page is for admins" });
    expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
  });
});

const ada = person("Ada", {
  role: "USER",
  emails: ["ada@x.org"],
  identities: [{ id: "i1", provider: "github", createdAt: minutesAgo(5), email: "ada@git.example" }],
  contactMethods: [
    { id: "c1", type: "email", verified: true, primary: true, createdAt: minutesAgo(4), value: "ada@x.org" },
    { id: "c2", type: "phone", verified: false, primary: false, createdAt: minutesAgo(4), value: "+491" },
  ],
  invitations: [{ id: "inv1", label: "P-001", state: "claimed", claimedAt: minutesAgo(60) }],
  merges: [{ id: "m1", sourceId: "guest-000001", targetId: "Ada", createdAt: minutesAgo(3) }],
  consents: [
    { invitationId: "inv1", service: "v1", research: true, createdAt: minutesAgo(60), withdrawnAt: minutesAgo(9) },
    { invitationId: "gone", service: "v2", research: false, createdAt: minutesAgo(6), withdrawnAt: null },
  ],
});

describe("a person", () => {
  const open = (answer: unknown, role: "STAFF" | "ADMIN" = "ADMIN") =>
    openScreen(<Person id="Ada" />, () => answer, { role });

  it("has accounts, addresses, invitations with their sessions, consents and merges on one page", async () => {
    open(ada);
    const main = document.body;
    await screen.findByRole("heading", { name: "Ada", level: 1 });
    expect(screen.getByRole("link", { name: "Sessions of P-001" }).getAttribute("href")).toBe(
      "/admin/sessions?invitation=inv1",
    );
    expect(main.textContent).toContain("GitHub");
    expect(main.textContent).toContain("ada@git.example");
    expect(main.textContent).toContain("ada@x.org");
    expect(screen.getByText("primary")).toBeTruthy();
    expect(screen.getByText("not verified")).toBeTruthy();
    expect(screen.getByRole("link", { name: "Guest …000001" }).getAttribute("href")).toBe("/admin/people/guest-000001");
    const [, newest, oldest] = within(screen.getByRole("table", { name: "Consents" })).getAllByRole("row");
    expect(newest?.textContent).toContain("Not agreed");
    expect(oldest?.textContent).toContain("P-001");
    expect(oldest?.textContent).toContain("Agreed, taken back");
  });

  it("shows staff no address and offers them no role", async () => {
    const { emails: _, ...seen } = ada;
    open(
      {
        ...seen,
        identities: [{ id: "i1", provider: "github", createdAt: minutesAgo(5) }],
        contactMethods: ada.contactMethods.map(({ value: __, ...contact }) => contact),
      },
      "STAFF",
    );
    await screen.findByText("Addresses are for admins.");
    expect(document.body.textContent).not.toContain("@");
    expect(screen.queryByRole("group", { name: "Roles" })).toBeNull();
  });

  it.each([
    ["USER", ["Make staff", "Make admin"]],
    ["GUEST", ["Make staff", "Make admin"]],
    ["STAFF", ["Make admin", "Take role away"]],
    ["ADMIN", ["Make staff", "Take role away"]],
  ] as const)("to somebody who is %s an admin may do %j", async (role, offered) => {
    open({ ...ada, role });
    const group = await screen.findByRole("group", { name: "Roles" });
    expect(
      within(group)
        .getAllByRole("button")
        .map(({ textContent }) => textContent),
    ).toEqual(offered);
  });

  it.each([
    ["merged", { mergedInto: { id: "Eve", name: null } }, "This guest turned out to be somebody who is known."],
    ["erased", { erasedAt: minutesAgo(1) }, "This person’s data was erased."],
  ])("who was %s has no role to give, and the page says so", async (_, change, words) => {
    open({ ...ada, ...change });
    await screen.findByText(words);
    expect(screen.queryByRole("group", { name: "Roles" })).toBeNull();
  });

  it("one’s own role is another’s to change", async () => {
    openScreen(<Person id="s" />, () => person("s", { role: "ADMIN" }));
    await screen.findByText("Your own role is changed by another admin.");
    expect(screen.queryByRole("group", { name: "Roles" })).toBeNull();
  });

  it.each([
    ["Make staff", "Make staff", "STAFF", "Their role is Staff now."],
    ["Make admin", "Make admin", "ADMIN", "Their role is Admin now."],
  ] as const)("%s asks, then grants", async (button, confirm, role, done) => {
    const { writes } = openScreen(<Person id="Ada" />, (call) => (call.startsWith("PATCH") ? { ...ada, role } : ada));
    await press(button);
    expect(writes()).toEqual([]);
    const panel = within(screen.getByRole("region", { name: /^Make them/ }));
    // Enter alone changes nothing: the way out has the focus.
    await waitFor(() => expect(document.activeElement?.textContent).toBe("Cancel"));
    fireEvent.click(panel.getByRole("button", { name: confirm }));
    await screen.findByText(done);
    expect(writes()).toEqual([{ call: "PATCH admin/users/Ada", body: { role } }]);
    expect(ChangeUser.safeParse(writes()[0]?.body).success).toBe(true);
  });

  it("a role that is taken leaves what follows from accounts; the server says which", async () => {
    const { writes } = openScreen(<Person id="Ada" />, (call) => ({
      ...ada,
      role: call.startsWith("PATCH") ? "GUEST" : "STAFF",
    }));
    await press("Take role away");
    await screen.findByText(/signed out of the console at once/);
    fireEvent.click(
      within(screen.getByRole("region", { name: "Take their role away?" })).getByRole("button", {
        name: "Take role away",
      }),
    );
    await screen.findByText("Their role is Guest now.");
    expect(writes()[0]?.body).toEqual({ role: "USER" });
  });

  it("says the server’s own words where it refuses, and keeps what is shown", async () => {
    openScreen(<Person id="Ada" />, (call) =>
      call.startsWith("PATCH")
        ? refusal(409, "last-admin", "This is the last ADMIN. Make another one first.")
        : { ...ada, role: "ADMIN" },
    );
    await press("Take role away");
    fireEvent.click(
      within(screen.getByRole("region", { name: "Take their role away?" })).getByRole("button", {
        name: "Take role away",
      }),
    );
    expect(await screen.findByText("This is the last ADMIN. Make another one first.")).toBeTruthy();
    expect(screen.getByText("The role was not changed")).toBeTruthy();
    expect(screen.getByRole("heading", { name: "Ada", level: 1 })).toBeTruthy();
  });

  it("Escape puts the question away and gives the focus back", async () => {
    open(ada);
    await press("Make admin");
    fireEvent.keyDown(screen.getByRole("region", { name: "Make them an admin?" }), { key: "Escape" });
    await waitFor(() => expect(document.activeElement?.textContent).toBe("Make admin"));
    expect(screen.queryByRole("region", { name: "Make them an admin?" })).toBeNull();
  });

  it("all that is theirs is erased on request, after a question, and it says what came of it", async () => {
    let erasedAt: string | null = null;
    const { writes } = openScreen(<Person id="Ada" />, (call) => {
      if (!call.endsWith("/erasure")) return { ...ada, erasedAt };
      erasedAt = minutesAgo(0);
      return { status: "erased" };
    });
    await press("Erase their data");
    expect(writes()).toEqual([]);
    await press("Erase all of it");
    await screen.findByText("All that was theirs is erased.");
    expect(writes()).toEqual([{ call: "POST admin/users/Ada/erasure", body: { confirm: true } }]);
    expect(screen.queryByRole("button", { name: "Erase their data" })).toBeNull();
  });
  it("staff are not erased while they have a role, and the command line has none to take", async () => {
    open({ ...ada, role: "STAFF" });
    await screen.findByRole("button", { name: "Take role away" });
    expect(screen.queryByRole("button", { name: "Erase their data" })).toBeNull();
    cleanup();
    open({ ...ada, id: "command-line", role: "ADMIN" });
    await screen.findByRole("heading", { name: "Ada", level: 1 });
    expect(screen.queryByRole("button", { name: "Take role away" })).toBeNull();
  });

  it("nobody, failing, forbidden", async () => {
    open(refusal(404, "not-found"));
    expect(await screen.findByRole("heading", { name: "There is nobody here", level: 1 })).toBeTruthy();
    cleanup();
    open(broken());
    expect(await screen.findByText("This person could not be loaded")).toBeTruthy();
    cleanup();
    open(tooLow());
    expect(await screen.findByRole("heading", { name: "This page is for admins" })).toBeTruthy();
  });
});
