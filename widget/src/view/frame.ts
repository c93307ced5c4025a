import { signal, type Signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext, useLayoutEffect } from "preact/hooks";
import type { Over } from "../state/screen.ts";

/** How the panel stands in the page. */
export type FrameState = {
  floats: boolean;
  wide: Signal<boolean>;
  /** there is a margin beside the scene */
  roomy: Signal<boolean>;
  close: () => void;
  /** base URL of the API */
  api?: string;
  /** what stands over the conversation */
  over: Signal<Over | null>;
  /** adds a style sheet to the panel's own, once */
  adopt: (css: string) => void;
};

export const Frame = createContext<FrameState>({
  floats: false,
  wide: signal(false),
  roomy: signal(false),
  close: () => {},
  over: signal(null),
  adopt: () => {},
});

/** The style sheets of a part that is fetched later: there before it is painted, and from then on. */
export const useSheets = (...sheets: string[]): void => {
  const { adopt } = useContext(Frame);
  useLayoutEffect(() => sheets.forEach(adopt), []);
};
