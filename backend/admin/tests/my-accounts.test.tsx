// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { rememberAdding, takeAdding } from "../src/state/adding-account.ts";
import { createConsole, type Console } from "../src/state/console.ts";
import { App } from "../src/view/app.tsx";
import { MyAccounts } from "../src/view/my-accounts.tsx";
import { minutesAgo, pathOf, person } from "./fixtures.ts";
import { broken, listOf, openScreen, press, refusal, tooLow } from "./open-screen.tsx";

type Account = { id: string; provider: string; createdAt: string; email?: string };
const account = (id: string, provider: string): Account => ({ id, provider, createdAt: minutesAgo(9) });
const providers = listOf([
  { id: "google", name: "Google" },
  { id: "oidc", name: "Campus" },
]);

beforeEach(() => sessionStorage.clear());
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe("my accounts", () => {
  const answers =
    (identities: Account[], more: (call: string) => unknown = () => undefined) =>
    (call: string) => {
      if (call === "GET admin/users/s") return person("s", { role: "STAFF", identities });
      return call === "GET sign-in-providers" ? providers : more(call);
    };

  it("adds one by going to the provider, with what was there kept for the way back", async () => {
    const leave = vi.fn<(url: string) => void>();
    const url = "https://campus.example/authorize?state=x";
    const { writes } = openScreen(
      <MyAccounts />,
      answers([account("a", "google")], () => ({ url })),
      { leave },
    );
    await press("Add Campus");
    await vi.waitFor(() => expect(leave.mock.calls).toEqual([[url]]));
    expect(writes()).toEqual([{ call: "POST admin/sign-in/oidc", body: undefined }]);
    expect(takeAdding()).toEqual({ provider: "Campus", had: ["a"] });
  });

  it("says why it goes nowhere", async () => {
    const leave = vi.fn<(url: string) => void>();
    openScreen(
      <MyAccounts />,
      answers([], () => refusal(503, "provider-unavailable")),
      { leave },
    );
    await screen.findByText("No account yet: you come in by one-time links.");
    await press("Add Google");
    await screen.findByText("No account was added");
    screen.getByText(/The provider cannot be reached just now/);
    expect(leave).not.toHaveBeenCalled();
    expect(takeAdding()).toBeNull();
  });

  it.each([
    ["an account that was not there says that it was added", ["a", "b"], "Added: Campus. It signs you in from now on."],
    ["without one nothing was", ["a"], "Nothing was added: Campus said no, or the account was here before."],
  ])("back from the provider: %s", async (_, now, words) => {
    openScreen(<MyAccounts />, answers(now.map((id) => account(id, "google"))), {
      takeAdding: () => ({ provider: "Campus", had: ["a"] }),
    });
    expect(await screen.findByText(words)).toBeTruthy();
  });

  it("asks before it removes one; the last has no button", async () => {
    const held = [account("a", "google"), account("b", "github")];
    const { writes } = openScreen(
      <MyAccounts />,
      answers(held, () => void held.splice(1, 1)),
    );
    await press(/^Remove GitHub, added /);
    expect(writes()).toEqual([]);
    fireEvent.click(
      within(screen.getByRole("region", { name: /^Remove GitHub, added .*\?$/ })).getByRole("button", {
        name: "Remove it",
      }),
    );
    await screen.findByText("Removed. Your other sign-ins have ended.");
    expect(writes()).toEqual([{ call: "DELETE admin/me/identities/b", body: undefined }]);
    expect(screen.queryByRole("button", { name: /^Remove/ })).toBeNull();
  });

  it("says what the server refuses to remove", async () => {
    openScreen(
      <MyAccounts />,
      answers([{ ...account("a", "google"), email: "me@x.org" }, account("b", "github")], () =>
        refusal(409, "last-identity", "This is your only way in."),
      ),
    );
    await press("Remove Google, me@x.org");
    await press("Remove it");
    expect(await screen.findByText("This is your only way in.")).toBeTruthy();
  });

  it("without providers, failing, forbidden; the way out is there in each", async () => {
    openScreen(<MyAccounts />, (call) => (call === "GET sign-in-providers" ? listOf([]) : person("s")));
    expect(await screen.findByText(/No provider is set up here/)).toBeTruthy();
    expect(screen.getByRole("button", { name: "Sign out" })).toBeTruthy();
    cleanup();
    openScreen(<MyAccounts />, broken);
    expect(await screen.findByText("Your accounts could not be loaded")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Sign out" })).toBeTruthy();
    cleanup();
    openScreen(<MyAccounts />, tooLow);
    expect(await screen.findByRole("heading", { name: "This page is for admins" })).toBeTruthy();
    expect(screen.getByRole("button", { name: "Sign out" })).toBeTruthy();
  });
});

describe("what is remembered for the way to a provider", () => {
  it("is told once, and not after a quarter of an hour", () => {
    rememberAdding({ provider: "Campus", had: [] }, 1_000);
    expect(takeAdding(2_000)).toEqual({ provider: "Campus", had: [] });
    expect(takeAdding(2_000)).toBeNull();
    rememberAdding({ provider: "Campus", had: [] }, 1_000);
    expect(takeAdding(1_000 + 15 * 60_000)).toBeNull();
  });
  it("leads from /admin to one’s own page, and what else is in the tab’s storage does not", () => {
    vi.stubGlobal("scrollTo", () => undefined);
    const comesTo = (): string => {
      history.replaceState(null, "", "/admin");
      const console = createConsole(async () => Response.json({ staff: null }));
      console.dispose();
      return location.pathname;
    };
    rememberAdding({ provider: "Campus", had: [] });
    expect(comesTo()).toBe("/admin/me");
    expect(comesTo()).toBe("/admin");
    sessionStorage.setItem("sidecoach:console:adding-account", "{");
    expect(comesTo()).toBe("/admin");
  });
});

describe("who is offered what", () => {
  let console: Console;
  const open = (role: "STAFF" | "ADMIN", address = "/admin/scenarios") => {
    history.replaceState(null, "", address);
    const staff = { id: "u", name: "n", role, model: "m", simulated: false, mail: "sent", csrfToken: "c" };
    console = createConsole(async (input) =>
      Response.json(pathOf(input).endsWith("/sign-in") ? { staff } : listOf([])),
    );
    render(<App console={console} />);
  };
  beforeEach(() => void vi.stubGlobal("scrollTo", () => undefined));
  afterEach(() => console.dispose());
  const offered = async (): Promise<(string | null)[]> =>
    within(await screen.findByRole("navigation", { name: "Console" }))
      .getAllByRole("link")
      .map(({ textContent }) => textContent);
  const everybody = [
    "Invitations",
    "Sessions",
    "Notes",
    "Alerts",
    "Scenarios",
    "Usage",
    "Export",
    "People",
    "Quota presets",
    "Sites",
    "Code book",
    "API keys",
    "Audit trail",
    "System",
  ];

  it("an admin everything, staff not the outbox", async () => {
    open("ADMIN");
    expect(await offered()).toEqual([...everybody, "Outbox", "My accounts"]);
    cleanup();
    console.dispose();
    open("STAFF");
    expect(await offered()).toEqual([...everybody, "My accounts"]);
  });

  it("marks where one is, and what opens the rest of the places where there is no room", async () => {
    open("ADMIN", "/admin/people");
    await offered();
    expect(screen.getByRole("link", { name: "People" }).getAttribute("aria-current")).toBe("page");
    const more = screen.getByRole("button", { name: "More" });
    expect(more.getAttribute("aria-expanded")).toBe("false");
    fireEvent.click(more);
    await vi.waitFor(() => expect(more.getAttribute("aria-expanded")).toBe("true"));
    fireEvent.keyDown(screen.getByRole("link", { name: "Sites" }), { key: "Escape" });
    await vi.waitFor(() => expect(more.getAttribute("aria-expanded")).toBe("false"));
    expect(document.activeElement).toBe(more);
    fireEvent.click(more);
    fireEvent.click(screen.getByRole("link", { name: "Sites" }));
    await screen.findByRole("heading", { name: "Sites", level: 1 });
    await vi.waitFor(() => expect(more.getAttribute("aria-expanded")).toBe("false"));
  });
});
