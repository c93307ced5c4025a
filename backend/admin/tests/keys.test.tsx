// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/preact";
import { afterEach, describe, expect, it } from "vitest";
import { CreateApiKey } from "../../src/protocol/staff.ts";
import { keyStateOf } from "../src/state/key-list.ts";
import { EMPTY_KEY, isKeySendable, keyBodyOf } from "../src/state/new-key.ts";
import { Keys } from "../src/view/keys.tsx";
import { apiKey, minutesAgo, NOW } from "./fixtures.ts";
import { broken, listOf, openScreen, press, refusal, tooLow, type } from "./open-screen.tsx";

afterEach(cleanup);

describe("keyBodyOf", () => {
  it("says that a key is not good whose owner has no role any more, and which is bound to less", () => {
    const of = (role: "GUEST" | "USER" | "STAFF" | "ADMIN") => ({ owner: { id: "s", name: "s", role } });
    expect(keyStateOf(apiKey("k", of("USER")), NOW)).toBe("halted");
    expect(keyStateOf(apiKey("k", of("GUEST")), NOW)).toBe("halted");
    expect(keyStateOf(apiKey("k", { ...of("STAFF"), role: "ADMIN" }), NOW)).toBe("bound");
    expect(keyStateOf(apiKey("k", of("STAFF")), NOW)).toBe("live");
    expect(keyStateOf(apiKey("k", { ...of("USER"), revokedAt: minutesAgo(1) }), NOW)).toBe("revoked");
  });

  it.each([
    ["as it opens", {}, { name: "n", role: "STAFF", expiresInDays: 90 }],
    ["without an end", { days: 0 }, { name: "n", role: "STAFF" }],
    ["trimmed", { name: " n " }, { name: "n", role: "STAFF", expiresInDays: 90 }],
    [
      "narrowed",
      { role: "ADMIN" as const, narrow: true, scopes: ["people" as const], days: 365 },
      { name: "n", role: "ADMIN", scopes: ["people"], expiresInDays: 365 },
    ],
    [
      "parts that were chosen and left again are not sent",
      { narrow: false, scopes: ["people" as const] },
      { name: "n", role: "STAFF", expiresInDays: 90 },
    ],
  ])("%s", (_, change, body) => {
    const made = keyBodyOf({ ...EMPTY_KEY, name: "n", ...change });
    expect(made).toEqual(body);
    expect(CreateApiKey.safeParse(made).error).toBeUndefined();
  });
  it("needs a name, and a part where it is narrowed: no parts would mean all of them", () => {
    expect(isKeySendable({ ...EMPTY_KEY, name: "  " })).toBe(false);
    expect(isKeySendable({ ...EMPTY_KEY, name: "n", narrow: true })).toBe(false);
    expect(isKeySendable({ ...EMPTY_KEY, name: "n", narrow: true, scopes: ["people"] })).toBe(true);
  });
});

it.each([
  ["live", {}],
  ["live", { expiresAt: minutesAgo(-1) }],
  ["expired", { expiresAt: minutesAgo(0) }],
  ["revoked", { revokedAt: minutesAgo(1) }],
  ["revoked", { revokedAt: minutesAgo(5), expiresAt: minutesAgo(1) }],
] as const)("a key is %s with %j", (state, change) => {
  expect(keyStateOf(apiKey("k", change), NOW)).toBe(state);
});

