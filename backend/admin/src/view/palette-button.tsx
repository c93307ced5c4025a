import { overPage } from "../state/palette.ts";
import { text } from "../text/en.ts";
import { Icon } from "./icon.tsx";

/** The way to the palette for whoever does not use its keys. */
export const PaletteButton = () => (
  <button
    type="button"
    class="palette-open"
    aria-haspopup="dialog"
    aria-keyshortcuts="Control+K Meta+K"
    onClick={() => void (overPage.value = "palette")}
  >
    <Icon name="search" />
    <span>{text.palette.open}</span>
    <kbd aria-hidden="true">Ctrl K</kbd>
  </button>
);
