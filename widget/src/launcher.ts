import { launcherText } from "./text/en-launcher.ts";

export type Launcher = {
  button: HTMLButtonElement;
  say: (state: keyof typeof launcherText) => void;
  /** over everything else, wherever it stands in the page */
  raise: () => void;
};

/**
 * The quiet pill in the corner: plain DOM, so that nothing heavy loads before it is used. `top`: over everything else. `inline`: in
 * the page, where it only says that the panel is being fetched, or could not be.
 */
export const createLauncher = (
  open: (click: Event) => void,
  warm: () => void,
  top: boolean,
  inline: boolean,
): Launcher => {
  const button = document.createElement("button");
  button.className = "launch";
  if (inline) button.style.position = "static";
  button.onclick = open;
  button.onpointerenter = button.onfocus = warm;
  const say: Launcher["say"] = (state) => void (button.textContent = launcherText[state]);
  say("open");
  if (top) button.popover = "manual";
  // where there is no top layer, z-index has to do
  return { button, say, raise: () => void (top && button.togglePopover?.(true)) };
};
