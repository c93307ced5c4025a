import { useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { text } from "../text/en.ts";

/** The console asks the server that it came from, under whatever name that was reached. */
const onThisServer = (url: string): string => {
  const { pathname, search } = new URL(url);
  return pathname + search;
};

/**
 * What an invitee said aloud. The page is read again every few seconds, each time with another signed address: the first is kept,
 * so that nothing breaks off, until it has ended.
 */
export const Recording = ({ url, readAgain }: { url: string; readAgain: () => Promise<void> }) => {
  const newest = useRef(url);
  newest.current = url;
  const source = useSignal(url);
  const failed = useSignal(false);
  const asked = useRef(false);
  const onError = async (): Promise<void> => {
    if (asked.current) return void (failed.value = true);
    asked.current = true;
    if (newest.current === source.peek()) await readAgain();
    if (newest.current === source.peek()) failed.value = true;
    else source.value = newest.current;
  };
  return (
    <div class="recording">
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- what is said in it stands above it, as the message */}
      <audio
        controls
        preload="none"
        aria-label={text.session.recording}
        src={onThisServer(source.value)}
        onPlaying={() => (asked.current = false)}
        onError={() => void onError()}
      />
      {failed.value && <p class="small soft">{text.session.recordingGone}</p>}
    </div>
  );
};
