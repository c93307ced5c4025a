import { batch, signal } from "@preact/signals";
import type { InviteeApi } from "../api/api-client.ts";
import { readJson } from "../api/api-client.ts";
import { ApiProblem } from "../api/api-problem.ts";
import type { KeptRecording, VoiceTerms } from "../api/protocol.ts";
import { recordingType } from "./browser-voice.ts";
import { createListeningIn } from "./listening-in.ts";
import { createLoudness } from "./loudness.ts";

/**
 * `told`: what is kept is to be read first. `asking`: the browser asks for the microphone. `stopped`: it can be listened to,
 * nothing is sent. `keeping`: it goes to the server, which may write it down.
 */
export type RecorderStep = "off" | "told" | "asking" | "recording" | "paused" | "stopped" | "keeping";
export type RecorderProblem = "refused" | "missing" | "failed" | "empty" | "upload" | "tooMany" | "refusedByServer";

type Surroundings = {
  api: InviteeApi;
  sessionId: number;
  terms: VoiceTerms;
  /** the language that is spoken when a recording begins (BCP 47), for the browser's recognition */
  lang: () => string;
  /** kept: its id, and the words, which may be none */
  onKept: (recordingId: string, words: string) => void;
};

const TICK_MS = 100;
/** Without a sound for so long, the microphone is asked about. */
const SILENCE_TICKS = 40;
const SILENT = 0.05;
/** An upload, and a server that writes it down. */
const PATIENCE_MS = 90_000;
const BITS_PER_SECOND = 32_000;

const problemOf = (error: unknown): RecorderProblem => {
  const { name } = error as { name?: string };
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  return name === "NotFoundError" || name === "NotReadableError" || name === "OverconstrainedError"
    ? "missing"
    : "failed";
};
const uploadProblemOf = (error: unknown): RecorderProblem => {
  if (!(error instanceof ApiProblem) || error.passing) return "upload";
  return error.status === 429 ? "tooMany" : "refusedByServer";
};

/**
 * One recording at a time, from the microphone to the server. The microphone is held while it records or pauses, and at no
 * other moment; what is discarded is gone.
 */
