// @vitest-environment happy-dom
import { describe, expect, test, vi } from "vitest";
import type { Accepted, InviteeApi } from "../src/api/api-client.ts";
import { ApiProblem } from "../src/api/api-problem.ts";
import type { StreamEvent } from "../src/api/protocol.ts";
import { ACCEPTED, open, refuse, say, UUID } from "./open-conversation.ts";
import { delta, memoryStorage, session, settle, snapshot, start, wholeExchange } from "./samples.ts";

describe("a message", () => {
  test("is kept before it is sent, and gone from the store when the server has it", async () => {
    let answer = (_accepted: Accepted): void => {};
    const { conversation, storage, api } = open({
      sendMessage: vi.fn(() => new Promise<Accepted>((resolve) => (answer = resolve))),
    });
    expect(say(conversation, "  hello \0")).toBe("sent");
    expect(conversation.draft.value).toBe("");
    const key = conversation.pending.value?.key ?? "";
    expect(key).toMatch(UUID);
    expect(api.sendMessage).toHaveBeenCalledExactlyOnceWith(7, key, "hello", null);
    expect(Object.keys(storage)).toEqual([`sidecoach:lab:pending:7:${key}`]);
    answer(ACCEPTED);
    await vi.waitFor(() => expect(Object.keys(storage)).toEqual([]));
  });

  test.each([
    ["the answer comes first", ["answer", "event"]],
    ["the event comes first", ["event", "answer"]],
  ])("never shows as twins: %s", async (_, order) => {
    let answer = (_accepted: Accepted): void => {};
    const { conversation, hear } = open({
      sendMessage: vi.fn(() => new Promise<Accepted>((resolve) => (answer = resolve))),
    });
    hear(snapshot());
    say(conversation, "hello");
    const shown = () =>
      [
        ...(conversation.state.value?.exchanges ?? []).map(({ user }) => user?.content),
        conversation.unsent.value?.content,
      ].filter((text) => text !== undefined);
    expect(shown()).toEqual(["hello"]);
    for (const step of order) {
      if (step === "answer") answer(ACCEPTED);
      else hear(start("e1", 1, 1, "hello"));
      await settle();
      expect(shown()).toEqual(["hello"]);
    }
    await vi.waitFor(() => expect(conversation.pending.value).toBeNull());
  });

  test("kept from before a reload goes out again under the same key", async () => {
    const storage = memoryStorage();
    const first = open({ sendMessage: vi.fn(() => new Promise<Accepted>(() => {})) }, storage);
    say(first.conversation, "hello");
    const key = first.conversation.pending.value?.key;
    first.conversation.dispose();
    const second = open({}, storage);
    expect(second.api.sendMessage).toHaveBeenCalledExactlyOnceWith(7, key, "hello", null);
    second.hear(snapshot(), start("e1", 1, 1, "hello"));
    await vi.waitFor(() => expect(second.conversation.pending.value).toBeNull());
    expect(Object.keys(storage)).toEqual([]);
  });

  test("that could not go out waits, and goes out once when the line is back", async () => {
    const sendMessage = vi
      .fn<InviteeApi["sendMessage"]>()
      .mockImplementationOnce(refuse(0, "unreachable"))
      .mockResolvedValue(ACCEPTED);
    const { conversation, connect } = open({ sendMessage });
    say(conversation, "hello");
    await vi.waitFor(() => expect(conversation.pending.value?.state).toBe("waiting"));
    expect(conversation.notice.value).toBeNull();
    connect("live");
    connect("live");
    await vi.waitFor(() => expect(conversation.pending.value?.storedAs).toBe("e1"));
    expect(sendMessage.mock.calls.map(([, key]) => key)).toEqual(Array(2).fill(sendMessage.mock.calls[0]?.[1]));
  });

  test("goes out again by itself after Retry-After", async () => {
    vi.useFakeTimers();
    const sendMessage = vi
      .fn<InviteeApi["sendMessage"]>()
      .mockImplementationOnce(() => Promise.reject(new ApiProblem(429, "too-many", "", 9)))
      .mockResolvedValue(ACCEPTED);
    const { conversation } = open({ sendMessage });
    say(conversation, "hello");
    await vi.advanceTimersByTimeAsync(8_900);
    expect(sendMessage).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(sendMessage).toHaveBeenCalledTimes(2);
  });

  test.each([
    [402, "exhausted"],
    [409, "exchange-running"],
    [410, "expired"],
    [422, "invalid"],
  ])("refused with %i goes back where it can be changed", async (status, code) => {
    const { conversation, storage } = open({ sendMessage: vi.fn(refuse(status, code)) });
    say(conversation, "hello");
    conversation.write("and more");
    await vi.waitFor(() => expect(conversation.notice.value?.code).toBe(code));
    expect(conversation.pending.value).toBeNull();
    expect(conversation.draft.value).toBe("hello\n\nand more");
    expect(Object.keys(storage)).toEqual(["sidecoach:lab:draft:7"]);
  });

  test("stays kept when the sign-in is gone", async () => {
    const { conversation, storage, onLoginLost } = open({ sendMessage: vi.fn(refuse(401, "session-ended")) });
    say(conversation, "hello");
    await vi.waitFor(() => expect(onLoginLost).toHaveBeenCalledOnce());
    expect(Object.keys(storage)).toHaveLength(1);
  });

  const takeBack = async (first: () => void, status: number) => {
    const opened = open({ sendMessage: vi.fn(refuse(status, "unreachable")) });
    first();
    say(opened.conversation, "hello");
    await vi.waitFor(() => expect(opened.conversation.pending.value?.state).toBe("waiting"));
    opened.conversation.takeBack();
    return opened;
  };

  test.each<[string, boolean, number]>([
    ["the server said no for now", true, 503],
    ["there was no network to leave by", false, 0],
  ])("can be taken back while it waits: %s", async (_, online, status) => {
    const { conversation, storage } = await takeBack(() => vi.stubGlobal("navigator", { onLine: online }), status);
    expect([conversation.pending.value, conversation.draft.value]).toEqual([null, "hello"]);
    expect(Object.keys(storage)).toEqual(["sidecoach:lab:draft:7"]);
  });

  test("is never in two places: what the server may have is not taken back", async () => {
    const { conversation, hear } = await takeBack(() => vi.stubGlobal("navigator", { onLine: true }), 0);
    expect([conversation.pending.value?.uncertain, conversation.draft.value]).toEqual([true, ""]);
    hear(snapshot(), start("e1", 1, 1, "hello"));
    conversation.takeBack();
    expect([conversation.unsent.value, conversation.draft.value]).toEqual([null, ""]);
  });

  test("kept from before a reload is not taken back either", async () => {
    const storage = memoryStorage();
    const first = open({ sendMessage: vi.fn(() => new Promise<never>(() => {})) }, storage);
    say(first.conversation, "hello");
    first.conversation.dispose();
    const { conversation } = open({ sendMessage: vi.fn(refuse(503, "database-away")) }, storage);
    await vi.waitFor(() => expect(conversation.pending.value?.state).toBe("waiting"));
    conversation.takeBack();
    expect([conversation.pending.value?.content, conversation.draft.value]).toEqual(["hello", ""]);
  });
});

