import { signal, type ReadonlySignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { Opening, Stuck } from "./waiting.tsx";

type Later<T> = { module: ReadonlySignal<T | null>; failed: ReadonlySignal<boolean>; load: () => void };

/** A file of the panel that is fetched when it is needed, or a little before; a fetch that failed can be asked again. */
export const later = <T,>(fetch: () => Promise<T>): Later<T> => {
  const module = signal<T | null>(null);
  const failed = signal(false);
  let loading = false;
  const load = async (): Promise<void> => {
    if (loading || module.peek() !== null) return;
    loading = true;
    failed.value = false;
    try {
      module.value = await fetch();
    } catch {
      failed.value = true;
    }
    loading = false;
  };
  return { module, failed, load: () => void load() };
};

/** before the scene: preview, and everything that has to be explained */
export const pages = later(() => import("./page-of.tsx"));
/** what is written beside the scene, interrupts it or follows it; fetched before anybody waits for it */
export const apart = later(() => import("./apart.tsx"));
/** what stands beside the main line: other lines, private questions; fetched like the one before */
export const beside = later(() => import("./beside.tsx"));

/** to speak, and to listen: fetched where the site takes recordings */
export const voice = later(() => import("./voice.tsx"));

type Props<T> = {
  from: Later<T>;
  /** instead of a page that says that it is opening */
  waiting?: ComponentChildren;
  children: (module: T) => ComponentChildren;
};

export const Lazy = <T,>({ from, waiting, children }: Props<T>) => {
  useEffect(from.load, [from]);
  const module = from.module.value;
  if (module !== null) return <>{children(module)}</>;
  if (waiting !== undefined) return <>{waiting}</>;
  return from.failed.value ? <Stuck onAgain={from.load} /> : <Opening />;
};
