import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { projectRoot } from "../project-root.ts";

/** What browsers record: Chrome and Firefox WebM, Firefox Ogg too, Safari MP4. */
export const AUDIO_TYPES = ["audio/webm", "audio/ogg", "audio/mp4"] as const;
export type AudioType = (typeof AUDIO_TYPES)[number];

const TYPE_OF_FORMAT: Record<string, AudioType> = { WebM: "audio/webm", Ogg: "audio/ogg", MP4: "audio/mp4" };

/** An hour of sound takes a second, and a third of that memory. */
const PATIENCE_MS = 10_000;
const MOST_MEGABYTES = 128;

type Sound = { format: string; seconds: number };
let reader: Worker | null = null;
let before: Promise<unknown> = Promise.resolve();

const startReader = (): Worker => {
  const started = new Worker(join(projectRoot(), "backend", "src", "recordings", "audio-reader.mjs"), {
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
    // Nothing of this process is its business.
    env: {},
    execArgv: [],
  });
  started.unref();
  return started;
};

const askReader = (bytes: Uint8Array): Promise<Sound | null> =>
  new Promise((resolve) => {
    const asked = (reader ??= startReader());
    const answer = (sound: Sound | null): void => {
      clearTimeout(patience);
      asked.off("message", answer).off("error", giveUp).off("exit", giveUp);
      resolve(sound);
    };
    const giveUp = (): void => {
      reader = null;
      // What it still says of its end is nobody's business.
      asked.on("error", () => undefined);
      answer(null);
      void asked.terminate();
    };
    const patience = setTimeout(giveUp, PATIENCE_MS);
    asked.on("message", answer).on("error", giveUp).on("exit", giveUp);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    asked.postMessage(bytes);
  });

/**
 * What these bytes are, by their content and never by what was said of them: one of the containers above, with sound in it and
 * nothing else. The length is that of the packets themselves, in seconds, since what is recorded live has none in its header.
 * They are read one after the other in a thread that is ended where it takes too long or too much memory: a few kilobytes can tell
 * of thousands of millions of packets, and whoever believes them is busy for ever.
 * @returns null where they are anything else, or broken
 */
export const readAudio = async (bytes: Uint8Array): Promise<{ type: AudioType; seconds: number } | null> => {
  const mine = before.then(() => askReader(bytes));
  before = mine.catch(() => undefined);
  const sound = await mine;
  const type = sound ? TYPE_OF_FORMAT[sound.format] : undefined;
  if (!sound || type === undefined) return null;
  return Number.isFinite(sound.seconds) && sound.seconds > 0 ? { type, seconds: sound.seconds } : null;
};
