import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { clock } from "../text/clock.ts";
import { enVoice } from "../text/en-voice.ts";
import { VoiceIcon } from "./voice-icon.tsx";

const { listen } = enVoice;

type Props = {
  url: string;
  /** another address for the same, where this one has ended */
  renew?: () => Promise<string | null>;
};

/** One button that plays a recording from its beginning, or stops it. */
export const Player = ({ url, renew }: Props) => {
  const audio = useRef<HTMLAudioElement>(null);
  const playing = useSignal(false);
  const now = useSignal(0);
  const blocked = useSignal(false);
  const renewed = useRef(false);
  // read again, a message tells another address: what plays goes on by the one that it began with
  const source = useRef(url).current;
  useEffect(() => () => audio.current?.pause(), []);
  const play = (): void => {
    const element = audio.current;
    if (!element) return;
    element.currentTime = 0;
    blocked.value = false;
    // what went wrong comes as an `error` of the element; that it was stopped meanwhile is no fault
    element.play().catch(() => {});
  };
  const onError = async (): Promise<void> => {
    playing.value = false;
    const element = audio.current;
    const fresh = renew && !renewed.current ? await renew().catch(() => null) : null;
    renewed.current = true;
    if (!element || fresh === null) {
      blocked.value = true;
      return;
    }
    element.src = fresh;
    play();
  };
  return (
    <span class={blocked.value ? "player blocked" : "player"}>
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- what is said in it stands above it, as the message */}
      <audio
        ref={audio}
        src={source}
        preload="none"
        onPlaying={() => {
          playing.value = true;
          renewed.current = false;
        }}
        onPause={() => (playing.value = false)}
        onEnded={() => (playing.value = false)}
        onTimeUpdate={(event) => (now.value = event.currentTarget.currentTime)}
        onError={() => void onError()}
      />
      <button
        type="button"
        class="btn bare"
        aria-label={playing.value ? listen.stop : listen.play}
        onClick={() => (playing.value ? audio.current?.pause() : play())}
      >
        <VoiceIcon name={playing.value ? "pause" : "play"} />
        <span class={playing.value ? "tabular" : ""}>{playing.value ? clock(now.value) : listen.play}</span>
      </button>
      {blocked.value && (
        <span class="small soft" role="status">
          {listen.blocked}{" "}
          {!url.startsWith("blob:") && (
            <a href={url} target="_blank" rel="noreferrer">
              {listen.open}
            </a>
          )}
        </span>
      )}
    </span>
  );
};
