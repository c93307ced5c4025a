import type { Later, Options } from "./options.ts";

/** What the loader gives to the panel. */
export type PanelHost = {
  /** the shadow root to draw in; the panel adopts its own style sheet there */
  root: ShadowRoot;
  options: Options;
  /** back to the launcher */
  close: () => void;
  /** tells the host page: `Sidecoach('on', name, listener)` */
  emit: (name: PanelEvent, detail?: Readonly<Record<string, unknown>>) => void;
};

/** What the panel lets the loader do. */
export type PanelHandle = {
  /** `byClick`: the visitor asked for it, so the focus may move in; otherwise it stays where it is */
  show: (byClick: boolean) => void;
  hide: () => void;
  /** an invitation, or what the host site's backend has signed of who this is */
  tell: (what: Later, token: string) => void;
  dispose: () => void;
};

export type PanelEvent = "open" | "close" | "start" | "exchange" | "end" | "problem";
export type PanelModule = { mountPanel: (host: PanelHost) => PanelHandle };
