// @vitest-environment happy-dom
import { describe, expect, test, vi } from "vitest";
import type { AcceptedAside, InviteeApi } from "../src/api/api-client.ts";
import { open, refuse, say, UUID } from "./open-conversation.ts";
import { aside, asideEnd, snapshot, start, startBranch, wholeExchange } from "./samples.ts";

type Opened = ReturnType<typeof open>;
const ask = ({ conversation }: Opened, text: string) => {
  conversation.asking.write(text);
  return conversation.asking.ask();
};
const QUESTION = "How did that land?";
const begun = { type: "aside-start", aside: aside() } as const;

describe("a private question", () => {
  test("goes out beside a running exchange, from the line that one is in", async () => {
    const opened = open();
    opened.hear(snapshot(), ...wholeExchange(), startBranch("b1", 1));
    opened.conversation.goTo("b1");
    expect(say(opened.conversation, "no wait")).toBe("speaking");
    expect(ask(opened, ` ${QUESTION} `)).toBe("sent");
    const key = opened.api.askAside.mock.calls[0]?.[1];
    expect(key).toMatch(UUID);
    expect(opened.api.askAside).toHaveBeenCalledExactlyOnceWith(7, key, QUESTION, "b1");
    // the words to the partner are as they were
    expect(opened.conversation.draft.value).toBe("no wait");
    opened.hear(begun);
    await vi.waitFor(() => expect(opened.conversation.asking.pending.value).toBeNull());
  });

  test("is kept on the device until the server has it, and repeated under its key after a reload", async () => {
    const first = open({ askAside: vi.fn(() => new Promise<AcceptedAside>(() => {})) });
    first.hear(snapshot());
    ask(first, QUESTION);
    first.conversation.asking.write("and another");
    const key = first.conversation.asking.pending.value?.key;
    first.conversation.dispose();
    const second = open({}, first.storage);
    expect(second.api.askAside).toHaveBeenCalledExactlyOnceWith(7, key, QUESTION, null);
    expect([second.api.sendMessage.mock.calls, second.api.startBranch.mock.calls]).toEqual([[], []]);
    expect(second.conversation.asking.draft.value).toBe("and another");
    second.hear(snapshot(), begun);
    await vi.waitFor(() => expect(second.conversation.asking.pending.value).toBeNull());
    expect(Object.keys(second.storage)).toEqual(["sidecoach:lab:question:7"]);
  });

  test.each([
    ["the answer comes first", ["answer", "event"]],
    ["the event comes first", ["event", "answer"]],
  ])("never shows as twins: %s", async (_, order) => {
    let answer = (_accepted: AcceptedAside): void => {};
    const opened = open({ askAside: vi.fn(() => new Promise<AcceptedAside>((resolve) => (answer = resolve))) });
    opened.hear(snapshot());
    ask(opened, QUESTION);
    const { asking, state } = opened.conversation;
    const shown = () => (state.value?.asides.length ?? 0) + (asking.unsent.value ? 1 : 0);
    for (const step of order) {
      if (step === "answer") answer({ asideId: "a1", number: 1 });
      else opened.hear(begun);
      await vi.waitFor(() => expect(shown()).toBe(1));
    }
    await vi.waitFor(() => expect(asking.pending.value).toBeNull());
  });

  test.each([
    [402, "kept-for-exchange"],
    [402, "exhausted"],
    [409, "aside-running"],
    [429, "daily-ceiling"],
  ])("refused with %i %s goes back where it can be changed, and says so beside it alone", async (status, code) => {
    const opened = open({ askAside: vi.fn(refuse(status, code)) });
    opened.hear(snapshot());
    ask(opened, QUESTION);
    const { asking, notice, draft } = opened.conversation;
    await vi.waitFor(() => expect(asking.notice.value?.code).toBe(code));
    expect([asking.draft.value, asking.pending.value]).toEqual([QUESTION, null]);
    expect([notice.value, draft.value]).toEqual([null, ""]);
  });

  test("that could not go out waits, and goes out when the line is back", async () => {
    const askAside = vi
      .fn<InviteeApi["askAside"]>()
      .mockImplementationOnce(refuse(0, "unreachable"))
      .mockResolvedValue({ asideId: "a1", number: 1 });
    const opened = open({ askAside });
    opened.hear(snapshot());
    ask(opened, QUESTION);
    await vi.waitFor(() => expect(opened.conversation.asking.pending.value?.state).toBe("waiting"));
    opened.connect("live");
    await vi.waitFor(() => expect(opened.conversation.asking.pending.value?.storedAs).toBe("a1"));
    expect(new Set(askAside.mock.calls.map(([, key]) => key)).size).toBe(1);
  });

  test("waits for the one before it, with its words kept; that one can be stopped, once", async () => {
    const opened = open();
    opened.hear(snapshot(), begun);
    expect(ask(opened, "and now?")).toBe("running");
    const { asking } = opened.conversation;
    expect(asking.draft.value).toBe("and now?");
    await Promise.all([asking.stop(), asking.stop()]);
    expect(opened.api.stopAside).toHaveBeenCalledExactlyOnceWith("a1");
    opened.hear(asideEnd(1, { status: "stopped", message: null }));
    expect(asking.stopping.value).toBeNull();
    expect(asking.ask()).toBe("sent");
  });

  test("that failed is asked again under a key of its own, and the draft stays", async () => {
    const opened = open();
    opened.hear(snapshot(), begun, asideEnd(1, { status: "failed", message: null, problemCode: "upstream-failed" }));
    const { asking } = opened.conversation;
    asking.write("something else");
    expect(asking.ask(QUESTION)).toBe("sent");
    expect([opened.api.askAside.mock.calls[0]?.[2], asking.draft.value]).toEqual([QUESTION, "something else"]);
  });

  test("waits for no exchange: an exchange runs, and its end moves nothing here", () => {
    const opened = open();
    opened.hear(snapshot(), start(), begun);
    expect(opened.conversation.speaking.value?.id).toBe("e1");
    expect(opened.conversation.asking.running.value?.id).toBe("a1");
    opened.hear(...wholeExchange().slice(1));
    expect(opened.conversation.speaking.value).toBeNull();
    expect(opened.conversation.asking.running.value?.id).toBe("a1");
  });
});
