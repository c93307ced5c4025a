// Runs in a thread of its own, see read-audio.ts. Plain JavaScript, since it is started from its file, bundled or not.
import { parentPort } from "node:worker_threads";
import { BufferSource, Input, MP4, OGG, WEBM } from "mediabunny";

/** @param {Uint8Array} bytes @returns {Promise<{ format: string, seconds: number } | null>} */
const readSound = async (bytes) => {
  const input = new Input({ formats: [WEBM, OGG, MP4], source: new BufferSource(bytes) });
  try {
    const { name: format } = await input.getFormat();
    const tracks = await input.getTracks();
    if (tracks.length === 0 || tracks.some((track) => track.type !== "audio")) return null;
    return { format, seconds: await input.computeDuration() };
  } catch {
    return null;
  } finally {
    input.dispose();
  }
};

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.on("message", (bytes) => void readSound(bytes).then((sound) => parentPort?.postMessage(sound)));
