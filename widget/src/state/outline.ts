import { computed, type ReadonlySignal } from "@preact/signals";
import type { AsideState, ExchangeState, SessionState } from "./session-state.ts";

type Known = Readonly<Record<string, unknown>>;
const isKnown = (value: unknown): value is Known => typeof value === "object" && value !== null;

/** The same but for how far words have come; that there are some is no small thing. */
const isAlike = (a: unknown, b: unknown, name = ""): boolean => {
  if (a === b) return true;
  if (name === "text") return !a === !b;
  if (!isKnown(a) || !isKnown(b)) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((part) => isAlike(a[part], b[part], part));
};

/**
 * While words stream the session changes with each of them, but nothing about it does: its outline stays the same object, so that
 * only who shows those words is drawn for them. What an outline has of a text that still grows may be an earlier part of it.
 */
export const createOutline = (state: ReadonlySignal<SessionState | null>) => {
  let before: SessionState | null = null;
  const outline = computed(() => (isAlike(before, state.value) ? before : (before = state.value)));
  return {
    outline,
    /** An exchange of the outline with the words that it has by now; it is drawn again when more of them come. */
    liveExchange: (known: ExchangeState): ExchangeState =>
      known.status === "running" ? (state.value?.exchanges.findLast(({ id }) => id === known.id) ?? known) : known,
    /** The same for an aside. */
    liveAside: (known: AsideState): AsideState =>
      known.status === "running" ? (state.value?.asides.findLast(({ id }) => id === known.id) ?? known) : known,
  };
};
