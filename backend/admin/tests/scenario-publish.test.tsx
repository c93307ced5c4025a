// @vitest-environment happy-dom
import { cleanup, screen, within } from "@testing-library/preact";
import { afterEach, expect, it } from "vitest";
import type { ScenarioDetail } from "../src/state/types.ts";
import { text } from "../src/text/en.ts";
import { Scenario } from "../src/view/scenario.tsx";
import { openScreen, press, type } from "./open-screen.tsx";

afterEach(cleanup);

const words = text.scenarios;
const draft = {
  name: "The heating is off",
  description: "You rent the second floor.",
  partnerPersona: "Mr. Halloran",
  partnerSystemPrompt: "You are a landlord.",
  coachSystemPrompt: "You watch.",
  partnerModel: "a",
  coachModel: "b",
  goal: "A day, in writing.",
  coachPolicy: { when: "each" as const },
  openingLine: null,
  languages: ["en"],
};
const detailOf = (id: number, change: Partial<ScenarioDetail> = {}): ScenarioDetail => ({
  id,
  slug: "heating",
  isActive: true,
  draft,
  revision: 1,
  updatedAt: "2026-11-23T10:00:00.000Z",
  changed: true,
  versions: [],
  ...change,
});
const open = (detail: ScenarioDetail) =>
  openScreen(<Scenario route={{ name: "scenario", id: detail.id, part: "draft", compare: null }} />, (call) => {
    if (call.endsWith("/models")) return { models: [], fallback: "f" };
    return call.startsWith("PATCH") ? { ...detail, draft: { ...draft, goal: "Two days." }, revision: 2 } : detail;
  });
const panel = (name: string) => within(screen.getByRole("region", { name }));

it("an empty draft is not asked about: what it lacks is said", async () => {
  const { writes } = open(detailOf(901, { draft: { ...draft, description: "", coachSystemPrompt: " " } }));
  await press(words.publish);
  const lacking = panel(words.publishMissingTitle);
  expect(
    lacking.getByText(words.publishMissing(`${words.field["description"]}, ${words.field["coachSystemPrompt"]}`)),
  ).toBeTruthy();
  expect(lacking.queryByRole("button", { name: words.publishConfirm })).toBeNull();
  expect(writes()).toEqual([]);
});

it("what is not saved is saved, then published; and nothing is said of it any more once something else is typed", async () => {
  const { writes } = open(detailOf(902));
  await screen.findByLabelText(words.field["goal"] ?? "");
  type(words.field["goal"] ?? "", "Two days.");
  await press(words.publish);
  await press(words.saveAndPublish);
  await screen.findByText(words.published(1));
  expect(writes().map(({ call }) => call)).toEqual(["PATCH admin/scenarios/902", "POST admin/scenarios/902/publish"]);
  type(words.field["goal"] ?? "", "Three days.");
  expect(await screen.findByText(words.unsaved(1))).toBeTruthy();
  expect(screen.queryByText(words.published(1))).toBeNull();
});
