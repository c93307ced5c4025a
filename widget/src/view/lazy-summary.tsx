import type { ComponentProps } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import { Frame } from "./frame.ts";
import { Opening } from "./pages.tsx";

type SummaryModule = typeof import("./summary.tsx");

let loading: Promise<SummaryModule> | null = null;
/** The summary is a file of its own, fetched while the conversation runs, so that its end does not wait for the network. */
export const loadSummary = (): Promise<SummaryModule> =>
  (loading ??= import("./summary.tsx").catch((problem: unknown) => {
    loading = null;
    throw problem;
  }));

/** Where it cannot be fetched, the conversation itself is there to read. */
export const LazySummary = (props: ComponentProps<SummaryModule["Summary"]>) => {
  const { adopt } = useContext(Frame);
  const [loaded, setLoaded] = useState<SummaryModule | null>(null);
  useEffect(() => {
    loadSummary().then((module) => {
      adopt(module.css);
      setLoaded(module);
    }, props.onRead);
  }, []);
  return loaded ? <loaded.Summary {...props} /> : <Opening />;
};
