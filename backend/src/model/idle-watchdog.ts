/** Aborts `controller` with `reason()` when `touch` was not called for `idleMs`: the SDK's timeout ends with the headers. */
export const startIdleWatchdog = (
  controller: AbortController,
  idleMs: number,
  reason: () => Error,
): { touch: () => void; stop: () => void } => {
  const timer = setTimeout(() => controller.abort(reason()), idleMs);
  return {
    touch: () => {
      timer.refresh();
    },
    stop: () => {
      clearTimeout(timer);
    },
  };
};
