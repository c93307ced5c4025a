import { signal } from "@preact/signals";

/** The time that "14 min ago" is measured from. Ticks while the console is open. */
export const now = signal(Date.now());
export const startClock = (): (() => void) => {
  const timer = setInterval(() => void (now.value = Date.now()), 15_000);
  return () => clearInterval(timer);
};
