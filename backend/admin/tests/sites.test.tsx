// @vitest-environment happy-dom
import { signal } from "@preact/signals";
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/preact";
import { afterEach, describe, expect, it } from "vitest";
import { CreateSite } from "../../src/protocol/sites.ts";
import { ChangeSite, MakeSiteKey } from "../../src/protocol/known-people.ts";
import { faultOfPage, originOfPage } from "../src/state/new-site.ts";
import type { Route } from "../src/state/route.ts";
import type { SiteKeyView, StaffSite } from "../src/state/types.ts";
import { snippetFor } from "../src/view/site-embed.tsx";
import { Site } from "../src/view/site.tsx";
import { Sites } from "../src/view/sites.tsx";
import { minutesAgo, site } from "./fixtures.ts";
import { broken, listOf, openScreen, press, refusal, tooLow, type } from "./open-screen.tsx";

afterEach(cleanup);

describe("the list of sites", () => {
  const sites = <Sites route={{ name: "sites", creating: false }} />;

  it("names each with its key and whom it lets in", async () => {
    openScreen(sites, () => listOf([site("House"), site("Old", { isActive: false, requireKnownPeople: true })]));
    const [, house, old] = await screen.findAllByRole("row");
    expect(within(house!).getByRole("link").getAttribute("href")).toBe("/admin/sites/House");
    expect(house?.textContent).toContain("key-of-House");
    expect(house?.textContent).toContain("Anyone with an invitation");
    expect(old?.textContent).toContain("Switched off");
    expect(old?.textContent).toContain("Signed people only");
  });
  it("empty, failing, forbidden", async () => {
    openScreen(sites, () => listOf([]));
    expect(await screen.findByRole("heading", { name: "No sites yet" })).toBeTruthy();
    cleanup();
    openScreen(sites, broken);
    expect(await screen.findByText("The sites could not be loaded")).toBeTruthy();
    cleanup();
    openScreen(sites, tooLow);
    expect(await screen.findByRole("heading", { name: "This page is for admins" })).toBeTruthy();
  });
});

