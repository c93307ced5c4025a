// @vitest-environment happy-dom
import { describe, expect, test, vi } from "vitest";
import type { Accepted, InviteeApi } from "../src/api/api-client.ts";
import type { ExchangeState } from "../src/state/session-state.ts";
import { ACCEPTED, open, refuse, say } from "./open-conversation.ts";
import { memoryStorage, session, settle, snapshot, start, startBranch, wholeExchange } from "./samples.ts";

const HEARD = [snapshot(), ...wholeExchange("e1", 1), ...wholeExchange("e2", 2)];
const WORDS = "it is 14 degrees in here";
type Opened = ReturnType<typeof open>;
const shownIn = ({ conversation }: Opened) => conversation.shown.value.map(({ id }) => id);
const exchangeOf = ({ conversation }: Opened, id: string): ExchangeState => {
  const exchange = conversation.state.value?.exchanges.find((one) => one.id === id);
  if (!exchange) throw new Error(`no exchange ${id}`);
  return exchange;
};
/** In the middle of changing the words of an exchange. */
const tryAgain = (id: string, changes: Partial<InviteeApi> = {}, storage = memoryStorage()): Opened => {
  const opened = open(changes, storage);
  opened.hear(...HEARD);
  opened.conversation.tryAgain(exchangeOf(opened, id));
  return opened;
};
const accepted: Accepted = { exchangeId: "b1-e2", number: 2, attempt: 1, branchId: "b1" };

describe("another try", () => {
  test("goes back to before its exchange, with the old words to be changed, and away again with nothing lost", () => {
    const opened = open();
    const { conversation } = opened;
    opened.hear(...HEARD);
    conversation.write("half a thought");
    conversation.tryAgain(exchangeOf(opened, "e2"));
    expect([shownIn(opened), conversation.draft.value]).toEqual([["e1"], WORDS]);
    conversation.leaveTry();
    expect([shownIn(opened), conversation.draft.value]).toEqual([["e1", "e2"], "half a thought"]);
    expect(Object.keys(opened.storage)).toEqual(["sidecoach:lab:draft:7"]);
  });

  test("keeps words that were changed and left", () => {
    const opened = tryAgain("e2");
    opened.conversation.write("14 degrees since Monday");
    opened.conversation.leaveTry();
    opened.conversation.tryAgain(exchangeOf(opened, "e2"));
    expect(opened.conversation.draft.value).toBe("14 degrees since Monday");
  });

  test("is there again after a reload", () => {
    const first = tryAgain("e2");
    first.conversation.write("14 degrees since Monday");
    const second = open({}, first.storage);
    second.hear(...HEARD);
    expect([shownIn(second), second.conversation.draft.value]).toEqual([["e1"], "14 degrees since Monday"]);
  });

  test.each([
    ["the answer comes first", ["answer", "event"]],
    ["the event comes first", ["event", "answer"]],
  ])("begins a line of its own, never shown as twins: %s", async (_, order) => {
    let answer = (_accepted: Accepted): void => {};
    const opened = tryAgain("e2", { startBranch: vi.fn(() => new Promise<Accepted>((resolve) => (answer = resolve))) });
    const { conversation, api, storage } = opened;
    expect(say(conversation, "14 degrees since Monday")).toBe("sent");
    const key = conversation.pending.value?.key;
    expect(api.startBranch).toHaveBeenCalledExactlyOnceWith("e2", key, "14 degrees since Monday");
    const shown = () => [
      ...conversation.shown.value.map(({ user }) => user?.content),
      ...(conversation.unsentHere.value ? [conversation.unsentHere.value.content] : []),
    ];
    expect(shown()).toEqual([WORDS, "14 degrees since Monday"]);
    for (const step of order) {
      if (step === "answer") answer(accepted);
      else opened.hear(startBranch("b1", 2, "14 degrees since Monday"));
      await settle();
      expect(shown(), step).toEqual([WORDS, "14 degrees since Monday"]);
    }
    await vi.waitFor(() => expect(conversation.pending.value).toBeNull());
    expect([conversation.line.value, conversation.draft.value]).toEqual(["b1", ""]);
    expect(Object.keys(storage)).toEqual(["sidecoach:lab:line:7"]);
    conversation.goTo(null);
    expect(shownIn(opened)).toEqual(["e1", "e2"]);
  });

  test("that a reload interrupts goes out again by the same request under the same key", async () => {
    const first = tryAgain("e2", { startBranch: vi.fn(() => new Promise<never>(() => {})) });
    say(first.conversation, "14 degrees since Monday");
    const key = first.conversation.pending.value?.key;
    first.conversation.dispose();
    const second = open({ startBranch: vi.fn(async () => accepted) }, first.storage);
    expect(second.api.startBranch).toHaveBeenCalledExactlyOnceWith("e2", key, "14 degrees since Monday");
    expect(second.api.sendMessage).not.toHaveBeenCalled();
    second.hear(...HEARD);
    // still where it was sent
    expect(shownIn(second)).toEqual(["e1"]);
    second.hear(startBranch("b1", 2, "14 degrees since Monday"));
    await vi.waitFor(() => expect(second.conversation.pending.value).toBeNull());
    expect([second.conversation.line.value, shownIn(second)]).toEqual(["b1", ["e1", "b1-e2"]]);
  });

  test.each([
    [402, "exhausted"],
    [409, "exchange-running"],
    [429, "daily-ceiling"],
  ])("refused with %i %s goes back to where its words can be changed", async (status, code) => {
    const opened = tryAgain("e2", { startBranch: vi.fn(refuse(status, code)) });
    say(opened.conversation, "14 degrees since Monday");
    await vi.waitFor(() => expect(opened.conversation.notice.value?.code).toBe(code));
    expect(opened.conversation.trying.value?.id).toBe("e2");
    expect([shownIn(opened), opened.conversation.draft.value]).toEqual([["e1"], "14 degrees since Monday"]);
    opened.conversation.leaveTry();
    expect(shownIn(opened)).toEqual(["e1", "e2"]);
  });

  test("of a shared exchange, from inside a branch, begins from the line that owns it", async () => {
    const opened = open({ startBranch: vi.fn(async () => ({ ...ACCEPTED, exchangeId: "b2-e1", branchId: "b2" })) });
    const { conversation } = opened;
    opened.hear(...HEARD, startBranch("b1", 2), ...wholeExchange("b1-e2", 2).slice(1));
    conversation.goTo("b1");
    conversation.tryAgain(exchangeOf(opened, "e1"));
    expect(shownIn(opened)).toEqual([]);
    say(conversation, "good evening");
    opened.hear(startBranch("b2", 1, "good evening"));
    await vi.waitFor(() => expect(conversation.line.value).toBe("b2"));
    expect(shownIn(opened)).toEqual(["b2-e1"]);
  });

  test("leaves alone who has gone to another line meanwhile", async () => {
    let answer = (_accepted: Accepted): void => {};
    const opened = tryAgain("e2", { startBranch: vi.fn(() => new Promise<Accepted>((resolve) => (answer = resolve))) });
    say(opened.conversation, "14 degrees since Monday");
    opened.conversation.goTo(null);
    expect(opened.conversation.unsentHere.value).toBeNull();
    opened.hear(startBranch("b1", 2, "14 degrees since Monday"));
    answer(accepted);
    await vi.waitFor(() => expect(opened.conversation.pending.value).toBeNull());
    expect([opened.conversation.line.value, shownIn(opened)]).toEqual([null, ["e1", "e2"]]);
  });

  test("is over where the session is: what was being tried hides nothing", () => {
    const opened = tryAgain("e2", { session: vi.fn(async () => session({ status: "COMPLETED" })) });
    opened.hear({ type: "session", status: "COMPLETED" });
    expect([opened.conversation.trying.value, shownIn(opened)]).toEqual([null, ["e1", "e2"]]);
  });
});

