import { en } from "../text/en.ts";
import { Icon } from "./icon.tsx";

type Props = { running: boolean; stopping: boolean; send: string; onStop: () => void };

/** The one button of a field: what runs can be stopped, otherwise the words can be sent. */
export const StopOrSend = ({ running, stopping, send, onStop }: Props) =>
  running ? (
    <button
      key="stop"
      type="button"
      class="btn"
      aria-disabled={stopping}
      onClick={(event) => {
        // the second half of a double click on Send is no wish to stop
        if (event.detail <= 1) onStop();
      }}
    >
      <Icon name="stop" />
      {stopping ? en.composer.stopping : en.composer.stop}
    </button>
  ) : (
    <button key="send" type="submit" class="btn act">
      <Icon name="send" />
      {send}
    </button>
  );
