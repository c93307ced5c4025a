import { afterEach, describe, expect, it, vi } from "vitest";
import { ModelProblem } from "../../src/model/language-model.ts";
import { createUpstreamBreaker } from "../../src/model/upstream-breaker.ts";
import { useTestWorld } from "../test-world.ts";

afterEach(() => vi.useRealTimers());
const standStill = () => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);

const fails =
  (code: ConstructorParameters<typeof ModelProblem>[0], retryAfterMs: number | null = null) =>
  async (): Promise<never> => {
    throw new ModelProblem(code, code, { retryable: true, retryAfterMs });
  };
const make = () => createUpstreamBreaker({ failures: 3, openMs: { first: 2_000, most: 5_000 } });
const times = async (count: number, work: () => Promise<unknown>) => {
  for (let done = 0; done < count; done++) await work().catch(() => undefined);
};

describe("the breaker", () => {
  it("opens after failures in a row, refuses with the seconds left, then lets one call through", async () => {
    standStill();
    const breaker = make();
    await times(2, () => breaker.begin(fails("upstream-unavailable")));
    expect(await breaker.begin(async () => "well")).toBe("well");
    await times(2, () => breaker.begin(fails("upstream-unavailable")));
    expect(breaker.state()).toBe("closed");
    breaker.refuse();
    await times(1, () => breaker.begin(fails("upstream-overloaded")));
    expect(breaker.state()).toBe("open");
    later(500);
    expect(() => breaker.refuse()).toThrow(
      expect.objectContaining({ code: "upstream-overloaded", status: 503, retryAfter: 2 }),
    );
    let asked = 0;
    await expect(breaker.begin(async () => asked++)).rejects.toMatchObject({
      code: "upstream-overloaded",
      retryable: true,
    });
    expect(asked).toBe(0);
    later(1_500);
    expect(breaker.state()).toBe("half-open");
    breaker.refuse();
    // One call tries; those who come meanwhile wait for what becomes of it.
    let answer: (text: string) => void = () => undefined;
    const trial = breaker.begin(() => new Promise<string>((resolve) => (answer = resolve)));
    const waiting = [breaker.begin(async () => asked++), breaker.begin(async () => asked++)];
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toBe(0);
    answer("well");
    expect(await trial).toBe("well");
    await Promise.all(waiting);
    expect(asked).toBe(2);
    expect(breaker.state()).toBe("closed");
  });
  it("a trial that fails opens it again, for longer up to a bound; who waited for it is refused", async () => {
    standStill();
    const breaker = make();
    await times(3, () => breaker.begin(fails("upstream-unavailable")));
    for (const forMs of [4_000, 5_000, 5_000]) {
      later(10_000);
      const trial = breaker.begin(fails("upstream-unavailable"));
      let asked = 0;
      const waiting = breaker.begin(async () => asked++);
      await expect(trial).rejects.toMatchObject({ code: "upstream-unavailable" });
      await expect(waiting).rejects.toMatchObject({ code: "upstream-unavailable" });
      expect(asked).toBe(0);
      later(forMs - 1);
      expect(breaker.isOpen()).toBe(true);
      later(1);
      expect(breaker.isOpen()).toBe(false);
    }
  });
  it("waits as long as upstream asked for, within the bound", async () => {
    standStill();
    const breaker = make();
    await times(3, () => breaker.begin(fails("upstream-overloaded", 3_500)));
    later(3_499);
    expect(breaker.isOpen()).toBe(true);
    later(1);
    expect(breaker.isOpen()).toBe(false);
  });
  it.each(["upstream-failed", "model-not-found", "upstream-refused-key", "model-refused"] as const)(
    "%s says nothing about upstream being down",
    async (code) => {
      const breaker = make();
      await times(2, () => breaker.begin(fails("upstream-unavailable")));
      await times(1, () => breaker.begin(fails(code)));
      await times(2, () => breaker.begin(fails("upstream-unavailable")));
      await times(9, () => breaker.begin(fails(code)));
      expect(breaker.state()).toBe("closed");
    },
  );
  it("a stopped trial has shown nothing: it stays shut", async () => {
    standStill();
    const breaker = make();
    await times(3, () => breaker.begin(fails("upstream-unavailable")));
    later(2_000);
    await expect(breaker.begin(async () => Promise.reject(new Error("stopped")))).rejects.toThrow("stopped");
    expect(breaker.state()).toBe("open");
  });
});

describe("an upstream that is down", async () => {
  const world = await useTestWorld();
  it("after five failures lanes end at once with the same code, upstream is not asked, and it recovers by itself", async () => {
    const invitee = await world.claim();
    const ids = [];
    for (let count = 0; count < 4; count++) ids.push(await invitee.start({ new: true }));
    standStill();
    world.simulator.fault({ kind: "server-error", times: 100 });
    const asked = () => world.simulator.journal.filter((entry) => entry.path === "/v1/messages").length;
    const before = asked();
    const problems: unknown[] = [];
    for (const id of ids.slice(0, 2))
      problems.push((await invitee.exchange(id, "Hello there.")).find((event) => event.type === "problem"));
    expect(asked() - before, "three tries, then two").toBe(5);
    expect(() => world.models.breaker.refuse()).toThrow(expect.objectContaining({ code: "upstream-unavailable" }));
    expect((await world.metrics.upstreamBreaker.get()).values[0]?.value).toBe(2);
    expect(problems).toMatchObject([{ code: "upstream-unavailable" }, { code: "upstream-unavailable" }]);
    world.simulator.clearFaults();
    // Longer than it stays open, shorter than what a server takes for a lost lease.
    later(6_000);
    world.models.breaker.refuse();
    expect((await invitee.exchange(ids[2]!, "Hello again.")).at(-1)).toMatchObject({ status: "completed" });
    expect(world.models.breaker.state()).toBe("closed");
    expect((await world.metrics.upstreamBreaker.get()).values[0]?.value).toBe(0);
  });
});
