import { useContext } from "preact/hooks";
import { en } from "../text/en.ts";
import { Frame } from "./frame.ts";
import { Icon } from "./icon.tsx";

/** Back to the launcher, over every page of a panel that floats; and wider, where a coach writes in the margin. */
export const FrameButtons = ({ coached }: { coached: boolean }) => {
  const { floats, wide, close } = useContext(Frame);
  if (!floats) return null;
  return (
    <div class="corner">
      {coached && (
        <button
          type="button"
          class="btn square widen"
          aria-pressed={wide.value}
          aria-label={wide.value ? en.narrow : en.widen}
          onClick={() => (wide.value = !wide.peek())}
        >
          <Icon name="margin" />
        </button>
      )}
      <button type="button" class="btn square" aria-label={en.close} onClick={close}>
        <Icon name="down" />
      </button>
    </div>
  );
};