export const createRecorder = ({ api, sessionId, terms, lang, onKept }: Surroundings) => {
  const step = signal<RecorderStep>("off");
  const problem = signal<RecorderProblem | null>(null);
  const seconds = signal(0);
  /** from 0 to 1 */
  const level = signal(0);
  const silent = signal(false);
  /** it was as long, or as large, as one may be */
  const full = signal(false);
  /** what was recorded, to be heard before it is sent */
  const clip = signal<string | null>(null);

  let recorder: MediaRecorder | null = null;
  let loudness: ReturnType<typeof createLoudness> | null = null;
  let listeningIn: ReturnType<typeof createListeningIn> | null = null;
  let parts: Blob[] = [];
  let recorded: Blob | null = null;
  let words = "";
  let quietTicks = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  let isHidden = (): boolean => false;
  /** raised where what is under way is not wanted any more */
  let turn = 0;

  const letGo = (): void => {
    clearInterval(timer);
    loudness?.close();
    loudness = null;
    for (const track of recorder?.stream.getTracks() ?? []) track.stop();
    recorder = null;
  };
  const forget = (): void => {
    turn += 1;
    if (recorder) {
      recorder.ondataavailable = recorder.onstop = recorder.onerror = null;
      if (recorder.state !== "inactive") recorder.stop();
    }
    letGo();
    listeningIn?.end();
    listeningIn = null;
    if (clip.peek() !== null) URL.revokeObjectURL(clip.peek() ?? "");
    parts = [];
    recorded = null;
    words = "";
    quietTicks = 0;
    batch(() => {
      clip.value = null;
      seconds.value = level.value = 0;
      silent.value = full.value = false;
      problem.value = null;
    });
  };
  const fail = (what: RecorderProblem): void => {
    forget();
    batch(() => {
      problem.value = what;
      step.value = "told";
    });
  };

  const pause = (): void => {
    if (step.peek() !== "recording") return;
    recorder?.pause();
    listeningIn?.pause();
    batch(() => {
      step.value = "paused";
      level.value = 0;
    });
  };
  const stop = (): void => {
    if (step.peek() !== "recording" && step.peek() !== "paused") return;
    listeningIn?.pause();
    recorder?.stop();
  };
  const tick = (): void => {
    // nobody speaks on unseen
    if (isHidden()) return pause();
    if (step.peek() !== "recording") return;
    const loud = loudness?.now() ?? 0;
    quietTicks = loud < SILENT ? quietTicks + 1 : 0;
    const size = parts.reduce((sum, part) => sum + part.size, 0);
    batch(() => {
      seconds.value += TICK_MS / 1000;
      level.value = loud;
      silent.value = loudness?.measures === true && quietTicks >= SILENCE_TICKS;
    });
    if (seconds.peek() < terms.maxSeconds && size < terms.maxBytes * 0.9) return;
    full.value = true;
    stop();
  };

  const begin = (stream: MediaStream): void => {
    const type = recordingType();
    const made = new MediaRecorder(stream, {
      audioBitsPerSecond: BITS_PER_SECOND,
      ...(type === null ? {} : { mimeType: type }),
    });
    recorder = made;
    made.ondataavailable = ({ data }) => parts.push(data);
    made.onerror = () => fail("failed");
    made.onstop = () => {
      recorded = new Blob(parts, { type: made.mimeType });
      letGo();
      if (recorded.size === 0) return fail("empty");
      words = listeningIn?.words() ?? "";
      batch(() => {
        clip.value = URL.createObjectURL(recorded as Blob);
        level.value = 0;
        silent.value = false;
        step.value = "stopped";
      });
    };
    loudness = createLoudness(stream);
    if (!terms.writtenDown) listeningIn = createListeningIn(lang());
    made.start(1_000);
    listeningIn?.start();
    timer = setInterval(tick, TICK_MS);
    step.value = "recording";
  };

  return {
    terms,
    step,
    problem,
    seconds,
    level,
    silent,
    full,
    clip,
    open: (): void => {
      if (step.peek() === "off") step.value = "told";
    },
    /** @param hidden whether the recorder cannot be seen: then it pauses */
    start: async (hidden: () => boolean): Promise<void> => {
      if (step.peek() !== "told") return;
      forget();
      isHidden = hidden;
      const mine = turn;
      step.value = "asking";
      try {
        const stream = await navigator.mediaDevices.getUserMedia({
          audio: { echoCancellation: true, noiseSuppression: true, channelCount: 1 },
        });
        if (mine === turn) begin(stream);
        else for (const track of stream.getTracks()) track.stop();
      } catch (error) {
        if (mine === turn) fail(problemOf(error));
      }
    },
    pause,
    goOn: (): void => {
      if (step.peek() !== "paused") return;
      quietTicks = 0;
      recorder?.resume();
      listeningIn?.start();
      step.value = "recording";
    },
    stop,
    use: async (): Promise<void> => {
      if (step.peek() !== "stopped" || recorded === null) return;
      const mine = turn;
      batch(() => {
        step.value = "keeping";
        problem.value = null;
      });
      try {
        const kept = await readJson<KeptRecording>(
          api.call("POST", `/v1/sessions/${sessionId}/recordings`, {
            body: recorded,
            signal: AbortSignal.timeout(PATIENCE_MS),
          }),
        );
        if (mine !== turn) return;
        const text = kept.text ?? words;
        forget();
        step.value = "off";
        onKept(kept.recordingId, text);
      } catch (error) {
        if (mine !== turn) return;
        batch(() => {
          problem.value = uploadProblemOf(error);
          step.value = "stopped";
        });
      }
    },
    /** What was recorded is gone, and the microphone is let go. */
    discard: (): void => {
      forget();
      step.value = "off";
    },
  };
};
export type Recorder = ReturnType<typeof createRecorder>;
