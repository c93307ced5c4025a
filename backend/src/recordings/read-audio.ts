import { BufferSource, Input, MP4, OGG, WEBM } from "mediabunny";

/** What browsers record: Chrome and Firefox WebM, Firefox Ogg too, Safari MP4. */
export const AUDIO_TYPES = ["audio/webm", "audio/ogg", "audio/mp4"] as const;
export type AudioType = (typeof AUDIO_TYPES)[number];

const TYPE_OF_FORMAT: Record<string, AudioType> = { WebM: "audio/webm", Ogg: "audio/ogg", MP4: "audio/mp4" };

/**
 * What these bytes are, by their content and never by what was said of them: one of the containers above, with sound in it and
 * nothing else. The length is that of the packets themselves, in seconds, since what is recorded live has none in its header.
 * @returns null where they are anything else, or broken
 */
export const readAudio = async (bytes: Uint8Array): Promise<{ type: AudioType; seconds: number } | null> => {
  const input = new Input({ formats: [WEBM, OGG, MP4], source: new BufferSource(bytes) });
  try {
    const type = TYPE_OF_FORMAT[(await input.getFormat()).name];
    const tracks = await input.getTracks();
    if (type === undefined || tracks.length === 0 || tracks.some((track) => track.type !== "audio")) return null;
    const seconds = await input.computeDuration();
    return Number.isFinite(seconds) && seconds > 0 ? { type, seconds } : null;
  } catch {
    return null;
  } finally {
    input.dispose();
  }
};
