// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { InviteeApi } from "../src/api/api-client.ts";
import { ApiProblem } from "../src/api/api-problem.ts";
import { canSpeak } from "../src/state/browser-voice.ts";
import { createReadingAloud, spokenText } from "../src/state/reading-aloud.ts";
import { createRecorder, type RecorderProblem } from "../src/state/recorder.ts";
import { createBrowserStore } from "../src/state/browser-store.ts";
import { FakeRecognition, loudness, plugIn } from "./fake-microphone.ts";
import { memoryStorage } from "./samples.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const TERMS = { maxSeconds: 60, maxBytes: 1_000, writtenDown: true };
type Call = InviteeApi["call"];
const kept = (body: object): Call => vi.fn<Call>(async () => new Response(JSON.stringify(body), { status: 201 }));

const set = (call: Call = kept({ recordingId: "r1", seconds: 2, text: "What I said." }), terms = TERMS) => {
  const onKept = vi.fn();
  const recorder = createRecorder({ api: { call } as InviteeApi, sessionId: 7, terms, lang: () => "en-GB", onKept });
  return { recorder, onKept, call };
};
const seen = () => false;
const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe("a recording", () => {
  test("asks for the microphone after the second click alone, and lets go of it before anything is sent", async () => {
    const { getUserMedia, streams, recorder: made } = plugIn();
    const { recorder, onKept, call } = set();
    recorder.open();
    expect(recorder.step.value).toBe("told");
    expect(getUserMedia).not.toHaveBeenCalled();
    const starting = recorder.start(seen);
    expect(recorder.step.value).toBe("asking");
    await starting;
    expect(recorder.step.value).toBe("recording");
    await wait(1_500);
    expect(recorder.seconds.value).toBeCloseTo(1.5);
    expect(recorder.level.value).toBeGreaterThan(0.5);
    made().hears("sound");
    recorder.stop();
    await wait(0);
    expect([recorder.step.value, recorder.clip.value, recorder.level.value]).toEqual(["stopped", "blob:recorded", 0]);
    expect(streams.map((stream) => stream.stopped())).toEqual([true]);
    expect(call).not.toHaveBeenCalled();
    await recorder.use();
    expect(onKept.mock.calls).toEqual([["r1", "What I said."]]);
    const [method, path, options] = vi.mocked(call).mock.calls[0] ?? [];
    expect([method, path]).toEqual(["POST", "/v1/sessions/7/recordings"]);
    expect((options?.body as Blob | undefined)?.type).toBe("audio/webm;codecs=opus");
    expect(recorder.step.value).toBe("off");
  });
  test("time stands while it is paused, and while nobody can see that it records it pauses by itself", async () => {
    const { recorder: made } = plugIn();
    const { recorder } = set();
    let hidden = false;
    recorder.open();
    await recorder.start(() => hidden);
    await wait(1_000);
    recorder.pause();
    expect(made().state).toBe("paused");
    await wait(5_000);
    expect(recorder.seconds.value).toBeCloseTo(1);
    recorder.goOn();
    await wait(500);
    hidden = true;
    await wait(200);
    expect([recorder.step.value, made().state]).toEqual(["paused", "paused"]);
    expect(recorder.seconds.value).toBeCloseTo(1.5);
  });
  test("ends where it is as long, or as large, as one may be", async () => {
    const { recorder: made } = plugIn();
    const long = set().recorder;
    long.open();
    await long.start(seen);
    made().hears("sound");
    await wait(61_000);
    expect([long.step.value, long.full.value]).toEqual(["stopped", true]);
    long.discard();
    long.open();
    await long.start(seen);
    made().hears("x".repeat(950));
    await wait(200);
    expect([long.step.value, long.full.value]).toEqual(["stopped", true]);
  });
  test("asks about the microphone after four silent seconds, until something is heard", async () => {
    plugIn();
    const { recorder } = set();
    loudness.now = 0;
    recorder.open();
    await recorder.start(seen);
    await wait(3_000);
    expect(recorder.silent.value).toBe(false);
    await wait(1_500);
    expect(recorder.silent.value).toBe(true);
    loudness.now = 0.1;
    await wait(200);
    expect(recorder.silent.value).toBe(false);
  });
  test("what is discarded is gone, whenever that is", async () => {
    const { streams, revoked, recorder: made } = plugIn();
    const { recorder, call, onKept } = set();
    recorder.open();
    const starting = recorder.start(seen);
    recorder.discard();
    await starting;
    expect(streams[0]?.stopped()).toBe(true);
    expect(recorder.step.value).toBe("off");

    recorder.open();
    await recorder.start(seen);
    made().hears("sound");
    recorder.discard();
    await wait(1_000);
    expect([recorder.step.value, recorder.clip.value, streams[1]?.stopped()]).toEqual(["off", null, true]);

    recorder.open();
    await recorder.start(seen);
    made().hears("sound");
    recorder.stop();
    await wait(0);
    const using = recorder.use();
    recorder.discard();
    await using;
    expect(revoked).toHaveBeenCalledWith("blob:recorded");
    expect(call).toHaveBeenCalledTimes(1);
    expect(onKept).not.toHaveBeenCalled();
  });
});

