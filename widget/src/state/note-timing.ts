/** When the coach's notes are shown: as they come, each when it is asked for, or all of them at the end. The invitee chooses. */
export const NOTE_TIMINGS = ["at-once", "asked", "end"] as const;
export type NoteTiming = (typeof NOTE_TIMINGS)[number];

export const parseNoteTiming = (text: string | null): NoteTiming =>
  NOTE_TIMINGS.find((timing) => timing === text) ?? "at-once";
