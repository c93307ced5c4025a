// What a server waits for before it goes: what runs, what is only being started, and what comes of that.
import { describe, expect, it } from "vitest";
import { createLaneWriter } from "../../src/conversations/lane-writer.ts";
import { createRunningExchanges, type RunningExchange } from "../../src/conversations/running-exchanges.ts";

const held = () => {
  let release = () => {};
  const promise = new Promise<void>((resolve) => (release = resolve));
  return { promise, release };
};
const exchange = (exchangeId: string, done: Promise<void>, attempt = 1): RunningExchange => {
  const lane = (name: "partner" | "coach") => createLaneWriter(async () => "", name, exchangeId, attempt);
  return {
    exchangeId,
    sessionId: 1,
    branchId: null,
    number: 1,
    attempt,
    partner: lane("partner"),
    coach: lane("coach"),
    partnerEnded: false,
    stopPartner: new AbortController(),
    stopCoach: new AbortController(),
    done,
  };
};
/** Whether it has settled by now, after all that can happen by itself. */
const hasSettled = async (what: Promise<unknown>): Promise<boolean> => {
  let settled = false;
  void what.then(() => (settled = true));
  await new Promise((resolve) => setImmediate(resolve));
  return settled;
};

describe("all has settled", () => {
  it("at once where nothing runs", async () => {
    expect(await hasSettled(createRunningExchanges().settled())).toBe(true);
  });
  it("only after what was being started, and the exchange that came of it", async () => {
    const running = createRunningExchanges();
    const [start, run] = [held(), held()];
    const started = running.starting(async () => {
      await start.promise;
      running.add(exchange("x", run.promise));
      return "an answer";
    });
    const settled = running.settled();
    expect(await hasSettled(settled)).toBe(false);
    start.release();
    expect(await started).toBe("an answer");
    expect(await hasSettled(settled)).toBe(false);
    run.release();
    expect(await hasSettled(settled)).toBe(true);
    expect(running.count()).toBe(0);
  });
  it("also after a start that was refused, whose refusal reaches its caller alone", async () => {
    const running = createRunningExchanges();
    const refused = running.starting(() => Promise.reject(new Error("no")));
    const settled = running.settled();
    await expect(refused).rejects.toThrow("no");
    expect(await hasSettled(settled)).toBe(true);
  });
});

it("an attempt that took another's place stays when that one is done", async () => {
  const running = createRunningExchanges();
  const [first, second] = [held(), held()];
  running.add(exchange("x", first.promise));
  running.add(exchange("x", second.promise, 2));
  first.release();
  await hasSettled(first.promise);
  expect(running.get("x")?.attempt).toBe(2);
  second.release();
  expect(await hasSettled(running.settled())).toBe(true);
  expect(running.get("x")).toBeUndefined();
});
