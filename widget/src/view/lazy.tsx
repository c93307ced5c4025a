import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { later, type Later } from "./later.ts";
import { markdown } from "./markdown.ts";
import { Opening, Stuck } from "./waiting.tsx";

/** before the scene: preview, and everything that has to be explained */
export const pages = later(() => import("./page-of.tsx"));
/** what is written beside the scene, interrupts it or follows it; fetched before anybody waits for it */
export const apart = later(() => import("./apart.tsx"));
/** what stands beside the main line: other lines, private questions; fetched like the one before */
export const beside = later(() => import("./beside.tsx"));
/** asked for by whoever shows words */
let asked = false;
markdown.load = () => {
  if (asked) return;
  asked = true;
  void import("./render-markdown.ts").then(
    (writer) => (markdown.module.value = writer),
    // the words are there, plain; whoever shows the next ones asks again
    () => (asked = false),
  );
};

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