describe("the composer's words", () => {
  test("are there again after a reload", () => {
    const { storage, conversation } = open();
    conversation.write("half a thou");
    expect(open({}, storage).conversation.draft.value).toBe("half a thou");
  });

  test("stay where they are while they cannot be sent", () => {
    const { conversation, hear, api } = open();
    expect(say(conversation, "   ")).toBe("empty");
    expect(say(conversation, "x".repeat(8_001))).toBe("too-long");
    hear(snapshot(), start());
    expect(say(conversation, "no wait")).toBe("speaking");
    expect(conversation.draft.value).toBe("no wait");
    expect(api.sendMessage).not.toHaveBeenCalled();
  });

  test("may be sent at every event of the coach's lane", () => {
    const events = wholeExchange();
    const partnerEnd = events.findIndex(({ type }) => type === "partner-end");
    for (let at = partnerEnd; at < events.length; at += 1) {
      const { conversation, hear } = open();
      hear(snapshot(), ...events.slice(0, at));
      expect(conversation.speaking.value === null, `before event ${at}`).toBe(at > partnerEnd);
      hear(events[at] as StreamEvent);
      expect(say(conversation, "next"), `after event ${at}`).toBe("sent");
    }
  });
});

describe("an exchange", () => {
  test("is stopped once", async () => {
    const { conversation, hear, api } = open();
    hear(snapshot(), start(), delta("partner", "Put", 0));
    await Promise.all([conversation.stop(), conversation.stop()]);
    expect(api.stopExchange).toHaveBeenCalledExactlyOnceWith("e1");
    expect(conversation.stopping.value).toBe("e1");
    hear({ type: "exchange-end", exchangeId: "e1", attempt: 1, status: "stopped", retryable: true });
    expect(conversation.stopping.value).toBeNull();
  });

  test("is tried again under one key until the server has answered", async () => {
    const retryExchange = vi
      .fn<InviteeApi["retryExchange"]>()
      .mockImplementationOnce(refuse(0, "unreachable"))
      .mockResolvedValue(undefined);
    const { conversation } = open({ retryExchange });
    await conversation.retry("e1");
    await conversation.retry("e1");
    await conversation.retry("e1");
    const keys = retryExchange.mock.calls.map(([, key]) => key);
    expect(keys[0]).toMatch(UUID);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });
});

