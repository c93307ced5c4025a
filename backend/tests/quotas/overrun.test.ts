import { afterEach, describe, expect, it } from "vitest";
import { outputWithinHold } from "../../src/conversations/clamp-to-hold.ts";
import type { ModelContext } from "../../src/conversations/model-context.ts";
import { audit } from "../attacks/audit.ts";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld();
const real = world.model.stream;
afterEach(() => {
  world.model.stream = real;
});

describe("a call that is billed more than was held for it", () => {
  it("is charged no more than the hold; the rest is recorded and alarmed; every other invariant holds", async () => {
    world.model.stream = async function* (request, signal) {
      for await (const event of real(request, signal))
        yield event.type === "end" ? { ...event, counts: { ...event.counts, output: 500_000 } } : event;
    };
    const invitee = await world.claim();
    const id = await invitee.start();
    const events = await invitee.exchange(id, "Hello there.");
    await world.running.settled();
    expect(events.at(-1)).toMatchObject({ type: "exchange-end", status: "completed" });
    const rows = await world.database.prisma.usageLog.findMany({ where: { sessionId: id }, include: { hold: true } });
    expect(rows).toHaveLength(2);
    for (const row of rows) {
      expect(row.chargedTokens).toBe(row.hold?.amount);
      expect(row.overrunTokens).toBeGreaterThan(400_000);
    }
    const { values } = await world.metrics.overrunTokens.get();
    expect(values[0]?.value).toBe(rows.reduce((sum, row) => sum + row.overrunTokens, 0));
    expect(Object.keys(await audit(world))).toEqual(["no overrun"]);
  });
});

const context: ModelContext = {
  system: "s".repeat(1_000),
  turns: [{ role: "user", text: "u".repeat(1_000), messageIds: [1] }],
};
const counting = (tokens: number | null) => {
  const asked: string[] = [];
  const countTokens = async ({ model }: { model: string }): Promise<number> => {
    asked.push(model);
    if (tokens === null) throw new Error("away");
    return tokens;
  };
  return { asked, world: { model: { ...world.model, countTokens } } };
};
const hold = (amount: number, maxOutput = 1_024) => ({ holdId: "h", model: "wanted", amount, maxOutput });

describe("a fallback on a hold that was made for another model", () => {
  const output = (
    upstream: ReturnType<typeof counting>,
    it: ReturnType<typeof hold>,
    model = "fallback",
    boundFor?: string,
  ) =>
    outputWithinHold(upstream.world, {
      hold: { ...it, ...(boundFor ? { boundFor } : {}) },
      model,
      context,
      lane: "partner",
    });
  it("nothing changes for the model that the hold was made for", async () => {
    const upstream = counting(2_000);
    expect(await output(upstream, hold(10), "wanted")).toBe(1_024);
    expect(await output(upstream, hold(10), "fallback", "fallback")).toBe(1_024);
    expect(upstream.asked).toEqual([]);
  });
  it("by bytes alone where even a token a byte fits", async () => {
    const upstream = counting(2_000);
    expect(await output(upstream, hold(2_064 * 1.25 + 1_024))).toBe(1_024);
    expect(upstream.asked).toEqual([]);
  });
  it.each([
    ["fits in full", 500, 1_024],
    ["clamped so that input and output stay within", 1_200, 2_500 - 1_580],
    ["below the least: refused", 1_800, null],
    ["upstream cannot count, and bytes do not fit: refused", null, null],
  ])("%s", async (_, tokens, expected) => {
    const upstream = counting(tokens);
    const allowed = await output(upstream, hold(2_500));
    expect(allowed).toBe(expected);
    expect(upstream.asked).toEqual(["fallback"]);
    expect(Math.ceil((tokens ?? 0) * 1.25) + (allowed ?? 0)).toBeLessThanOrEqual(2_500);
  });
});
