import { en } from "../text/en.ts";
import { Icon } from "./icon.tsx";

export const Opening = ({ trouble }: { trouble?: boolean }) => (
  <p class="opening soft" role="status">
    {trouble ? en.bar.reconnecting : en.opening}
  </p>
);

/** A part of the panel could not be fetched. */
export const Stuck = ({ onAgain }: { onAgain: () => void }) => (
  <div class="stuck">
    <p role="status">{en.trouble.title}</p>
    <button type="button" class="btn act" onClick={onAgain}>
      <Icon name="again" />
      {en.trouble.again}
    </button>
  </div>
);
