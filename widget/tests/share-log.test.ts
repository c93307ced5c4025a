// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiProblem } from "../src/api/api-problem.ts";
import type { StreamEvent } from "../src/api/protocol.ts";
import { applyStreamEvent } from "../src/state/apply-stream-event.ts";
import type { SessionState } from "../src/state/session-state.ts";
import { meetingOf, shareLog } from "../src/state/share-log.ts";
import { delta, snapshot, start } from "./samples.ts";
import { fakeLocks } from "./fake-locks.ts";

type Reader = Parameters<Parameters<typeof shareLog>[1]>[0];
const stops: (() => void)[] = [];
let name = "";

beforeEach(() => {
  name = `log:${crypto.randomUUID()}`;
  vi.stubGlobal("navigator", { locks: fakeLocks() });
});
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** A tab that has the session open; `reader` is there while it holds the connection. */
const openTab = () => {
  const tab = {
    state: null as SessionState | null,
    reader: null as Reader | null,
    connections: [] as string[],
    lost: vi.fn(),
    hurry: vi.fn(),
    applied: 0,
    close: (): void => {},
    /** what the server says, to who reads */
    hear: (cursor: string, ...events: StreamEvent[]) => tab.reader?.tell(events, cursor),
  };
  tab.close = shareLog(
    {
      name,
      open: () => Promise.reject(new Error("nothing is fetched here")),
      renew: () => Promise.resolve(),
      apply: (change) => {
        tab.applied += 1;
        tab.state = change(tab.state);
      },
      read: () => tab.state,
      onConnection: (now) => void tab.connections.push(now),
      onLost: tab.lost,
    },
    (reader) => {
      tab.reader = reader;
      return { stop: () => (tab.reader = null), hurry: tab.hurry };
    },
    (events) => (state) => events.reduce(applyStreamEvent, state),
  );
  stops.push(tab.close);
  return tab;
};
const leads = (tab: ReturnType<typeof openTab>) => vi.waitFor(() => expect(tab.reader).not.toBeNull());
const textOf = (tab: ReturnType<typeof openTab>) => tab.state?.exchanges[0]?.partner.text;

test("one tab reads, the others hear the same", async () => {
  const [first, second] = [openTab(), openTab()];
  await leads(first);
  first.reader?.onConnection("live");
  first.hear("1", snapshot(), start());
  first.hear("2", delta("partner", "Put a ", 0));
  await vi.waitFor(() => expect(textOf(second)).toBe("Put a "));
  expect(second.state).toEqual(first.state);
  expect([second.reader, second.connections.at(-1)]).toEqual([null, "live"]);
});

test("who comes later gets all that is known, then what comes", async () => {
  const first = openTab();
  await leads(first);
  first.hear("1", snapshot(), start(), delta("partner", "Put ", 0));
  const late = openTab();
  await vi.waitFor(() => expect(textOf(late)).toBe("Put "));
  first.hear("2", delta("partner", "a jumper on.", 4));
  await vi.waitFor(() => expect(textOf(late)).toBe("Put a jumper on."));
  expect(late.reader).toBeNull();
});

test("when the one that reads is closed, the next goes on from where it was, in the middle of an answer", async () => {
  const [first, second] = [openTab(), openTab()];
  await leads(first);
  first.hear("1", snapshot(), start());
  first.hear("2", delta("partner", "Put ", 0));
  await vi.waitFor(() => expect(textOf(second)).toBe("Put "));
  first.close();
  await leads(second);
  expect(second.reader?.from).toBe("2");
  second.hear("3", delta("partner", "a jumper on.", 4));
  expect(textOf(second)).toBe("Put a jumper on.");
});

test("what was missed is noticed, and the whole is asked for", async () => {
  const [first, second] = [openTab(), openTab()];
  await leads(first);
  first.hear("1", snapshot(), start());
  await vi.waitFor(() => expect(second.state).not.toBeNull());
  // said where this tab could not hear it
  if (first.state) first.state = applyStreamEvent(first.state, delta("partner", "Put ", 0));
  const channel = new BroadcastChannel(name);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel reaches its own origin alone
  channel.postMessage({ kind: "events", after: "2", events: [delta("partner", "on.", 13)], cursor: "3" });
  channel.close();
  first.hear("3", delta("partner", "a jumper on.", 4));
  await vi.waitFor(() => expect(textOf(second)).toBe("Put a jumper on."));
});

