import { signal, type ReadonlySignal, type Signal } from "@preact/signals-core";
import { useLayoutEffect, useState } from "preact/hooks";

/** The value of a signal; the component is drawn again when it changes. (`@preact/signals` does the same by itself, for 1.2 kB.) */
export const useWatch = <T>(source: ReadonlySignal<T>): T => {
  const [, see] = useState(source.peek());
  useLayoutEffect(() => source.subscribe((value) => see(() => value)), [source]);
  return source.peek();
};

/** A signal of the component's own, watched. */
export const useLocal = <T>(initial: T): Signal<T> => {
  const [own] = useState(() => signal(initial));
  useWatch(own);
  return own;
};
