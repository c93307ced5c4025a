// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, describe, expect, it, vi } from "vitest";
import { CreateInvitation } from "../../src/protocol/administration.ts";
import { bodyOf, claimsIn, createNewInvitation, EMPTY_FORM, isSendable } from "../src/state/new-invitation.ts";
import { apiOn, bodyOf as sentBody, pathOf } from "./fixtures.ts";
import { NewInvitationForm } from "../src/view/new-invitation-form.tsx";

describe("bodyOf", () => {
  it.each([
    ["untouched", {}, { expiresInDays: 14, claimMode: "SINGLE" }],
    ["white space is not a label", { label: "  " }, { expiresInDays: 14, claimMode: "SINGLE" }],
    [
      "trimmed",
      { label: " P-014 ", externalRef: "s-1 " },
      { label: "P-014", externalRef: "s-1", expiresInDays: 14, claimMode: "SINGLE" },
    ],
    [
      "scenario, preset, site",
      { scenarioSlug: "uncle", preset: "long", site: "harbour", days: 7 },
      { scenarioSlug: "uncle", preset: "long", site: "harbour", expiresInDays: 7, claimMode: "SINGLE" },
    ],
    ["a group without a limit", { who: "group" as const }, { expiresInDays: 14, claimMode: "SHARED" }],
    [
      "a group of twenty",
      { who: "group" as const, maxClaims: "20" },
      { expiresInDays: 14, claimMode: "SHARED", maxClaims: 20 },
    ],
    [
      "one person: a forgotten group size is not sent",
      { who: "one" as const, maxClaims: "20" },
      { expiresInDays: 14, claimMode: "SINGLE" },
    ],
  ])("%s", (_, change, body) => {
    const made = bodyOf({ ...EMPTY_FORM, ...change });
    expect(made).toEqual(body);
    expect(CreateInvitation.safeParse(made).error).toBeUndefined();
  });
});

describe("claimsIn", () => {
  it.each([
    ["", null],
    [" ", null],
    ["1", 1],
    ["100000", 100_000],
    ["0", Number.NaN],
    ["1.5", Number.NaN],
    ["-3", Number.NaN],
    ["many", Number.NaN],
    ["100001", Number.NaN],
  ])("%j is %j", (typed, claims) => {
    expect(claimsIn(typed)).toEqual(claims);
  });
  it("keeps a form with a wrong group size from being sent", () => {
    expect(isSendable({ ...EMPTY_FORM, who: "group", maxClaims: "0" })).toBe(false);
    expect(isSendable({ ...EMPTY_FORM, who: "one", maxClaims: "0" })).toBe(true);
  });
});

const preset = (name: string, isDefault: boolean) => ({
  id: name,
  name,
  label: `${name} talk`,
  description: `about ${name}`,
  quota: { tokens: 1_000, label: name },
  isDefault,
  sortOrder: isDefault ? 1 : 0,
});
const scenario = {
  id: 1,
  slug: "uncle",
  name: "The uncle at dinner",
  description: "",
  partnerPersona: "Ray",
  partnerModel: "m",
  coachModel: "m",
  isActive: true,
  version: 1,
  modelFallback: null,
};
const site = (key: string) => ({
  id: key,
  key,
  name: `${key} site`,
  pageUrl: "",
  origins: [],
  helpContacts: [],
  isActive: true,
});

const answer = (lists: Record<string, unknown[]>, created: unknown) =>
  vi.fn<typeof fetch>(async (input, init) => {
    const items = lists[pathOf(input).replace("/v1/admin/", "")];
    return Response.json(init?.method === "POST" ? created : { items: items ?? [] });
  });

const show = (sites: unknown[]) => {
  const fetch = answer(
    {
      scenarios: [scenario, { ...scenario, slug: "draft", name: "A draft", version: null }],
      "quota-presets": [preset("short", false), preset("standard", true)],
      sites,
    },
    { id: "new", link: "https://host.example/#invitation=x" },
  );
  const model = createNewInvitation(apiOn(fetch));
  render(<NewInvitationForm model={model} onCancel={() => undefined} />);
  const sent = (): unknown => sentBody(fetch.mock.calls.find(([, init]) => init?.method === "POST")?.[1]);
  return { model, sent };
};

describe("the form", () => {
  afterEach(cleanup);

  it("makes an invitation with one click, by the server's default preset", async () => {
    const { model, sent } = show([]);
    const standard = await screen.findByRole<HTMLInputElement>("radio", { name: /standard talk/ });
    expect(standard.checked).toBe(true);
    fireEvent.submit(screen.getByRole("button", { name: "Create invitation" }).closest("form")!);
    await waitFor(() => expect(model.made.value?.id).toBe("new"));
    expect(sent()).toEqual({ expiresInDays: 14, claimMode: "SINGLE" });
  });

  it("sends what was chosen", async () => {
    const { model, sent } = show([site("north"), site("south")]);
    fireEvent.click(await screen.findByRole("radio", { name: /short talk/ }));
    fireEvent.input(screen.getByLabelText(/^Label/), { target: { value: "P-050" } });
    fireEvent.change(screen.getByLabelText("Scenario"), { target: { value: "uncle" } });
    fireEvent.click(screen.getByRole("radio", { name: "7 days" }));
    fireEvent.click(screen.getByRole("radio", { name: "A group" }));
    fireEvent.input(await screen.findByLabelText("At most how many people"), { target: { value: "12" } });
    fireEvent.submit(screen.getByRole("button", { name: "Create invitation" }).closest("form")!);
    await waitFor(() => expect(model.made.value?.id).toBe("new"));
    expect(sent()).toEqual({
      label: "P-050",
      scenarioSlug: "uncle",
      preset: "short",
      site: "north",
      expiresInDays: 7,
      claimMode: "SHARED",
      maxClaims: 12,
    });
  });

  it("offers no scenario that is not published", async () => {
    show([]);
    await screen.findByRole("option", { name: "The uncle at dinner" });
    expect(screen.queryByRole("option", { name: "A draft" })).toBeNull();
  });
});
