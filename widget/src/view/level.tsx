import type { Recorder } from "../state/recorder.ts";
import { clock } from "../text/clock.ts";
import { enVoice } from "../text/en-voice.ts";

const BARS = [0.08, 0.2, 0.34, 0.48, 0.62, 0.76, 0.9];

/** How loud it is, as bars: nothing that moves by itself, and nothing to be read out. Then for how long. */
export const Level = ({ recorder }: { recorder: Recorder }) => {
  const level = recorder.level.value;
  return (
    <>
      <span class={recorder.step.value === "paused" ? "live-dot" : "live-dot on"} aria-hidden="true" />
      <span class="level" aria-hidden="true">
        {BARS.map((from) => (
          <span key={from} class={level >= from ? "lit" : ""} />
        ))}
      </span>
      <span class="small tabular" role="timer" aria-live="off">
        {enVoice.recording(clock(recorder.seconds.value), clock(recorder.terms.maxSeconds))}
      </span>
    </>
  );
};
