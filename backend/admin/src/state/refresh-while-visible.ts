/**
 * Calls `refresh` every `everyMs` while the page is seen, and at once when it is seen again.
 * Returns the way to stop it.
 */
export const refreshWhileVisible = (refresh: () => Promise<void>, everyMs: number): (() => void) => {
  const whenSeen = (): void => {
    if (document.visibilityState === "visible") void refresh();
  };
  const timer = setInterval(whenSeen, everyMs);
  document.addEventListener("visibilitychange", whenSeen);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", whenSeen);
  };
};