describe("a new site", () => {
  const sheet = <Sites route={{ name: "sites", creating: true }} />;

  it.each([
    ["", null, null],
    ["htt", null, null],
    ["https://", null, null],
    ["www.example.org", "scheme", null],
    ["ftp://www.example.org", "scheme", null],
    ["https://*.example.org/", "wildcard", null],
    ["https://www.example.org/#top", "fragment", null],
    ["https://ana:secret@www.example.org/", "password", null],
    ["https:// ", null, null],
    ["https://a b", "address", null],
    [" https://www.example.org/practice ", null, "https://www.example.org"],
    ["HTTPS://WWW.Example.org", null, "https://www.example.org"],
    ["http://localhost:8080/a?b=c", null, "http://localhost:8080"],
  ] as const)("page %j: fault %s, origin %s", (page, fault, origin) => {
    expect(faultOfPage(page)).toBe(fault);
    expect(originOfPage(page)).toBe(origin);
  });

  it("is made of a name and a page, whose origin is let in, and led to", async () => {
    const went: Route[] = [];
    const { writes } = openScreen(
      sheet,
      (call) => (call === "POST admin/sites" ? Response.json(site("Made"), { status: 201 }) : listOf([])),
      {
        router: {
          route: signal<Route>({ name: "sites", creating: true }),
          moves: signal(0),
          go: (route) => void went.push(route),
          dispose: () => undefined,
        },
      },
    );
    const make = await screen.findByRole<HTMLButtonElement>("button", { name: "Make the site" });
    type("Brand name", "The House’s Café ");
    expect(screen.getByLabelText<HTMLInputElement>("Key").value).toBe("the-houses-cafe");
    type("Page where people practise", "www.example.org");
    screen.getByText("It begins with https:// (http:// on your own machine alone).");
    expect(make.disabled).toBe(true);
    type("Page where people practise", "http://www.example.org/practice");
    screen.getByText("http://www.example.org");
    screen.getByText(/^It is not https/);
    expect(make.disabled).toBe(false);
    fireEvent.submit(make.form!);
    await waitFor(() => expect(went).toEqual([{ name: "site", id: "Made" }]));
    const [{ body } = { body: null }] = writes();
    expect(body).toEqual({
      name: "The House’s Café",
      pageUrl: "http://www.example.org/practice",
      key: "the-houses-cafe",
    });
    expect(CreateSite.safeParse(body).error).toBeUndefined();
  });

  it("takes its key from the page where the name has no Latin letters, and keeps one that was typed", async () => {
    openScreen(sheet, () => listOf([]));
    await screen.findByRole("button", { name: "Make the site" });
    const key = screen.getByLabelText<HTMLInputElement>("Key");
    type("Brand name", "練習");
    expect(key.value).toBe("");
    type("Page where people practise", "https://www.example.org/x");
    expect(key.value).toBe("www-example-org");
    type("Key", "mine");
    type("Brand name", "Other");
    expect(key.value).toBe("mine");
  });

  it("says what is taken, and keeps what was typed", async () => {
    openScreen(sheet, (call) =>
      call === "POST admin/sites"
        ? refusal(422, "invalid", "Another site has the key house.", [
            { pointer: "/key", detail: "Another site has the key house." },
          ])
        : listOf([]),
    );
    await screen.findByRole("button", { name: "Make the site" });
    type("Brand name", "House");
    type("Page where people practise", "https://www.example.org");
    await press("Make the site");
    const [said] = await screen.findAllByText(/Another site has the key house/);
    expect(said?.closest("[role=alert]")?.textContent).toContain("The site was not made");
    expect(screen.getByLabelText<HTMLInputElement>("Brand name").value).toBe("House");
  });

  it("is an admin’s: staff see no button, and no sheet at its address", async () => {
    openScreen(sheet, () => listOf([site("House")]), { role: "STAFF" });
    await screen.findByRole("link", { name: "House" });
    expect(screen.queryByRole("link", { name: "New site" })).toBeNull();
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});

it.each([
  ["house", '<script async src="https://api.example/widget.js" data-site="house"></script>'],
  ['"><script>', '<script async src="https://api.example/widget.js" data-site="&quot;>&lt;script>"></script>'],
])("the snippet of the key %j", (key, snippet) => {
  expect(snippetFor("https://api.example", key)).toBe(snippet);
});

/** A site on a server where changes take effect. */
const open = (change: Partial<StaffSite> = {}, role: "STAFF" | "ADMIN" = "ADMIN", keys: SiteKeyView[] = []) => {
  const held = site("House", change);
  const shown = openScreen(
    <Site id="House" />,
    (call, body) => {
      if (call === "GET admin/sites") return listOf([site("Other"), held]);
      if (call === "GET admin/sites/House/keys") return listOf(keys);
      if (call === "PATCH admin/sites/House") {
        const urls = body["returnUrls"] as string[] | undefined;
        if (urls?.some((url) => url.includes("elsewhere")))
          return refusal(422, "invalid", "A return address cannot be used.", [
            { pointer: `/returnUrls/${urls.length - 1}`, detail: "must be a page of one of the site's origins" },
          ]);
        Object.assign(held, body);
        return held;
      }
      if (call === "POST admin/sites/House/keys") {
        keys.unshift({ kid: `kid-${keys.length}`, createdAt: minutesAgo(0), retiresAt: null });
        return Response.json({ ...keys[0], secret: "the-secret" }, { status: 201 });
      }
      keys.splice(0, 1);
      return undefined;
    },
    { role },
  );
  return { ...shown, held, keys };
};

describe("a site", () => {
  it("gives its snippet with its own key", async () => {
    open();
    expect(await screen.findByText(snippetFor(location.origin, "key-of-House"))).toBeTruthy();
    expect(screen.getByText("https://host.example")).toBeTruthy();
    expect(
      screen.getByText("npm run sidecoach -- site allow https://WWW.EXAMPLE.ORG --site key-of-House"),
    ).toBeTruthy();
  });

  it("staff read it: nothing is offered, and the keys are not asked for", async () => {
    const { reads } = open({ returnUrls: ["https://host.example/back"] }, "STAFF");
    await screen.findByText("https://host.example/back");
    screen.getByText("Signing keys are for admins.");
    for (const name of ["Let in signed people only", "Make a key", "Add address", /^Remove/])
      expect(screen.queryByRole("button", { name })).toBeNull();
    expect(reads()).toEqual(["GET admin/sites"]);
  });

  it("asks before it lets in signed people only, and warns where nobody could come in", async () => {
    const { writes } = open();
    await press("Let in signed people only");
    const panel = within(screen.getByRole("region", { name: "Let in signed people only?" }));
    await panel.findByText("This site has no signing key yet: nobody could come in.");
    expect(writes()).toEqual([]);
    fireEvent.click(panel.getByRole("button", { name: "Let in signed people only" }));
    await screen.findByText("Only signed people come in now.");
    expect(writes()).toEqual([{ call: "PATCH admin/sites/House", body: { requireKnownPeople: true } }]);
    expect(ChangeSite.safeParse(writes()[0]?.body).success).toBe(true);
    screen.getByRole("button", { name: "Let in anyone with an invitation" });
  });

  it("adds and removes return addresses, beside what somebody else has added meanwhile", async () => {
    const { writes, held } = open({ returnUrls: ["https://host.example/a"] });
    await screen.findByText("https://host.example/a");
    held.returnUrls = ["https://host.example/a", "https://host.example/b"];
    type("Address of a page", " https://host.example/c ");
    await press("Add address");
    await screen.findByText("https://host.example/c");
    await press("Remove https://host.example/a");
    await waitFor(() => expect(screen.queryByText("https://host.example/a")).toBeNull());
    expect(writes().map(({ body }) => body)).toEqual([
      { returnUrls: ["https://host.example/a", "https://host.example/b", "https://host.example/c"] },
      { returnUrls: ["https://host.example/b", "https://host.example/c"] },
    ]);
    expect(screen.getByLabelText<HTMLInputElement>("Address of a page").value).toBe("");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("Address of a page")));
  });

  it("keeps an address that was refused in its field, with why", async () => {
    open();
    await screen.findByLabelText("Address of a page");
    type("Address of a page", "https://elsewhere.example/");
    await press("Add address");
    await screen.findByText("The address was not added");
    screen.getByText(/must be a page of one of the site's origins$/);
    expect(screen.getByLabelText<HTMLInputElement>("Address of a page").value).toBe("https://elsewhere.example/");
    screen.getByText("None: a sign-in works by popup alone.");
  });

  it("the first key is made without a word about others, and its secret is shown until it is put away", async () => {
    const { writes } = open();
    await press("Make a key");
    expect(screen.queryByRole("radio")).toBeNull();
    await press("Make the key");
    expect((await screen.findByLabelText<HTMLInputElement>("Secret")).value).toBe("the-secret");
    expect(screen.getByLabelText<HTMLInputElement>("Key id (kid)").value).toBe("kid-0");
    expect(writes()).toEqual([{ call: "POST admin/sites/House/keys", body: {} }]);
    await press("I have it");
    expect(screen.queryByLabelText("Secret")).toBeNull();
    await screen.findByRole("button", { name: "End kid-0" });
    expect(document.body.textContent).not.toContain("the-secret");
  });

  it.each([
    ["stay", {}],
    ["end at once", { overlapHours: 0 }],
    ["retire in 1 day", { overlapHours: 24 }],
    ["retire in 7 days", { overlapHours: 168 }],
  ])("where there are others, a new key says what becomes of them: they %s", async (choice, body) => {
    const { writes } = open({}, "ADMIN", [{ kid: "old", createdAt: minutesAgo(9), retiresAt: minutesAgo(-90) }]);
    await screen.findByText(/retires in/);
    await press("Make a key");
    fireEvent.click(screen.getByRole("radio", { name: choice }));
    await press("Make the key");
    await screen.findByLabelText("Secret");
    expect(writes()).toEqual([{ call: "POST admin/sites/House/keys", body }]);
    expect(MakeSiteKey.safeParse(writes()[0]?.body).success).toBe(true);
  });

  it("asks before it ends a key", async () => {
    const { writes } = open({}, "ADMIN", [{ kid: "old", createdAt: minutesAgo(9), retiresAt: null }]);
    await press("End old");
    expect(writes()).toEqual([]);
    await press("End it");
    const done = await screen.findByText("The key has ended.");
    expect(writes()).toEqual([{ call: "DELETE admin/sites/House/keys/old", body: undefined }]);
    expect(screen.queryByRole("button", { name: "End old" })).toBeNull();
    await waitFor(() => expect(document.activeElement).toBe(done));
  });

  it("nowhere, failing, forbidden, and keys that fail alone", async () => {
    openScreen(<Site id="none" />, () => listOf([site("House")]));
    expect(await screen.findByRole("heading", { name: "There is no site here", level: 1 })).toBeTruthy();
    cleanup();
    openScreen(<Site id="House" />, broken);
    expect(await screen.findByText("This site could not be loaded")).toBeTruthy();
    cleanup();
    openScreen(<Site id="House" />, tooLow);
    expect(await screen.findByRole("heading", { name: "This page is for admins" })).toBeTruthy();
    cleanup();
    openScreen(<Site id="House" />, (call) => (call === "GET admin/sites" ? listOf([site("House")]) : broken()));
    expect(await screen.findByText("The signing keys could not be loaded")).toBeTruthy();
    expect(screen.getByRole("heading", { name: "House", level: 1 })).toBeTruthy();
  });
});