test.each<[string, RecorderProblem]>([
  ["NotAllowedError", "refused"],
  ["NotFoundError", "missing"],
  ["NotReadableError", "missing"],
  ["AbortError", "failed"],
])("a microphone that answers %s", async (refuses, problem) => {
  plugIn({ refuses });
  const { recorder } = set();
  recorder.open();
  await recorder.start(seen);
  expect([recorder.step.value, recorder.problem.value]).toEqual(["told", problem]);
});

test.each<[ApiProblem, RecorderProblem]>([
  [new ApiProblem(0, "unreachable", ""), "upload"],
  [new ApiProblem(503, "database-away", ""), "upload"],
  [new ApiProblem(415, "not-a-recording", ""), "refusedByServer"],
  [new ApiProblem(413, "too-large", ""), "refusedByServer"],
])("an upload that fails with %s keeps the recording, to be tried again", async (problem, shown) => {
  const { recorder: made } = plugIn();
  const call = vi.fn<Call>().mockRejectedValueOnce(problem);
  call.mockResolvedValueOnce(new Response(JSON.stringify({ recordingId: "r2", seconds: 1, text: "" })));
  const { recorder, onKept } = set(call);
  recorder.open();
  await recorder.start(seen);
  made().hears("sound");
  recorder.stop();
  await wait(0);
  await recorder.use();
  expect([recorder.step.value, recorder.problem.value, recorder.clip.value]).toEqual([
    "stopped",
    shown,
    "blob:recorded",
  ]);
  await recorder.use();
  expect(onKept.mock.calls).toEqual([["r2", ""]]);
});

test("nothing recorded is nothing to send", async () => {
  plugIn();
  const { recorder } = set();
  recorder.open();
  await recorder.start(seen);
  recorder.stop();
  await wait(0);
  expect([recorder.step.value, recorder.problem.value]).toEqual(["told", "empty"]);
});

