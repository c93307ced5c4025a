import type { ComponentChildren } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import { Frame } from "./frame.ts";
import { Opening } from "./waiting-pages.tsx";

/** A file of the panel that is fetched when it is needed, or a little before; a fetch that failed is not kept. */
export const fetchOnce = <T,>(load: () => Promise<T>): (() => Promise<T>) => {
  let loading: Promise<T> | null = null;
  return () =>
    (loading ??= load().catch((problem: unknown) => {
      loading = null;
      throw problem;
    }));
};

type Props<T> = {
  load: () => Promise<T & { css?: string }>;
  onFailed: () => void;
  children: (module: T) => ComponentChildren;
};

/** Draws with what `load` brings, style sheet included. */
export const Lazy = <T,>({ load, onFailed, children }: Props<T>) => {
  const { adopt } = useContext(Frame);
  const [loaded, setLoaded] = useState<T | null>(null);
  useEffect(() => {
    load().then((module) => {
      if (module.css) adopt(module.css);
      setLoaded(module);
    }, onFailed);
  }, [load]);
  return <>{loaded ? children(loaded) : <Opening />}</>;
};

export const loadPages = fetchOnce(() => import("./pages.tsx"));
/** fetched while the conversation runs, so that its end does not wait for the network */
export const loadSummary = fetchOnce(() => import("./summary.tsx"));
