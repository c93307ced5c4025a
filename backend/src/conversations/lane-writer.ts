import { gatherSpan } from "../model/gather-span.ts";
import type { StreamEvent } from "../protocol/stream-events.ts";

type Append = (event: StreamEvent) => Promise<string>;
/** Milliseconds too early at which no timer is worth it: what the model brings is gathered for as long already. */
const SLACK_MS = 5;

/**
 * Writes one lane of one attempt to the log: the first delta at once, later ones gathered, so that there is at most one entry in
 * 25 ms (more where this server is overloaded); a delta that comes later than that after the last one waits for nothing. `text` is all that has arrived; `end` writes
 * what is still gathered, so that nothing of a lane comes after its end.
 */
export const createLaneWriter = (
  append: Append,
  lane: "partner" | "coach",
  exchangeId: string,
  attempt: number,
  spanMs: () => number = gatherSpan,
) => {
  let [told, gathered] = ["", ""];
  let toldAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let held = false;
  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (gathered === "") return;
    const [offset, piece] = [told.length, gathered];
    told += piece;
    gathered = "";
    toldAt = performance.now();
    await append({ type: `${lane}-delta`, exchangeId, attempt, text: piece, offset });
  };
  return {
    attempt,
    get text() {
      return told + gathered;
    },
    /** what readers have been told so far */
    get written() {
      return told;
    },
    /** While held, what arrives is kept back: it may turn out not to be for the reader. */
    hold: (hold: boolean) => {
      held = hold;
    },
    write: async (piece: string): Promise<void> => {
      gathered += piece;
      if (held || timer) return;
      const wait = toldAt + spanMs() - performance.now();
      if (wait <= SLACK_MS) await flush();
      else timer = setTimeout(() => void flush(), wait);
    },
    end: flush,
    /** Nothing more is told: what is still gathered belongs to nobody. */
    drop: (): void => {
      clearTimeout(timer);
      timer = undefined;
      gathered = "";
    },
  };
};
export type LaneWriter = ReturnType<typeof createLaneWriter>;
