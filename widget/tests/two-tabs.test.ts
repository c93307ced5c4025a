// @vitest-environment happy-dom
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Accepted, InviteeApi } from "../src/api/api-client.ts";
import { fakeLocks } from "./fake-locks.ts";
import { ACCEPTED, open, refuse, say } from "./open-conversation.ts";
import { memoryStorage, settle, snapshot, start } from "./samples.ts";

const never = () => vi.fn<InviteeApi["sendMessage"]>(() => new Promise<Accepted>(() => {}));
let storage: Storage;

beforeEach(() => {
  storage = memoryStorage();
  vi.stubGlobal("navigator", { onLine: true, locks: fakeLocks() });
});

/** What the browser tells the other tabs. */
const tellOthers = (key: string, newValue: string | null): void => {
  const event = new Event("storage");
  Object.assign(event, { key, newValue });
  dispatchEvent(event);
};

describe("words on their way", () => {
  test("are looked after by one tab, and by the next when that one is closed", async () => {
    const first = open({ sendMessage: never() }, storage);
    say(first.conversation, "hello");
    const second = open({}, storage);
    await settle();
    expect([second.api.sendMessage.mock.calls, second.conversation.pending.value]).toEqual([[], null]);
    const key = first.conversation.pending.value?.key;
    first.conversation.dispose();
    await vi.waitFor(() => expect(second.api.sendMessage).toHaveBeenCalledExactlyOnceWith(7, key, "hello", null));
    await vi.waitFor(() => expect(Object.keys(storage)).toEqual([]));
  });

  test("written in another tab after this one was opened are taken up as well", async () => {
    const first = open({}, storage);
    const second = open({ sendMessage: never() }, storage);
    say(second.conversation, "hello");
    const key = second.conversation.pending.value?.key ?? "";
    tellOthers(`sidecoach:lab:pending:7:${key}`, "{}");
    second.conversation.dispose();
    await vi.waitFor(() => expect(first.api.sendMessage).toHaveBeenCalledExactlyOnceWith(7, key, "hello", null), 3_000);
  });

  test("that arrived are not sent by the one that waited for its turn", async () => {
    const first = open({}, storage);
    say(first.conversation, "hello");
    const second = open({}, storage);
    await vi.waitFor(() => expect(Object.keys(storage)).toEqual([]));
    first.conversation.dispose();
    await settle();
    expect([first.api.sendMessage.mock.calls.length, second.api.sendMessage.mock.calls.length]).toEqual([1, 0]);
  });

  test("of two closed tabs go out one after the other, in their order", async () => {
    const [first, second] = [open({ sendMessage: never() }, storage), open({ sendMessage: never() }, storage)];
    first.hear(snapshot(), start("e0", 1), {
      type: "exchange-end",
      exchangeId: "e0",
      attempt: 1,
      status: "completed",
      retryable: false,
    });
    say(second.conversation, "one");
    say(first.conversation, "two");
    first.conversation.dispose();
    second.conversation.dispose();
    const third = open({}, storage);
    third.api.sendMessage.mockImplementation(async (_, __, content) => ({ ...ACCEPTED, exchangeId: content }));
    await vi.waitFor(() => expect(third.api.sendMessage).toHaveBeenCalledTimes(1));
    third.hear(snapshot(), start("one", 1, 1, "one"));
    await vi.waitFor(() => expect(third.api.sendMessage).toHaveBeenCalledTimes(2));
    expect(third.api.sendMessage.mock.calls.map(([, , content]) => content)).toEqual(["one", "two"]);
  });

  test("refused for good go back into one draft, once", async () => {
    const first = open({ sendMessage: vi.fn(refuse(402, "exhausted")) }, storage);
    const second = open({}, storage);
    say(first.conversation, "hello");
    const key = first.conversation.pending.value?.key ?? "";
    tellOthers(`sidecoach:lab:pending:7:${key}`, "{}");
    await vi.waitFor(() => expect(first.conversation.draft.value).toBe("hello"));
    tellOthers("sidecoach:lab:draft:7", "hello");
    first.conversation.dispose();
    await settle();
    expect([second.conversation.draft.value, second.api.sendMessage.mock.calls]).toEqual(["hello", []]);
  });
});

describe("the words in the field", () => {
  test("are the same in all tabs, and gone from all when one has sent them", () => {
    const { conversation } = open({}, storage);
    tellOthers("sidecoach:lab:draft:7", "half a thou");
    expect(conversation.draft.value).toBe("half a thou");
    tellOthers("sidecoach:lab:draft:77", "of another session");
    expect(conversation.draft.value).toBe("half a thou");
    tellOthers("sidecoach:lab:draft:7", null);
    expect(conversation.draft.value).toBe("");
  });

  test("of a question to the coach, too", () => {
    const { conversation } = open({}, storage);
    tellOthers("sidecoach:lab:question:7", "Was I too");
    expect(conversation.asking.draft.value).toBe("Was I too");
  });
});
