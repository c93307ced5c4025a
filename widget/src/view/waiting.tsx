import { wordless } from "../state/locale.ts";
import { en } from "../text/en.ts";
import { Icon } from "./icon.tsx";

export const Opening = ({ trouble, asking }: { trouble?: boolean; asking?: boolean }) => (
  <div class="opening">
    <i />
    <i />
    <i class="mine" />
    <p class="soft" role="status">
      {wordless.value ? "" : trouble ? en.bar.reconnecting : asking ? en.asking : en.opening}
    </p>
  </div>
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
