// The browser's seam, played by a test: a microphone, a recorder, what measures and what recognises.
import { vi } from "vitest";

export class FakeRecorder {
  static made: FakeRecorder[] = [];
  static isTypeSupported = (type: string): boolean => type === "audio/webm;codecs=opus";
  state: "inactive" | "recording" | "paused" = "inactive";
  ondataavailable: ((event: { data: Blob }) => void) | null = null;
  onstop: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readonly stream: FakeStream;
  readonly mimeType: string;
  constructor(stream: FakeStream, options: { mimeType?: string } = {}) {
    this.stream = stream;
    this.mimeType = options.mimeType ?? "";
    FakeRecorder.made.push(this);
  }
  start(): void {
    this.state = "recording";
  }
  pause(): void {
    this.state = "paused";
  }
  resume(): void {
    this.state = "recording";
  }
  /** a real one tells what it has a moment later */
  stop(): void {
    this.state = "inactive";
    queueMicrotask(() => this.onstop?.());
  }
  hears(bytes: string): void {
    this.ondataavailable?.({ data: new Blob([bytes]) });
  }
}

export type FakeStream = { getTracks: () => { stop: () => void }[]; stopped: () => boolean };
const fakeStream = (): FakeStream => {
  let stopped = false;
  return { getTracks: () => [{ stop: () => void (stopped = true) }], stopped: () => stopped };
};

/** Samples that everybody who measures is given. */
export const loudness = { now: 0 };
class FakeAudioContext {
  createAnalyser = () => ({
    fftSize: 0,
    getFloatTimeDomainData: (samples: Float32Array) => samples.fill(loudness.now),
  });
  createMediaStreamSource = () => ({ connect: () => {} });
  close = async () => {};
}

export class FakeRecognition {
  static made: FakeRecognition[] = [];
  lang = "";
  continuous = false;
  interimResults = false;
  onresult: ((event: object) => void) | null = null;
  onend: (() => void) | null = null;
  onerror: ((event: { error: string }) => void) | null = null;
  starts = 0;
  constructor() {
    FakeRecognition.made.push(this);
  }
  start(): void {
    this.starts += 1;
  }
  stop(): void {}
  abort(): void {}
  understands(words: string, isFinal = true): void {
    this.onresult?.({ resultIndex: 0, results: [Object.assign([{ transcript: words }], { isFinal })] });
  }
}

/** @returns what was asked for, and given */
export const plugIn = ({ recognises = false, refuses = "" } = {}) => {
  FakeRecorder.made = [];
  FakeRecognition.made = [];
  loudness.now = 0.1;
  const streams: FakeStream[] = [];
  const getUserMedia = vi.fn(async () => {
    if (refuses !== "") throw new DOMException("no", refuses);
    const stream = fakeStream();
    streams.push(stream);
    return stream;
  });
  vi.stubGlobal("MediaRecorder", FakeRecorder);
  vi.stubGlobal("AudioContext", FakeAudioContext);
  vi.stubGlobal("webkitSpeechRecognition", recognises ? FakeRecognition : undefined);
  Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia }, configurable: true });
  vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:recorded");
  const revoked = vi.spyOn(URL, "revokeObjectURL").mockReturnValue();
  return { getUserMedia, streams, revoked, recorder: () => FakeRecorder.made.at(-1) as FakeRecorder };
};
