import type { AppContext } from "../app-context.ts";
import type { VoiceTerms } from "../protocol/recordings.ts";

/** What a client may record, where the site takes recordings; else nothing. */
export const voiceTerms = (
  world: Pick<AppContext, "config" | "transcribe">,
  site: { voice: boolean } | null,
): { voice?: VoiceTerms } => {
  const { maxSeconds, maxBytes } = world.config.recordings;
  return site?.voice ? { voice: { maxSeconds, maxBytes, writtenDown: world.transcribe !== null } } : {};
};
