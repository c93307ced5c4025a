import type { Connection } from "../api/connection.ts";
import type { SessionState } from "../state/session-state.ts";
import { en } from "../text/en.ts";
import { Icon, type IconName } from "./icon.tsx";

type Props = {
  state: SessionState;
  connection: Connection;
  onStepOut?: () => void;
  onBack?: () => void;
};

const presenceOf = ({ state, connection }: Props): { icon: IconName; text: string; watched?: boolean } => {
  const { session, observers } = state;
  if (session.status === "COMPLETED")
    return { icon: "check", text: en.bar.finished(session.endedAt ?? session.lastActivityAt) };
  if (connection === "broken") return { icon: "offline", text: en.bar.reconnecting };
  return observers
    ? { icon: "eye", text: en.bar.watching(observers), watched: true }
    : { icon: "unseen", text: en.bar.nobody };
};

/** Where one is, who watches, and the way out, which is always here. */
export const Bar = (props: Props) => {
  const { icon, text, watched } = presenceOf(props);
  const { onStepOut, onBack } = props;
  return (
    <header class="bar">
      <div>
        <h2>{props.state.session.scenario.name}</h2>
        <p class={`small ${watched ? "watched" : "soft"}`}>
          <Icon name={icon} />
          {text}
        </p>
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
    </header>
  );
};
