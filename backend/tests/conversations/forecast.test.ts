// How much is held for a call, by what the lane's last call had seen: pure, with a world that knows its sizes.
import { describe, expect, it } from "vitest";
import type { LastCall } from "../../src/conversations/exchange-store.ts";
import { forecastComment, forecastExchange, contextsFor } from "../../src/conversations/forecast.ts";
import type { ModelContext } from "../../src/conversations/model-context.ts";
import { imaginedAside, imaginedExchange } from "../../src/conversations/planned-session.ts";
import { EMPTY_SESSION, type SessionTranscript, type TranscriptExchange } from "../../src/conversations/transcript.ts";
import { reserveLaneFor } from "../../src/quotas/predict-reservation.ts";

const MAX = { partner: 1_000, coach: 500 };
const world = {
  config: { maxTokens: MAX },
  models: { resolve: (model: string) => model },
  promptTokens: { of: async () => 700 },
  model: {},
} as unknown as Parameters<typeof forecastComment>[0];
const version = {
  partnerModel: "p",
  coachModel: "c",
  coachPolicy: { when: "each" },
  partnerSystemPrompt: "",
  coachSystemPrompt: "",
  partnerPersona: "Maya",
  goal: "",
  openingLine: null,
};
const turn = (role: "user" | "assistant", length: number, ...messageIds: number[]) => ({
  role,
  text: "x".repeat(length),
  messageIds,
});
/** Exchange 1 (1, 2) with its comment (3), exchange 2 (4, 5) with its comment (6), exchange 3 (7, 8). */
const context: ModelContext = {
  system: "s",
  turns: [
    turn("user", 100, 1, 2),
    turn("assistant", 60, 3),
    turn("user", 100, 4, 5),
    turn("assistant", 70, 6),
    turn("user", 110, 7, 8),
  ],
};
const last = (more: Partial<LastCall>): LastCall => ({
  lane: "coach",
  model: "c",
  input: 900,
  output: 40,
  messageIds: [1, 2, 3, 4, 5],
  answerId: 6,
  ...more,
});
const newBytes = async (call: LastCall) => (await forecastComment(world, version, context, [call])).newBytes;

describe("what is new to the next call", () => {
  it("is what the last one had not seen; its own answer is counted as its output", async () => {
    expect(await newBytes(last({}))).toBe(110);
  });
  it("a comment that was not in its view is new, by its bytes", async () => {
    expect(await newBytes(last({ messageIds: [1, 2, 4, 5] }))).toBe(60 + 110);
  });
  it("an answer that was not its own, or not counted exactly, is new too", async () => {
    expect(await newBytes(last({ messageIds: [1, 2], answerId: 3 }))).toBe(100 + 70 + 110);
    expect(await newBytes(last({ answerId: null }))).toBe(70 + 110);
  });
  it("so the hold covers a context whose comments the last call had not seen, were each byte a token", async () => {
    // The last call saw exchange 1 alone, and answered 3; then came a comment of another server, and exchange 2.
    const call = last({ messageIds: [1, 2], answerId: 3, input: 700 + 100, output: 60 });
    const { amount } = reserveLaneFor(await forecastComment(world, version, context, [call]));
    const input = 700 + context.turns.reduce((sum, { text }) => sum + text.length, 0);
    expect(amount).toBeGreaterThanOrEqual(Math.ceil(1.25 * input) + MAX.coach);
  });
});

const exchange = (number: number, more: Partial<TranscriptExchange> = {}): TranscriptExchange => {
  const one = imaginedExchange(number, "Hello.");
  const message = (id: number, role: "user" | "partner" | "coach") => ({ ...one.user, id, role, content: "words" });
  const [user, partner, coach] = [number * 10, number * 10 + 1, number * 10 + 2];
  return {
    ...one,
    id: `e${number}`,
    status: "COMPLETED",
    user: message(user, "user"),
    partner: message(partner, "partner"),
    coach: message(coach, "coach"),
    ...more,
  };
};
describe("what is still being said", () => {
  const forecast = async (session: SessionTranscript, whatever: boolean) => {
    const contexts = contextsFor(version, session, imaginedExchange(9), whatever);
    return forecastExchange(world, version, contexts, [], "");
  };
  it.each([
    ["nothing", [exchange(1)], [], [0, 0], [0, 0]],
    ["a comment", [exchange(1, { status: "RUNNING", coach: null })], [], [0, MAX.coach], [0, MAX.coach]],
    ["an answer to an aside", [exchange(1)], [imaginedAside("Why?", null, 1)], [0, MAX.coach], [0, MAX.coach]],
    [
      "a reply, with its comment to come",
      [exchange(1, { status: "RUNNING", coach: null, partner: null })],
      [],
      [0, MAX.coach],
      [MAX.partner, MAX.partner + MAX.coach],
    ],
  ])("%s counts with the most it may come to", async (_what, exchanges, asides, now, whatever) => {
    const session = { ...EMPTY_SESSION, exchanges, asides };
    for (const [after, expected] of [
      [false, now],
      [true, whatever],
    ] as const) {
      const { partner, coach } = await forecast(session, after);
      expect([partner.lastOutput, coach?.lastOutput]).toEqual(expected);
    }
  });
});