describe("a line", () => {
  const branch = [startBranch("b1", 2), ...wholeExchange("b1-e2", 2).slice(1)];

  test("made elsewhere is there to be read, and moves nobody", () => {
    const opened = open();
    opened.hear(...HEARD, ...branch);
    expect([opened.conversation.line.value, shownIn(opened)]).toEqual([null, ["e1", "e2"]]);
    opened.conversation.goTo("b1");
    expect(shownIn(opened)).toEqual(["e1", "b1-e2"]);
  });

  test("is where words go on, also after a reload, and found there by its own numbers", async () => {
    const storage = memoryStorage();
    const first = open({}, storage);
    first.hear(...HEARD, ...branch);
    first.conversation.goTo("b1");
    first.conversation.dispose();
    const second = open({ sendMessage: vi.fn(() => new Promise<never>(() => {})) }, storage);
    second.hear(...HEARD, ...branch);
    expect(second.conversation.line.value).toBe("b1");
    say(second.conversation, "hello");
    const key = second.conversation.pending.value?.key;
    expect(second.api.sendMessage).toHaveBeenCalledExactlyOnceWith(7, key, "hello", "b1");
    // the same words in the main line are others
    second.hear(start("e3", 3, 1, "hello"));
    expect(second.conversation.unsentHere.value?.content).toBe("hello");
    second.conversation.dispose();
    const third = open({}, storage);
    expect(third.api.sendMessage).toHaveBeenCalledExactlyOnceWith(7, key, "hello", "b1");
  });

  test("that the server does not know any more is the main line", () => {
    const storage = memoryStorage();
    storage.setItem("sidecoach:lab:line:7", "b9");
    const opened = open({}, storage);
    opened.hear(...HEARD);
    expect([opened.conversation.line.value, shownIn(opened)]).toEqual([null, ["e1", "e2"]]);
  });
});
