import { useContext } from "preact/hooks";
import type { Connection } from "../api/follow-events.ts";
import type { SessionState } from "../state/session-state.ts";
import { en } from "../text/en.ts";
import { Frame } from "./frame.ts";
import { Icon } from "./icon.tsx";

/** Back to the launcher, and wider: only where the panel floats. */
export const FrameButtons = () => {
  const frame = useContext(Frame);
  if (!frame.floats) return null;
  const widened = frame.wide.value;
  return (
    <>
      <button
        type="button"
        class="btn square widen"
        aria-pressed={widened}
        aria-label={widened ? en.narrow : en.widen}
        onClick={() => (frame.wide.value = !widened)}
      >
        <Icon name="margin" />
      </button>
      <button type="button" class="btn square" aria-label={en.close} onClick={frame.close}>
        <Icon name="down" />
      </button>
    </>
  );
};

type Props = {
  title: string;
  state: SessionState;
  connection: Connection;
  onStepOut?: () => void;
  onBack?: () => void;
};

const Presence = ({ state, connection }: Pick<Props, "state" | "connection">) => {
  const { observers, session } = state;
  if (session.status === "COMPLETED") {
    return (
      <p class="small soft">
        <Icon name="check" />
        {en.bar.finished(session.endedAt ?? session.lastActivityAt)}
      </p>
    );
  }
  if (connection === "broken") {
    return (
      <p class="small soft">
        <Icon name="offline" />
        {en.bar.reconnecting}
      </p>
    );
  }
  const watched = (observers ?? 0) > 0;
  return (
    <p class={`small ${watched ? "watched" : "soft"}`}>
      <Icon name={watched ? "eye" : "unseen"} />
      {watched ? en.bar.watching(observers ?? 0) : en.bar.nobody}
    </p>
  );
};

/** Where one is, who watches, and the way out, which is always here. */
export const Bar = ({ title, state, connection, onStepOut, onBack }: Props) => (
  <header class="bar">
    <div>
      <h2>{title}</h2>
      <Presence state={state} connection={connection} />
    </div>
    {onStepOut && (
      <button type="button" class="btn" onClick={onStepOut}>
        <Icon name="out" />
        {en.bar.stepOut}
      </button>
    )}
    {onBack && (
      <button type="button" class="btn" onClick={onBack}>
        {en.bar.notes}
      </button>
    )}
    <FrameButtons />
  </header>
);
