let wasWriting = false;

/** The field is about to go: whoever writes in it goes on in the one that comes in its place, or else stays in the panel. */
export const leaveWords = (field: HTMLElement | null): void => {
  if (!field?.matches(":focus")) return;
  field.closest<HTMLElement>(".sc")?.focus({ preventScroll: true });
  wasWriting = true;
  // what comes in its place is there before anything else happens
  queueMicrotask(() => (wasWriting = false));
};

/**
 * Whoever came in by a click, and has gone nowhere since, wants to write. On a phone that would bring up the keyboard, over what is
 * to be read first. `box`: the panel, which has the focus until there is something to write in.
 */
export const goToWords = (box: HTMLElement | null | undefined): void => {
  const { activeElement } = (box?.getRootNode() ?? {}) as ShadowRoot;
  if (!box || activeElement !== box || (!wasWriting && matchMedia("(pointer: coarse)").matches)) return;
  box.querySelector<HTMLElement>(".foot textarea")?.focus({ preventScroll: true });
};
