// How long streams gather: 25 ms, more only while the event loop has no time left, and never more than 100.
import { describe, expect, it } from "vitest";
import { createGatherSpan, nextSpan } from "../../src/model/gather-span.ts";

describe("the next span", () => {
  it.each([
    [25, 1, 37.5],
    [25, 0.95, 37.5],
    [25, 0.949, 25],
    [25, 0, 25],
    [90, 1, 100],
    [100, 1, 100],
    [60, 0.8, 60],
    [60, 0.79, 40],
    [30, 0.1, 25],
  ])("after %d ms with a loop busy for %d of its time: %d", (span, utilization, expected) => {
    expect(nextSpan(span, utilization)).toBe(expected);
  });
});

describe("looking at the loop", () => {
  const open = () => {
    let [at, busy, looks] = [0, 0, 0];
    const span = createGatherSpan(
      () => at,
      (since) => {
        if (since) looks += 1;
        return { idle: 0, active: 0, utilization: since ? busy : 0 };
      },
    );
    return {
      span,
      pass: (ms: number) => void (at += ms),
      work: (share: number) => void (busy = share),
      looks: () => looks,
    };
  };

  it("happens at most five times a second, however many streams ask", () => {
    const { span, pass, work, looks } = open();
    work(1);
    for (let asked = 0; asked < 1_000; asked++) {
      pass(1);
      span();
    }
    expect(looks()).toBe(5);
  });
  it("grows the span under load to 100 ms, and takes it back to 25", () => {
    const { span, pass, work } = open();
    const next = () => {
      pass(200);
      return span();
    };
    expect(span()).toBe(25);
    work(1);
    expect([next(), next(), next(), next(), next()]).toEqual([37.5, 56.25, 84.375, 100, 100]);
    work(0.9);
    expect(next()).toBe(100);
    work(0.2);
    const back = [next(), next(), next(), next()];
    expect(back.at(-1)).toBe(25);
    expect(back).toEqual(back.toSorted((one, other) => other - one));
  });
  it("measures the process's own loop where nothing else is given", async () => {
    const span = createGatherSpan();
    const busyTill = performance.now() + 250;
    await new Promise((resolve) => setImmediate(resolve));
    while (performance.now() < busyTill);
    expect([25, 37.5]).toContain(span());
  });
});
