import { launcherText } from "./text/en.ts";

const SVG = "http://www.w3.org/2000/svg";

const drawMark = (): SVGElement => {
  const mark = document.createElementNS(SVG, "svg");
  mark.setAttribute("viewBox", "0 0 16 16");
  mark.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", "M2 3.5h7M2 8h7M2 12.5h4.5M13 2.5v11");
  mark.append(path);
  return mark;
};

export type Launcher = { button: HTMLButtonElement; say: (state: "open" | "loading" | "failed") => void };

/** The quiet pill in the corner: plain DOM, so that nothing heavy loads before it is used. */
export const createLauncher = (actions: { open: () => void; warm: () => void }): Launcher => {
  const button = document.createElement("button");
  const label = document.createElement("span");
  button.type = "button";
  button.className = "launch";
  button.setAttribute("aria-haspopup", "dialog");
  button.setAttribute("aria-expanded", "false");
  button.append(drawMark(), label);
  button.onclick = actions.open;
  button.onpointerenter = button.onfocus = actions.warm;
  const say: Launcher["say"] = (state) => {
    label.textContent = launcherText[state];
  };
  say("open");
  return { button, say };
};
