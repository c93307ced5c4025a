import type { AppContext } from "../app-context.ts";
import type { VoiceTerms } from "../protocol/recordings.ts";

/** What a client may record, where the site takes recordings; else nothing. */
export const voiceTerms = (
  world: Pick<AppContext, "config" | "transcribe" | "simulated">,
  site: { voice: boolean; testMode: boolean } | null,
): { voice?: VoiceTerms } => {
  const { maxSeconds, maxBytes } = world.config.recordings;
  if (!site?.voice) return {};
  const writtenDown = world.transcribe !== null && (world.simulated || !site.testMode);
  return { voice: { maxSeconds, maxBytes, writtenDown } };
};
