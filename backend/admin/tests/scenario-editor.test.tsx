// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { compareContents } from "../src/state/compare-versions.ts";
import { contrast, DEFAULTS, themeRule, tooClose } from "../src/state/contrast.ts";
import { isSlug, slugOf } from "../src/state/new-scenario.ts";
import { needsOf, policyLines } from "../src/state/origin-needs.ts";
import { moved, priceIn, tokensIn } from "../src/state/preset-page.ts";
import { withHeading } from "../src/state/prompt-headings.ts";
import { parseRoute } from "../src/state/route.ts";
import { meet, type DraftForm } from "../src/state/scenario-editor.ts";

const base: DraftForm = {
  slug: "heating",
  name: "The heating is off",
  description: "You rent the second floor.",
  partnerPersona: "Mr. Halloran",
  partnerSystemPrompt: "## Who\nYou are a landlord.",
  coachSystemPrompt: "You watch.",
  partnerModel: "a",
  coachModel: "b",
  goal: "A day, in writing.",
  coachPolicy: { when: "each" },
  openingLine: null,
  languages: ["en"],
};

describe("two drafts that began as one", () => {
  it("lose nothing: theirs where I changed nothing, mine where I did, both where both did", () => {
    const mine = { ...base, goal: "My goal", name: "My name" };
    const theirs = { ...base, goal: "Their goal", description: "Theirs." };
    const { form, met } = meet(base, mine, theirs);
    expect(form).toEqual({ ...base, goal: "My goal", name: "My name", description: "Theirs." });
    expect(met).toEqual({ took: ["description"], both: { goal: "Their goal" } });
  });
  it("that say the same meet in nothing", () => {
    expect(meet(base, { ...base, goal: "x" }, { ...base, goal: "x" }).met).toEqual({ took: [], both: {} });
  });
});

it("two versions are compared by field and word", () => {
  const { slug: _slug, ...from } = base;
  const to = { ...from, goal: "A day and a firm, in writing.", coachPolicy: { when: "every" as const, every: 3 } };
  const changes = compareContents(from, to);
  expect(changes.map(({ field }) => field)).toEqual(["goal", "coachPolicy"]);
  const said = (kinds: string[]) =>
    changes[0]?.stretches
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ text }) => text)
      .join("");
  expect(said(["same", "removed"])).toBe(from.goal);
  expect(said(["same", "added"])).toBe(to.goal);
});

it("a heading is put in once, and gone to where it stands", () => {
  const made = withHeading("", "Who", "You are …");
  expect(made.content).toBe("## Who\nYou are …");
  const more = withHeading(made.content, "Never", "");
  expect(more.content).toBe("## Who\nYou are …\n\n## Never\n");
  expect(withHeading(more.content, "Who", "x")).toEqual({ content: more.content, at: made.content.length });
  // "Who" is not the beginning of another heading.
  expect(withHeading("## Whom\nx", "Who", "y").content).toBe("## Whom\nx\n\n## Who\ny");
});

it.each([
  ["The heating is off", "the-heating-is-off"],
  ["Über Größe!", "uber-gro-e"],
  ["  --  ", ""],
])("a name as a slug: %j", (name, slug) => {
  expect(slugOf(name)).toBe(slug);
  expect(isSlug(slugOf(name))).toBe(slug !== "");
});

describe("contrast", () => {
  it("is 21 for black on white, and ours can be read", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
    expect(tooClose({})).toEqual([]);
  });
  it("that is too low is said, in its shade alone", () => {
    const theme = { "--sc-act-ink": { light: "#0e7766", dark: DEFAULTS["--sc-act-ink"].dark } };
    expect(tooClose(theme).map(({ on, under, shade }) => [on, under, shade])).toEqual([
      ["--sc-act-ink", "--sc-act", "light"],
    ]);
    expect(themeRule(theme)).toBe("sidecoach-widget {\n  --sc-act-ink: light-dark(#0e7766, #0b211d);\n}");
    expect(themeRule({})).toBe("");
  });
});

it.each([
  ["https://a.example", "https://api.example", false, []],
  ["https://*.a.example", "https://api.example", false, ["not-an-origin"]],
  ["https://a.example/", "https://api.example", false, ["not-an-origin"]],
  ["http://a.example", "https://api.example", true, ["not-secure", "no-microphone"]],
  ["http://localhost:3000", "https://api.example", true, ["another-port"]],
  ["https://a.example", "http://api.example", false, ["mixed"]],
  ["https://api.example", "https://api.example", false, ["same-origin"]],
])("what %s needs of %s", (origin, api, voice, kinds) => {
  expect(needsOf(origin, api, voice).map(({ kind }) => kind)).toEqual(kinds);
});
it("names the media only where there is a voice", () => {
  expect(policyLines("https://api.example", false)).toHaveLength(2);
  expect(policyLines("https://api.example", true).at(-1)).toBe("media-src https://api.example blob:");
});

it("figures as typed", () => {
  expect(["25,000", "25 000", "999", "25k", "1000000001"].map(tokensIn)).toEqual([25_000, 25_000, null, null, null]);
  expect(["0.80", "3", "1,25", "-1", "x"].map(priceIn)).toEqual([0.8, 3, 1.25, null, null]);
  expect(moved(["a", "b", "c"], "c", -1)).toEqual(["a", "c", "b"]);
  expect(moved(["a", "b"], "a", -1)).toEqual(["a", "b"]);
});

it("the parts of a scenario have addresses", () => {
  expect(parseRoute("/admin/scenarios/7", "?part=versions&compare=2-0")).toEqual({
    name: "scenario",
    id: 7,
    part: "versions",
    compare: [2, 0],
  });
  expect(parseRoute("/admin/scenarios/x", "")).toEqual({ name: "unknown" });
  expect(parseRoute("/admin/scenarios/new", "?from=heating")).toEqual({
    name: "scenarios",
    creating: true,
    from: "heating",
  });
});