describe("the browser's own recognition", () => {
  const browserWrites = { ...TERMS, writtenDown: false };
  const keptSilently = () => kept({ recordingId: "r1", seconds: 2 });

  test("writes down what the server does not, across its own silences and a pause", async () => {
    const { recorder: made } = plugIn({ recognises: true });
    const { recorder, onKept } = set(keptSilently(), browserWrites);
    recorder.open();
    await recorder.start(seen);
    const recognition = FakeRecognition.made[0] as FakeRecognition;
    expect([recognition.lang, recognition.continuous]).toEqual(["en-GB", true]);
    recognition.understands("the heating is off");
    recognition.onerror?.({ error: "no-speech" });
    recognition.onend?.();
    expect(recognition.starts).toBe(2);
    recorder.pause();
    recognition.onend?.();
    expect(recognition.starts).toBe(2);
    recorder.goOn();
    recognition.understands("for nine", false);
    recognition.understands("for nine days");
    recognition.understands("and", false);
    made().hears("sound");
    recorder.stop();
    await wait(0);
    await recorder.use();
    expect(onKept.mock.calls).toEqual([["r1", "the heating is off for nine days and"]]);
  });
  test("where it fails, the words are typed, and it is not asked again and again", async () => {
    const { recorder: made } = plugIn({ recognises: true });
    const { recorder, onKept } = set(keptSilently(), browserWrites);
    recorder.open();
    await recorder.start(seen);
    const recognition = FakeRecognition.made[0] as FakeRecognition;
    recognition.onerror?.({ error: "network" });
    recognition.onend?.();
    expect(recognition.starts).toBe(1);
    made().hears("sound");
    recorder.stop();
    await wait(0);
    await recorder.use();
    expect(onKept.mock.calls).toEqual([["r1", ""]]);
  });
  test("is not asked where the server writes it down", async () => {
    plugIn({ recognises: true });
    const { recorder } = set();
    recorder.open();
    await recorder.start(seen);
    expect(FakeRecognition.made).toEqual([]);
  });
});

test("a button to speak is there where the browser can, and somebody writes it down", () => {
  plugIn();
  expect([canSpeak(true), canSpeak(false)]).toEqual([true, false]);
  plugIn({ recognises: true });
  expect(canSpeak(false)).toBe(true);
  Object.defineProperty(document, "featurePolicy", { value: { allowsFeature: () => false }, configurable: true });
  expect(canSpeak(true)).toBe(false);
  Object.defineProperty(document, "featurePolicy", { value: undefined, configurable: true });
  Object.defineProperty(navigator, "mediaDevices", { value: undefined, configurable: true });
  expect(canSpeak(true)).toBe(false);
  plugIn();
  vi.stubGlobal("MediaRecorder", undefined);
  expect(canSpeak(true)).toBe(false);
});

describe("reading aloud", () => {
  class Utterance {
    lang = "";
    voice: object | null = null;
    readonly text: string;
    constructor(text: string) {
      this.text = text;
    }
  }
  const voices = [
    { lang: "de-DE", localService: true },
    { lang: "en-US", localService: false, name: "far" },
    { lang: "en-GB", localService: true, name: "near" },
  ];
  const speech = { speak: vi.fn(), cancel: vi.fn(), getVoices: () => voices };
  const make = (store = createBrowserStore("lab", memoryStorage())) =>
    createReadingAloud(store, speech as unknown as SpeechSynthesis, () => "en-GB");

  test("reads only what it is asked to, with a voice of the device, and remembers the choice", () => {
    vi.stubGlobal("SpeechSynthesisUtterance", Utterance);
    const store = createBrowserStore("lab", memoryStorage());
    const aloud = make(store);
    aloud.read("Not yet.");
    expect(speech.speak).not.toHaveBeenCalled();
    aloud.toggle();
    aloud.read("So, **what** now?");
    const said = speech.speak.mock.calls[0]?.[0] as Utterance;
    expect([said.text, said.lang, said.voice]).toEqual(["So, what now?", "en-GB", voices[2]]);
    expect(make(store).on.value).toBe(true);
    aloud.toggle();
    expect(make(store).on.value).toBe(false);
    expect(speech.cancel).toHaveBeenCalled();
  });
  test.each([
    ["# Title\n\n- one\n- *two*\n2. three", "Title\n\none\ntwo\nthree"],
    ["> `code` and ~~gone~~", "code and gone"],
    ["2024 was cold - very.", "2024 was cold - very."],
  ])("%j is read as %j", (markdown, read) => {
    expect(spokenText(markdown)).toBe(read);
  });
});
