import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Recorder } from "../state/recorder.ts";
import { enVoice } from "../text/en-voice.ts";
import { Level } from "./level.tsx";
import { Player } from "./player.tsx";
import { VoiceIcon } from "./voice-icon.tsx";

type Props = { recorder: Recorder; partner: string; onClose: () => void };

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
  const records = step === "recording" || step === "paused";
  // the button that was pressed is gone with its step
  useEffect(() => first.current?.focus({ preventScroll: true }), [records ? "recording" : step]);
  const isHidden = (): boolean => box.current?.checkVisibility?.() === false;
  const act = (onClick: () => void, words: string, icon?: ComponentChildren) => (
    <button type="button" class="btn act" ref={first} onClick={onClick}>
      {icon}
      {words}
    </button>
  );
  const said = problem === null ? statusOf(recorder) : enVoice.problems[problem];
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
      {step === "told" && (
        <>
          <p class="small">{enVoice.told.text(partner)}</p>
          <p class="small soft">{recorder.terms.writtenDown ? enVoice.told.byServer : enVoice.told.byBrowser}</p>
        </>
      )}
      <div class="recorder-row">
        {records && <Level recorder={recorder} />}
        {step === "stopped" && recorder.clip.value !== null && <Player url={recorder.clip.value} />}
        {/* what can be seen need not be read as well */}
        <p
          class={problem === null ? (records && !recorder.silent.value ? "ear" : "small soft") : "small low"}
          role="status"
        >
          {said}
        </p>
        <span class="recorder-acts">
          <button type="button" class="btn bare" onClick={onClose}>
            {step === "told" ? enVoice.close : enVoice.discard}
          </button>
          {records && (
            <button type="button" class="btn" onClick={step === "paused" ? recorder.goOn : recorder.pause}>
              <VoiceIcon name={step === "paused" ? "microphone" : "pause"} />
              {step === "paused" ? enVoice.goOn : enVoice.pause}
            </button>
          )}
          {step === "told" &&
            act(() => void recorder.start(isHidden), enVoice.told.start, <VoiceIcon name="microphone" />)}
          {records && act(recorder.stop, enVoice.done)}
          {step === "stopped" && act(() => void recorder.use(), problem === null ? enVoice.use : enVoice.again)}
        </span>
      </div>
    </div>
  );
};
