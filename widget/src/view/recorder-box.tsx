import type { Ref } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Recorder } from "../state/recorder.ts";
import { enVoice } from "../text/en-voice.ts";
import { Player } from "./player.tsx";
import { VoiceIcon } from "./voice-icon.tsx";

type Props = { recorder: Recorder; partner: string; onClose: () => void };
type Part = { recorder: Recorder; first: Ref<HTMLButtonElement> };

const BARS = [0.08, 0.2, 0.34, 0.48, 0.62, 0.76, 0.9];

/** How loud it is, as bars: nothing that moves by itself, and nothing to be read out. */
const Level = ({ recorder }: { recorder: Recorder }) => {
  const level = recorder.level.value;
  return (
    <span class="level" aria-hidden="true">
      {BARS.map((from) => (
        <span key={from} class={level >= from ? "lit" : ""} />
      ))}
    </span>
  );
};

const Time = ({ recorder }: { recorder: Recorder }) => (
  <span class="small tabular" role="timer" aria-live="off">
    {enVoice.recording(recorder.seconds.value, recorder.terms.maxSeconds)}
  </span>
);

const Recording = ({ recorder, first }: Part) => {
  const paused = recorder.step.value === "paused";
  return (
    <div class="recorder-row">
      <span class={paused ? "live-dot" : "live-dot on"} aria-hidden="true" />
      <Level recorder={recorder} />
      <Time recorder={recorder} />
      <button type="button" class="btn" onClick={paused ? recorder.goOn : recorder.pause}>
        <VoiceIcon name={paused ? "microphone" : "pause"} />
        {paused ? enVoice.goOn : enVoice.pause}
      </button>
      <button type="button" class="btn act" ref={first} onClick={recorder.stop}>
        {enVoice.done}
      </button>
    </div>
  );
};

const Recorded = ({ recorder, first }: Part) => (
  <div class="recorder-row">
    {recorder.clip.value !== null && <Player url={recorder.clip.value} />}
    <button type="button" class="btn act" ref={first} onClick={() => void recorder.use()}>
      {recorder.problem.value === null ? enVoice.use : enVoice.again}
    </button>
  </div>
);

const Told = ({ recorder, first, partner, isHidden }: Part & { partner: string; isHidden: () => boolean }) => (
  <>
    <p class="small">{enVoice.told.text(partner)}</p>
    <p class="small soft">{recorder.terms.writtenDown ? enVoice.told.byServer : enVoice.told.byBrowser}</p>
    <div class="recorder-row">
      <button type="button" class="btn act" ref={first} onClick={() => void recorder.start(isHidden)}>
        <VoiceIcon name="microphone" />
        {enVoice.told.start}
      </button>
    </div>
  </>
);

/** What the status line says of a step; it is read out when it changes. */
const statusOf = ({ step, silent, full, terms }: Recorder): string => {
  switch (step.value) {
    case "asking":
      return enVoice.asking;
    case "recording":
      return silent.value ? enVoice.heardNothing : enVoice.state.recording;
    case "paused":
      return enVoice.state.paused;
    case "stopped":
      return full.value ? `${enVoice.full} ${enVoice.state.stopped}` : enVoice.state.stopped;
    case "keeping":
      return terms.writtenDown ? enVoice.state.writing : enVoice.state.keeping;
    default:
      return "";
  }
};

/** The recorder, above the words: what is kept, then level and time, then what was recorded, to be heard before it is used. */
export const RecorderBox = ({ recorder, partner, onClose }: Props) => {
  const box = useRef<HTMLDivElement>(null);
  const first = useRef<HTMLButtonElement>(null);
  const step = recorder.step.value;
  const problem = recorder.problem.value;
  // the button that was pressed is gone with its step
  useEffect(() => first.current?.focus({ preventScroll: true }), [step === "paused" ? "recording" : step]);
  const isHidden = (): boolean => box.current?.checkVisibility?.() === false;
  return (
    <div
      class="recorder"
      role="group"
      aria-label={enVoice.title}
      ref={box}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        // it stops here: a panel that floats stays, and nothing that was said is lost by it
        event.stopPropagation();
        if (step === "told") onClose();
        else recorder.pause();
      }}
    >
      {step === "told" && <Told recorder={recorder} first={first} partner={partner} isHidden={isHidden} />}
      {(step === "recording" || step === "paused") && <Recording recorder={recorder} first={first} />}
      {step === "stopped" && <Recorded recorder={recorder} first={first} />}
      <div class="recorder-row">
        <p class={problem === null ? "small soft" : "small low"} role="status">
          {problem === null ? statusOf(recorder) : enVoice.problems[problem]}
        </p>
        <button type="button" class="btn bare" onClick={onClose}>
          {step === "told" ? enVoice.close : enVoice.discard}
        </button>
      </div>
    </div>
  );
};
