import { z } from "zod";

/** What may be recorded, where the invitation's site takes recordings. */
export const VoiceTerms = z.object({
  /** a recording lasts at most so many seconds, and has at most so many bytes */
  maxSeconds: z.int().positive(),
  maxBytes: z.int().positive(),
  /** the server writes down what is said; otherwise the words have to come with it */
  writtenDown: z.boolean(),
});
export type VoiceTerms = z.infer<typeof VoiceTerms>;

/** Of one that was kept and not sent yet. */
export const RecordingId = z.string().regex(/^[\w-]{1,64}$/);
/** POST /v1/sessions/:id/recordings. The body is the sound itself: audio/webm, audio/ogg or audio/mp4. */
export const KeptRecording = z.object({
  recordingId: RecordingId,
  seconds: z.number().positive(),
  /** what was said; left out where no server writes it down, or that one could not */
  text: z.string().optional(),
});
export type KeptRecording = z.infer<typeof KeptRecording>;
