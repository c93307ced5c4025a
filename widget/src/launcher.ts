import { launcherText } from "./text/en-launcher.ts";

export type Launcher = {
  button: HTMLButtonElement;
  say: (state: keyof typeof launcherText) => void;
  /** over everything else, wherever it stands in the page */
  raise: () => void;
};

const drawMark = (): SVGElement => {
  const [mark, path] = ["svg", "path"].map((name) => document.createElementNS("http://www.w3.org/2000/svg", name)) as [
    SVGElement,
    SVGElement,
  ];
  mark.setAttribute("viewBox", "0 0 16 16");
  path.setAttribute("d", "M2 3.5h7M2 8h7M2 12.5h4.5M13 2.5v11");
  mark.append(path);
  return mark;
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
  const say: Launcher["say"] = (state) => button.replaceChildren(drawMark(), launcherText[state]);
  say("open");
  if (top) button.popover = "manual";
  // where there is no top layer, z-index has to do
  return { button, say, raise: () => void (top && button.togglePopover?.(true)) };
};
