import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { followBy, type Follow, type Wants } from "../src/state/follow.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const set = () => {
  const stop = vi.fn();
  const followLog = vi.fn<Follow>(() => stop);
  const onConnection = vi.fn();
  const wants = { onConnection } as unknown as Wants;
  return { stop, followLog, onConnection, wants };
};

test("a file that cannot be fetched is asked for again, and meanwhile one reads that the line is broken", async () => {
  const { followLog, onConnection, wants } = set();
  const fetchIt = vi.fn(async () => ({ followLog })).mockRejectedValueOnce(new TypeError("offline"));
  followBy(fetchIt)(wants);
  await vi.advanceTimersByTimeAsync(0);
  expect(onConnection.mock.calls).toEqual([["broken"]]);
  expect(followLog).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(followLog).toHaveBeenCalledExactlyOnceWith(wants);
});

test("left before the file is there, it follows nothing; left after that, it stops", async () => {
  const early = set();
  followBy(async () => early)(early.wants)();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(early.followLog).not.toHaveBeenCalled();
  const late = set();
  const leave = followBy(async () => late)(late.wants);
  await vi.advanceTimersByTimeAsync(0);
  leave();
  expect(late.stop).toHaveBeenCalledOnce();
});

test("left while it waits to ask again, it does not ask", async () => {
  const { wants } = set();
  const fetchIt = vi.fn(() => Promise.reject(new TypeError("offline")));
  const leave = followBy(fetchIt)(wants);
  await vi.advanceTimersByTimeAsync(0);
  leave();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(fetchIt).toHaveBeenCalledOnce();
});
