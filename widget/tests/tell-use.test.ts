import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ACCEPTED, open, refuse, say } from "./open-conversation.ts";
import { delta, snapshot, start } from "./samples.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => vi.restoreAllMocks());

const told = ({ api }: ReturnType<typeof open>) => api.tellUse.mock.calls.flatMap(([events]) => events);

it("tells together how the panel was opened, how long the first words took, and what stood in the way", async () => {
  const it = open({ sendMessage: vi.fn(async () => ACCEPTED) });
  it.conversation.beShown(true);
  it.conversation.beShown(true);
  it.connect("live");
  it.hear(snapshot());
  say(it.conversation, "When will it be mended?");
  await vi.advanceTimersByTimeAsync(1_200);
  it.hear(start(), delta("partner", "We", 0), delta("partner", " will see.", 2));
  it.connect("broken");
  await vi.advanceTimersByTimeAsync(3_000);
  it.connect("broken");
  it.connect("live");
  expect(it.api.tellUse).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(10_000);

  expect(it.api.tellUse).toHaveBeenCalledTimes(1);
  expect(told(it)).toEqual([
    { name: "opened", properties: {}, sessionId: 7 },
    { name: "first_words", properties: { ms: 1_200 }, sessionId: 7 },
    { name: "connection_lost", properties: { seconds: 3 }, sessionId: 7 },
  ]);
});

it("tells a problem by its code alone, and never what was said", async () => {
  const it = open({ sendMessage: refuse(422, "refused") });
  it.connect("live");
  it.hear(snapshot());
  say(it.conversation, "a secret that nobody counts");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told(it)).toEqual([{ name: "problem_shown", properties: { code: "refused" }, sessionId: 7 }]);
});

it("tells at once when the page is hidden or the session is left, and nothing twice", async () => {
  const it = open();
  it.conversation.beShown(true);
  vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  document.dispatchEvent(new Event("visibilitychange"));
  expect(told(it).map(({ name }) => name)).toEqual(["opened"]);
  it.conversation.beShown(false);
  it.conversation.dispose();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(told(it).map(({ name }) => name)).toEqual(["opened", "closed"]);
});

it("tells it once more where the server was away, and keeps no more than one request may have", async () => {
  const it = open();
  it.api.tellUse.mockImplementationOnce(refuse(503, "not-ready"));
  for (let time = 0; time < 60; time++) it.conversation.beShown(time % 2 === 0);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(it.api.tellUse).toHaveBeenCalledTimes(2);
  expect(it.api.tellUse.mock.calls[1]?.[0]).toEqual(it.api.tellUse.mock.calls[0]?.[0]);
  expect(it.api.tellUse.mock.calls[1]?.[0]).toHaveLength(50);
});

it("tells what the catalogue says, and nothing else", () => {
  const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
  const union = /name: ("[^;]*);/.exec(read("../src/state/tell-use.ts"))?.[1] ?? "";
  const names = [...union.matchAll(/"(\w+)"/g)].map(([, name]) => `widget_${name}`);
  const catalogue = [...read("../../docs/telemetry.md").matchAll(/^\| `(widget_\w+)` \|/gm)].map(([, name]) => name);
  expect(names.toSorted()).toEqual(catalogue.toSorted());
  expect(names).toContain("widget_first_words");
});