describe("the page of API keys", () => {
  const keys = <Keys route={{ name: "keys", creating: false }} />;

  it("says what each may do, whose it is, and whether it is good", async () => {
    openScreen(keys, () =>
      listOf([
        apiKey("nightly", { scopes: ["export", "sessions"], lastUsedAt: minutesAgo(0) }),
        apiKey("all", { role: "ADMIN", revokedAt: minutesAgo(1) }),
      ]),
    );
    const [, first, second] = await screen.findAllByRole("row");
    expect(first?.textContent).toContain("Exports, usage and telemetry · Sessions and notes");
    expect(within(first!).getByRole("link", { name: "staff-01" }).getAttribute("href")).toBe("/admin/people/s");
    expect(second?.textContent).toContain("All of admin");
    expect(within(second!).queryByRole("button")).toBeNull();
    screen.getByText("2 API keys, that is all.");
  });

  it("staff see their own, so no owner is named", async () => {
    openScreen(keys, () => listOf([apiKey("mine")]), { role: "STAFF" });
    await screen.findByText("mine");
    expect(screen.queryByRole("columnheader", { name: "Of" })).toBeNull();
  });

  it("asks before it revokes; then the key stands as revoked and the focus is at what was done", async () => {
    const { writes } = openScreen(keys, (call) =>
      call.startsWith("GET") ? listOf([apiKey("k/1", { name: "old" }), apiKey("k2")]) : undefined,
    );
    await press("Revoke old");
    expect(writes()).toEqual([]);
    const panel = within(screen.getByRole("region", { name: "Revoke “old”?" }));
    fireEvent.click(panel.getByRole("button", { name: "Revoke it" }));
    const done = await screen.findByText("Revoked: old.");
    expect(writes()).toEqual([{ call: "DELETE admin/api-keys/k%2F1", body: undefined }]);
    expect(screen.getByRole("row", { name: /^old/ }).textContent).toContain("Revoked");
    expect(screen.queryByRole("button", { name: "Revoke old" })).toBeNull();
    screen.getByRole("button", { name: "Revoke k2" });
    await waitFor(() => expect(document.activeElement).toBe(done));
  });

  it("says what was refused, and the key stays good", async () => {
    openScreen(keys, (call) => (call.startsWith("GET") ? listOf([apiKey("k")]) : refusal(404, "not-found")));
    await press("Revoke k");
    await press("Revoke it");
    await screen.findByText("It was not revoked");
    expect(screen.getByRole("row", { name: /^k/ }).textContent).toContain("Good");
  });

  it("empty, failing, forbidden", async () => {
    openScreen(keys, () => listOf([]));
    expect(await screen.findByRole("heading", { name: "No API keys yet" })).toBeTruthy();
    cleanup();
    openScreen(keys, broken);
    expect(await screen.findByText("The API keys could not be loaded")).toBeTruthy();
    cleanup();
    openScreen(keys, tooLow);
    expect(await screen.findByRole("heading", { name: "This page is for admins" })).toBeTruthy();
  });
});

describe("a new API key", () => {
  const creating = <Keys route={{ name: "keys", creating: true }} />;

  it("is sent as the protocol says, shown once, and stands in the list without itself", async () => {
    const held = [apiKey("before")];
    const { writes, asked } = openScreen(creating, (call, body) => {
      if (call.startsWith("GET")) return listOf(held);
      const made = apiKey("made", { name: String(body["name"]) });
      held.unshift(made);
      return Response.json({ ...made, key: "key_secret" }, { status: 201 });
    });
    await screen.findByText("1 API key, that is all.");
    const make = screen.getByRole<HTMLButtonElement>("button", { name: "Make API key" });
    expect(make.disabled).toBe(true);
    type("Name", "survey");
    fireEvent.click(screen.getByRole("radio", { name: "Admin" }));
    fireEvent.click(screen.getByRole("radio", { name: "Only some of it" }));
    expect(make.disabled).toBe(true);
    fireEvent.click(screen.getByRole("checkbox", { name: "People" }));
    fireEvent.click(screen.getByRole("checkbox", { name: "Invitations" }));
    fireEvent.click(screen.getByRole("radio", { name: "30 days" }));
    fireEvent.submit(make.closest("form")!);
    const secret = await screen.findByLabelText<HTMLInputElement>("API key");
    expect(secret.value).toBe("key_secret");
    expect(secret.readOnly).toBe(true);
    expect(writes()).toEqual([
      {
        call: "POST admin/api-keys",
        body: { name: "survey", role: "ADMIN", scopes: ["invitations", "people"], expiresInDays: 30 },
      },
    ]);
    expect(CreateApiKey.safeParse(writes()[0]?.body).success).toBe(true);
    await screen.findByText("2 API keys, that is all.");
    expect(asked.filter(({ call }) => call === "GET admin/api-keys")).toHaveLength(2);
    expect(document.querySelector("table")?.textContent).not.toContain("key_secret");
  });

  it("staff are offered no role but their own", async () => {
    openScreen(creating, () => listOf([]), { role: "STAFF" });
    await screen.findByLabelText("Name");
    expect(screen.queryByRole("radio", { name: "Admin" })).toBeNull();
  });

  it("keeps what was typed where the server refuses", async () => {
    openScreen(creating, (call) => (call.startsWith("GET") ? listOf([]) : tooLow()));
    await screen.findByLabelText("Name");
    type("Name", "survey");
    fireEvent.submit(screen.getByRole("button", { name: "Make API key" }).closest("form")!);
    await screen.findByText("The API key was not made");
    expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe("survey");
  });
});
