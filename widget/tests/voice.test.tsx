// @vitest-environment happy-dom
import { signal } from "@preact/signals";
import { act, cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/preact";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { InviteeApi } from "../src/api/api-client.ts";
import type { InvitationView, StreamEvent } from "../src/api/protocol.ts";
import { setLocale } from "../src/state/locale.ts";
import { enVoice } from "../src/text/en-voice.ts";
import { ConversationView } from "../src/view/conversation-view.tsx";
import { apart, beside, voice } from "../src/view/lazy.tsx";
import { arrives } from "./arrives.ts";
import { FakeRecognition, plugIn } from "./fake-microphone.ts";
import { ACCEPTED, open, refuse, UUID } from "./open-conversation.ts";
import { memoryStorage, message, quota, session, snapshot, wholeExchange } from "./samples.ts";

beforeAll(async () => {
  for (const part of [apart, beside, voice]) part.load();
  await arrives(() => [apart, beside, voice].every((part) => part.module.value !== null));
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
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const TERMS = { maxSeconds: 60, maxBytes: 100_000, writtenDown: true };
const invitation = (changes: Partial<InvitationView> = {}): InvitationView => ({
  id: "i1",
  shared: false,
  label: null,
  expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
  state: "active",
  quota: quota(5),
  siteName: null,
  helpContacts: [],
  voice: TERMS,
  simulated: false,
  ...changes,
});
const keeping = (text?: string): InviteeApi["call"] =>
  vi.fn<InviteeApi["call"]>(async (method) =>
    method === "DELETE"
      ? new Response(null, { status: 204 })
      : new Response(JSON.stringify({ recordingId: "r1", seconds: 2, ...(text === undefined ? {} : { text }) })),
  );

const draw = (
  changes: Partial<InviteeApi> = {},
  { events = [] as StreamEvent[], view = invitation(), storage = memoryStorage() } = {},
) => {
  const opened = open({ call: keeping("What I said."), ...changes }, storage, signal<InvitationView | null>(view));
  opened.hear(snapshot(), ...events);
  const { unmount } = render(
    <ConversationView conversation={opened.conversation} invitation={view} busy={false} onPractiseAgain={() => {}} />,
  );
  return { ...opened, unmount };
};
const button = (name: string) => screen.getByRole("button", { name });
const press = (name: string) => act(() => void fireEvent.click(button(name)));
const words = () => screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Your words to Mr. Halloran" });
const speak = async (microphone: ReturnType<typeof plugIn>) => {
  await press(enVoice.speak);
  await press(enVoice.told.start);
  await screen.findByRole("timer");
  microphone.recorder().hears("sound");
  await press(enVoice.done);
  await screen.findByText(enVoice.state.stopped);
  await press(enVoice.use);
  await screen.findByText(new RegExp(enVoice.state.kept));
};

describe("speaking", () => {
  test("a microphone stands beside Send where the site takes recordings and the browser can", () => {
    plugIn();
    draw();
    expect(button(enVoice.speak).getAttribute("aria-expanded")).toBe("false");
    cleanup();
    const { voice: _, ...silent } = invitation();
    draw({}, { view: silent });
    expect(screen.queryByRole("button", { name: enVoice.speak })).toBeNull();
    cleanup();
    plugIn();
    draw({}, { view: invitation({ voice: { ...TERMS, writtenDown: false } }) });
    expect(screen.queryByRole("button", { name: enVoice.speak })).toBeNull();
  });
  test("says what is kept first; what was said comes into the words and goes with them", async () => {
    const microphone = plugIn();
    const { api, conversation } = draw();
    conversation.write("Listen:");
    await press(enVoice.speak);
    expect(screen.getByText(enVoice.told.text("Mr. Halloran"))).toBeTruthy();
    expect(screen.getByText(enVoice.told.byServer)).toBeTruthy();
    expect(microphone.getUserMedia).not.toHaveBeenCalled();
    await press(enVoice.close);
    expect(document.activeElement).toBe(button(enVoice.speak));
    await speak(microphone);
    expect(words().value).toBe("Listen: What I said.");
    expect(document.activeElement).toBe(words());
    await press("Send");
    expect(api.sendMessage.mock.calls).toEqual([[7, expect.stringMatching(UUID), "Listen: What I said.", null, "r1"]]);
    expect(screen.queryByText(new RegExp(enVoice.state.kept))).toBeNull();
    await waitFor(() => expect(conversation.pending.value?.storedAs).toBe(ACCEPTED.exchangeId));
    expect(conversation.spoken.value).toBeNull();
  });
  test("where nobody wrote it down, the words are typed; the recording waits across a reload", async () => {
    const microphone = plugIn();
    const storage = memoryStorage();
    const first = draw({ call: keeping() }, { storage });
    await speak(microphone);
    expect(screen.getByText(new RegExp(enVoice.type))).toBeTruthy();
    first.unmount();
    first.conversation.dispose();
    const { api, conversation } = draw({}, { storage });
    expect(screen.getByText(new RegExp(enVoice.state.kept))).toBeTruthy();
    conversation.write("I typed it.");
    await press("Send");
    expect(api.sendMessage.mock.calls[0]?.slice(2)).toEqual(["I typed it.", null, "r1"]);
  });
  test("can be discarded until it is sent", async () => {
    const microphone = plugIn();
    const { api, conversation } = draw();
    await speak(microphone);
    await press(enVoice.discard);
    expect(conversation.spoken.value).toBeNull();
    expect(vi.mocked(api.call).mock.calls.at(-1)).toEqual(["DELETE", "/v1/sessions/7/recordings/r1"]);
    // the words stay
    expect(words().value).toBe("What I said.");
    await press("Send");
    expect(api.sendMessage.mock.calls[0]?.slice(4)).toEqual([]);
  });
  test("a message that is refused gives words and recording back; one that is gone is let go of", async () => {
    const microphone = plugIn();
    const sendMessage = vi.fn<InviteeApi["sendMessage"]>(refuse(402, "exhausted"));
    const { conversation } = draw({ sendMessage });
    await speak(microphone);
    await press("Send");
    await waitFor(() => expect(words().value).toBe("What I said."));
    expect(conversation.spoken.value).toBe("r1");
    sendMessage.mockImplementation(refuse(404, "not-found"));
    await press("Send");
    await waitFor(() => expect(conversation.spoken.value).toBeNull());
    expect(words().value).toBe("What I said.");
  });
  test("the microphone is let go of when the conversation is left", async () => {
    const microphone = plugIn();
    const { unmount } = draw();
    await press(enVoice.speak);
    await press(enVoice.told.start);
    await screen.findByRole("timer");
    unmount();
    await waitFor(() => expect(microphone.streams[0]?.stopped()).toBe(true));
  });
  test("Escape pauses it and closes nothing", async () => {
    const microphone = plugIn();
    const escaped = vi.fn();
    document.addEventListener("keydown", escaped);
    draw();
    await press(enVoice.speak);
    await press(enVoice.told.start);
    await screen.findByRole("timer");
    await act(() => void fireEvent.keyDown(button(enVoice.done), { key: "Escape" }));
    expect(microphone.recorder().state).toBe("paused");
    expect(button(enVoice.goOn)).toBeTruthy();
    expect(escaped).not.toHaveBeenCalled();
    document.removeEventListener("keydown", escaped);
  });
});

describe("listening", () => {
  const URL_OF = "https://api.example/v1/messages/5/audio?until=1&signature=a";
  const spoken = (): StreamEvent[] => {
    const [start, ...rest] = wholeExchange("e1", 1);
    if (start?.type !== "exchange-start") throw new Error("no start");
    return [{ ...start, userMessage: { ...start.userMessage, id: 5, audioUrl: URL_OF } }, ...rest];
  };
  const played = () => document.querySelector("audio") as HTMLAudioElement;
  const play = () => vi.spyOn(HTMLMediaElement.prototype, "play").mockResolvedValue();

  test("a message that was spoken can be heard, and one that was written has nothing to hear", async () => {
    plugIn();
    const plays = play();
    draw({}, { events: [...spoken(), ...wholeExchange("e2", 2)] });
    expect(document.querySelectorAll("audio")).toHaveLength(1);
    const first = within(screen.getByRole("region", { name: "Exchange 1" }));
    await act(() => void fireEvent.click(first.getByRole("button", { name: enVoice.listen.play })));
    expect(plays).toHaveBeenCalledTimes(1);
    await act(() => void fireEvent(played(), new Event("playing")));
    expect(first.getByRole("button", { name: enVoice.listen.stop })).toBeTruthy();
  });
  test("an address that has ended is asked for again, once", async () => {
    plugIn();
    const plays = play();
    const fresh = URL_OF.replace("until=1", "until=2");
    const told = { ...session(), messages: [message("user", "a", { id: 5, audioUrl: fresh })], branches: [] };
    const call = vi.fn<InviteeApi["call"]>(async () => new Response(JSON.stringify(told)));
    draw({ call }, { events: spoken() });
    await act(() => void fireEvent(played(), new Event("error")));
    await waitFor(() => expect(played().src).toContain("until=2"));
    expect(plays).toHaveBeenCalledTimes(1);
    await act(() => void fireEvent(played(), new Event("error")));
    await screen.findByText(enVoice.listen.blocked);
    expect(screen.getByRole("link", { name: enVoice.listen.open }).getAttribute("href")).toContain("/v1/messages/5");
    expect(call).toHaveBeenCalledTimes(1);
  });
});

test("the partner is read aloud by choice: the last answer at once, then each new one as it is whole", async () => {
  plugIn();
  const said: string[] = [];
  vi.stubGlobal("speechSynthesis", {
    speak: ({ text }: { text: string }) => said.push(text),
    cancel: () => {},
    getVoices: () => [],
  });
  vi.stubGlobal(
    "SpeechSynthesisUtterance",
    class {
      text: string;
      constructor(text: string) {
        this.text = text;
      }
    },
  );
  const { hear } = draw({}, { events: wholeExchange("e1", 1) });
  expect(said).toEqual([]);
  const toggle = button(enVoice.aloud("Mr. Halloran"));
  await act(() => void fireEvent.click(toggle));
  expect(toggle.getAttribute("aria-pressed")).toBe("true");
  expect(said).toHaveLength(1);
  const events = wholeExchange("e2", 2);
  await act(() => hear(...events));
  expect(said).toHaveLength(2);
  await act(() => void fireEvent.click(toggle));
  await act(() => hear(...wholeExchange("e3", 3)));
  expect(said).toHaveLength(2);
});

test("in another language its words are shown, and recognition and reading aloud use it", async () => {
  plugIn({ recognises: true });
  const languages: string[] = [];
  vi.stubGlobal("speechSynthesis", {
    speak: ({ lang }: { lang: string }) => languages.push(lang),
    cancel: () => {},
    getVoices: () => [],
  });
  vi.stubGlobal(
    "SpeechSynthesisUtterance",
    class {
      lang = "";
    },
  );
  const view = invitation({ voice: { ...TERMS, writtenDown: false } });
  draw({}, { view, events: wholeExchange("e1", 1) });
  await act(() => setLocale("fr-CA"));
  await press("Parler au lieu d’écrire");
  await press("Commencer à enregistrer");
  await screen.findByRole("timer");
  expect(screen.getByRole("timer").textContent).toMatch(/^0:0\d sur 1:00$/);
  expect(FakeRecognition.made[0]?.lang).toBe("fr-CA");
  await press("Lire Mr. Halloran à voix haute");
  expect(languages).toEqual(["fr-CA"]);
  await act(() => setLocale("en-GB"));
  expect(button("Discard")).toBeTruthy();
});
