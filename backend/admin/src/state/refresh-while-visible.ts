const TICK_MS = 1_000;

/**
 * Calls `refresh` while the page is seen, whenever the last call is `everyMs` old, and at once when it is seen again.
 * Returns the way to stop it.
 * @param everyMs asked anew each time, where it is a function: what is shown may say how soon it is stale
 */
export const refreshWhileVisible = (refresh: () => Promise<void>, everyMs: number | (() => number)): (() => void) => {
  let last = Date.now();
  const patience = (): number => (typeof everyMs === "number" ? everyMs : everyMs());
  const whenSeen = (): void => {
    if (document.visibilityState !== "visible") return;
    last = Date.now();
    void refresh();
  };
  const tick = (): void => {
    if (Date.now() - last >= patience()) whenSeen();
  };
  const timer = setInterval(tick, TICK_MS);
  document.addEventListener("visibilitychange", whenSeen);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", whenSeen);
  };
};