describe("how long it was", () => {
  const ended = session({ status: "COMPLETED", endedAt: "2026-11-23T11:00:00.000Z", durationSeconds: 420 });

  test("is what the session says once it is ended, not what it said when the page was opened", async () => {
    const ask = vi.fn(async () => ended);
    const { conversation, hear, api } = open({ changeSession: vi.fn(async () => ended), session: ask });
    hear(snapshot({ session: session({ durationSeconds: 0 }) }));
    const answered = conversation.end();
    // the log may be faster than the answer
    hear({ type: "session", status: "COMPLETED" });
    expect(conversation.state.value?.session).toMatchObject({ status: "COMPLETED", endedAt: null });
    expect(await answered).toBe(true);
    expect(conversation.state.value?.session).toEqual(ended);
    expect(api.changeSession).toHaveBeenCalledExactlyOnceWith(7, "COMPLETED");
    expect(ask).not.toHaveBeenCalled();
  });

  test("is asked for once where another tab has ended it, also after an idle time", async () => {
    const ask = vi.fn(async () => ended);
    const { conversation, hear } = open({ session: ask });
    hear(snapshot({ session: session({ status: "ABANDONED", endedAt: "2026-11-23T10:10:00.000Z" }) }));
    hear({ type: "session", status: "ACTIVE" }, { type: "session", status: "COMPLETED" }, ...wholeExchange());
    await settle();
    expect(conversation.state.value?.session).toEqual(ended);
    expect(ask).toHaveBeenCalledExactlyOnceWith(7);
  });

  test("is asked for again where the question was lost, and where ending was refused", async () => {
    const ask = vi.fn<InviteeApi["session"]>(async () => ended);
    ask.mockImplementationOnce(refuse(0, "unreachable"));
    const { conversation, hear } = open({ session: ask, changeSession: vi.fn(refuse(409, "exchange-running")) });
    hear(snapshot());
    expect(await conversation.end()).toBe(false);
    hear({ type: "session", status: "COMPLETED" });
    await settle();
    hear({ type: "presence", observers: 0 });
    await settle();
    expect(conversation.state.value?.session).toEqual(ended);
    expect(ask).toHaveBeenCalledTimes(2);
  });
});
