/** On phones the sheet fills what the keyboard leaves: `interactive-widget` is not honoured everywhere. @returns how to stop */
export const followKeyboard = (panel: HTMLElement): (() => void) => {
  const view = globalThis.visualViewport;
  if (!view) return () => {};
  const fit = (): void => {
    panel.style.setProperty("--sc-view-top", `${Math.round(view.offsetTop)}px`);
    panel.style.setProperty("--sc-view-height", `${Math.round(view.height)}px`);
  };
  fit();
  view.addEventListener("resize", fit);
  view.addEventListener("scroll", fit);
  return () => {
    view.removeEventListener("resize", fit);
    view.removeEventListener("scroll", fit);
  };
};
