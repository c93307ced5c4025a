import type { StreamEvent } from "../protocol/stream-events.ts";

type Append = (event: StreamEvent) => Promise<string>;
/** Milliseconds for which deltas after the first are gathered into one entry. */
const GATHER_MS = 25;

/**
 * Writes one lane of one attempt to the log: the first delta at once, later ones gathered. `text` is all that has
 * arrived; `end` writes what is still gathered, so that nothing of a lane comes after its end.
 */
export const createLaneWriter = (append: Append, lane: "partner" | "coach", exchangeId: string, attempt: number) => {
  let [text, written] = ["", 0];
  let timer: NodeJS.Timeout | undefined;
  let held = false;
  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (written === text.length) return;
    const [offset, piece] = [written, text.slice(written)];
    written = text.length;
    await append({ type: `${lane}-delta`, exchangeId, attempt, text: piece, offset });
  };
  return {
    get text() {
      return text;
    },
    /** what readers have been told so far */
    get written() {
      return text.slice(0, written);
    },
    /** While held, what arrives is kept back: it may turn out not to be for the reader. */
    hold: (hold: boolean) => {
      held = hold;
    },
    write: async (piece: string): Promise<void> => {
      text += piece;
      if (held) return;
      if (written === 0) await flush();
      else timer ??= setTimeout(() => void flush(), GATHER_MS);
    },
    end: flush,
    /** Nothing more is told: what is still gathered belongs to nobody. */
    drop: (): void => {
      clearTimeout(timer);
      timer = undefined;
      written = text.length;
    },
  };
};
export type LaneWriter = ReturnType<typeof createLaneWriter>;
