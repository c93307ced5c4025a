import css from "./overlay.css?inline";

export type Overlay = {
  /** over everything else, also after it was out of the page for a moment */
  raise: () => void;
  lower: () => void;
};

/**
 * How a panel comes to lie over the page: a dialog holds it, so that nothing below can be reached; anything else goes to the top
 * layer as a popover (`top`), where no z-index, transform or clipped body of the page matters, or stays below, where `--sc-z` says.
 */
export const createOverlay = (box: HTMLElement, top: boolean, close: () => void): Overlay => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  (box.getRootNode() as ShadowRoot).adoptedStyleSheets.push(sheet);
  if (!(box instanceof HTMLDialogElement)) {
    if (top) box.popover = "manual";
    // where the browser has no top layer, z-index has to do
    return {
      raise: () => void (top && box.togglePopover?.(true)),
      lower: () => void (top && box.togglePopover?.(false)),
    };
  }
  // Escape is answered by whatever lies uppermost in the panel
  box.addEventListener("cancel", (event) => event.preventDefault());
  // a browser closes it all the same when it is asked twice
  box.addEventListener("close", () => {
    if (box.isConnected && !box.open) close();
  });
  return {
    raise: () => {
      if (box.matches(":modal")) return;
      // out of the page it stays open, and is modal no more
      box.close();
      box.showModal();
    },
    lower: () => box.close(),
  };
};
