import { signal, type Signal } from "@preact/signals";
import { createContext } from "preact";

/** How the panel stands in the page. */
export type FrameState = {
  floats: boolean;
  wide: Signal<boolean>;
  close: () => void;
  /** adds a style sheet to the panel's own, once */
  adopt: (css: string) => void;
};

export const Frame = createContext<FrameState>({
  floats: false,
  wide: signal(false),
  close: () => {},
  adopt: () => {},
});
