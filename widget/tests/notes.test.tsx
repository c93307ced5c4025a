// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { InviteeApi } from "../src/api/api-client.ts";
import { announceChanges } from "../src/state/announce.ts";
import { ConversationView } from "../src/view/conversation-view.tsx";
import { apart, beside } from "../src/view/lazy.tsx";
import { arrives } from "./arrives.ts";
import { open, refuse } from "./open-conversation.ts";
import { delta, memoryStorage, session, snapshot, start, stateAfter, wholeExchange } from "./samples.ts";

beforeAll(async () => {
  apart.load();
  beside.load();
  await arrives(() => apart.module.value !== null && beside.module.value !== null);
});
beforeEach(() => {
  for (const name of ["IntersectionObserver", "ResizeObserver"])
    vi.stubGlobal(
      name,
      class {
        observe() {}
        disconnect() {}
      },
    );
});
afterEach(cleanup);

const draw = (changes: Partial<InviteeApi> = {}, storage = memoryStorage()) => {
  const opened = open(changes, storage);
  opened.hear(snapshot());
  render(
    <ConversationView conversation={opened.conversation} invitation={null} busy={false} onPractiseAgain={() => {}} />,
  );
  return opened;
};
const hear = (opened: ReturnType<typeof draw>, ...events: Parameters<ReturnType<typeof draw>["hear"]>) =>
  act(() => opened.hear(...events));
const button = (name: string) => screen.queryByRole<HTMLButtonElement>("button", { name });
const pressedOf = (name: string) => button(name)?.getAttribute("aria-pressed");
const click = async (name: string) => act(async () => void fireEvent.click(screen.getByRole("button", { name })));
const EFFECT = "He heard a number.";
const effect = () => document.querySelector(".note-body")?.textContent ?? "";

describe("when the notes are shown", () => {
  const choose = async (timing: string) => {
    await click("Ask the coach");
    const choice = screen.getByRole<HTMLSelectElement>("combobox", { name: "Show the coach’s notes" });
    await act(async () => void fireEvent.change(choice, { target: { value: timing } }));
  };

  test("as they come, unless one chooses otherwise, which lasts over a reload", async () => {
    const storage = memoryStorage();
    const opened = draw({}, storage);
    await hear(opened, ...wholeExchange());
    expect(effect()).toContain(EFFECT);
    await choose("asked");
    expect(effect()).toBe("");
    expect(open({}, storage).conversation.noteTiming.value).toBe("asked");
    await choose("at-once").catch(() => {});
  });

  test("each when it is asked for: then the focus goes on from it", async () => {
    const opened = draw();
    await act(() => opened.conversation.setNoteTiming("asked"));
    await hear(opened, ...wholeExchange());
    expect(effect()).toBe("");
    await click("Show the coach’s note");
    expect(effect()).toContain(EFFECT);
    expect(document.activeElement?.classList.contains("note")).toBe(true);
  });

  test("all at the end: until then one is told that they wait, and nothing is read out", async () => {
    const opened = draw();
    await act(() => opened.conversation.setNoteTiming("end"));
    await hear(opened, ...wholeExchange());
    expect([effect(), button("Show the coach’s note")]).toEqual(["", null]);
    screen.getByText("The coach’s note is kept for the end.");
    const before = stateAfter(snapshot(), start());
    const after = stateAfter(snapshot(), ...wholeExchange());
    expect(
      announceChanges(before, after, after.exchanges, true)
        .map(({ text }) => text)
        .join(),
    ).not.toContain(EFFECT);
    expect(
      announceChanges(before, after, after.exchanges, false)
        .map(({ text }) => text)
        .join(),
    ).toContain(EFFECT);
    await hear(opened, { type: "snapshot", ...over(opened) });
    screen.getByText(EFFECT);
  });
});
const over = ({ conversation }: ReturnType<typeof draw>) => {
  const { type: _type, ...told } = snapshot() as Extract<ReturnType<typeof snapshot>, { type: "snapshot" }>;
  const [exchange] = conversation.state.value?.exchanges ?? [];
  const messages = [exchange?.user, exchange?.partner.message, exchange?.coach.message].filter((one) => one != null);
  return { ...told, messages, session: session({ status: "COMPLETED", endedAt: "2026-11-23T11:00:00.000Z" }) };
};