test("who knows all of it already is not given it again", async () => {
  const [first, second] = [openTab(), openTab()];
  await leads(first);
  first.hear("1", snapshot());
  await vi.waitFor(() => expect(second.state).not.toBeNull());
  const { applied } = second;
  document.dispatchEvent(new Event("visibilitychange"));
  await vi.waitFor(() => expect(first.hurry).toHaveBeenCalled());
  first.reader?.onConnection("live");
  await vi.waitFor(() => expect(second.connections.at(-1)).toBe("live"));
  expect(second.applied).toBe(applied);
});

test("a tab that holds the connection and says nothing loses it to one that is looked at, and gets in line again", async () => {
  const first = openTab();
  await leads(first);
  first.hear("1", snapshot());
  const mute = vi.spyOn(BroadcastChannel.prototype, "postMessage").mockImplementation(() => {});
  const second = openTab();
  await vi.waitFor(() => expect(second.reader).not.toBeNull(), { timeout: 10_000 });
  expect([first.reader, second.reader?.from]).toEqual([null, null]);
  mute.mockRestore();
  second.hear("1", snapshot(), start());
  await vi.waitFor(() => expect(first.state?.exchanges).toHaveLength(1));
  second.close();
  await leads(first);
});

test("a page that is put to sleep hands the connection on, and is there again when it wakes", async () => {
  const [first, second] = [openTab(), openTab()];
  await leads(first);
  // both share this document, so both are put to sleep; the first to wake reads
  document.dispatchEvent(new Event("freeze"));
  expect(first.reader).toBeNull();
  document.dispatchEvent(new Event("resume"));
  await vi.waitFor(() => expect(first.reader ?? second.reader).not.toBeNull());
});

test("one whose sign-in is gone makes room for the next", async () => {
  const [first, second] = [openTab(), openTab()];
  await leads(first);
  first.reader?.onLost(new ApiProblem(401, "session-ended", ""));
  expect(first.lost).toHaveBeenCalledOnce();
  await leads(second);
});

test("where the browser has no locks each tab reads for itself", () => {
  vi.stubGlobal("navigator", {});
  const [first, second] = [openTab(), openTab()];
  expect([first.reader, second.reader]).not.toContain(null);
});

test("what no tab of ours says is passed over, by who reads the log and by who hears of it", async () => {
  const errors = vi.fn();
  addEventListener("error", errors);
  const first = openTab();
  await leads(first);
  first.hear("1", snapshot());
  const second = openTab();
  await vi.waitFor(() => expect(second.state).not.toBeNull());
  const stranger = new BroadcastChannel(name);
  for (const word of [null, 5, "x", {}, { kind: "events" }, { kind: "events", after: "1", events: 5 }, { kind: 7 }])
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel reaches its own origin alone
    stranger.postMessage(word);
  first.hear("2", start("e1", 1));
  await vi.waitFor(() => expect(second.state?.exchanges).toHaveLength(1));
  stranger.close();
  removeEventListener("error", errors);
  expect(errors).not.toHaveBeenCalled();
});

test("tabs of two builds do not meet", () => {
  const of = (build: string) => meetingOf("log:7", `https://api.test/v/${build}/follow-log.js`);
  expect(of("abc1")).toBe(of("abc1"));
  expect(of("abc1")).not.toBe(of("def2"));
  // the other address of a file that did not come at first is the same build
  expect(meetingOf("log:7", "https://api.test/v/abc1~/follow-log.js")).toBe(of("abc1"));
});

test("where locks are refused, as in a page that is being left, it asks again later, not at once for ever", async () => {
  vi.useFakeTimers();
  const refuse = vi.fn(() => Promise.reject(new DOMException("not active", "InvalidStateError")));
  vi.stubGlobal("navigator", { locks: { request: refuse } });
  const tab = openTab();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(refuse).toHaveBeenCalledTimes(1);
  expect(tab.reader).toBeNull();
  vi.stubGlobal("navigator", { locks: fakeLocks() });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(tab.reader).not.toBeNull();
});