describe("what one thinks of a note", () => {
  test("is said, changed and taken back, and shown at once", async () => {
    const rateComment = vi.fn<InviteeApi["rateComment"]>(async () => {});
    const opened = draw({ rateComment });
    await hear(opened, ...wholeExchange());
    const pressed = () => [pressedOf("Helpful"), pressedOf("Not helpful")];
    expect(pressed()).toEqual(["false", "false"]);
    await click("Helpful");
    expect(pressed()).toEqual(["true", "false"]);
    await click("Not helpful");
    await click("Not helpful");
    expect(pressed()).toEqual(["false", "false"]);
    expect(rateComment.mock.calls).toEqual([
      [7, 12, true],
      [7, 12, false],
      [7, 12, null],
    ]);
  });

  test("of another tab is shown here", async () => {
    const opened = draw();
    await hear(opened, ...wholeExchange(), { type: "comment-rated", messageId: 12, helpful: false });
    expect(pressedOf("Not helpful")).toBe("true");
  });

  test("that did not arrive is not shown as said, and one reads why", async () => {
    const opened = draw({ rateComment: vi.fn(refuse(503, "database-away")) });
    await hear(opened, ...wholeExchange());
    await click("Helpful");
    expect(pressedOf("Helpful")).toBe("false");
    screen.getByText("The service is being repaired. It should be back in a moment.");
  });
});

test("the coach can be spared its note while it writes, not while the partner speaks", async () => {
  const stopExchange = vi.fn<InviteeApi["stopExchange"]>(async () => {});
  const opened = draw({ stopExchange });
  await hear(opened, start(), delta("partner", "Put", 0));
  expect(button("Skip this note")).toBeNull();
  await hear(opened, ...wholeExchange().slice(3, 4));
  await click("Skip this note");
  expect(stopExchange).toHaveBeenCalledExactlyOnceWith("e1", "coach");
});

describe("words that got no answer", () => {
  const failed = { type: "exchange-end", exchangeId: "e1", attempt: 1, status: "failed", retryable: true } as const;

  test("go back into the field, before what stands there, to be changed and sent again", async () => {
    const opened = draw();
    await hear(opened, start("e1", 1, 1, "hello"), failed);
    await act(() => opened.conversation.write("and more"));
    await click("Change your words");
    expect(opened.conversation.draft.value).toBe("hello\n\nand more");
    expect(document.activeElement).toBe(screen.getByRole("textbox"));
    await act(() => opened.conversation.write("hello again"));
    await click("Send");
    expect(opened.api.sendMessage.mock.calls.map(([, , content]) => content)).toEqual(["hello again"]);
    await hear(opened, start("e2", 2, 1, "hello again"));
    expect(button("Change your words")).toBeNull();
  });

  test("that are partly answered are tried again as they are", async () => {
    const opened = draw();
    await hear(opened, start(), delta("partner", "Put", 0), { ...failed, status: "stopped" });
    expect([button("Change your words"), button("Ask for the answer again") !== null]).toEqual([null, true]);
  });
});

describe("copying", () => {
  test("puts the message as it was written on the clipboard, and says so", async () => {
    const writeText = vi.fn(async () => {});
    vi.stubGlobal("navigator", { onLine: true, clipboard: { writeText } });
    const opened = draw();
    await hear(opened, ...wholeExchange());
    await click("Copy what Mr. Halloran (AI) said");
    expect(writeText).toHaveBeenCalledExactlyOnceWith("Put a jumper on.");
    expect(button("Copied")?.textContent).toContain("Copied");
  });

  test("where the page may not, says so", async () => {
    vi.stubGlobal("navigator", { onLine: true });
    document.execCommand = () => false;
    const opened = draw();
    await hear(opened, ...wholeExchange());
    await click("Copy your words");
    expect(button("Could not be copied")).not.toBeNull();
    expect(document.querySelectorAll("textarea")).toHaveLength(1);
  });
});
