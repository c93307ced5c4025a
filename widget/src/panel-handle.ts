import type { SidecoachEventName, SidecoachEvents } from "./host-api.ts";
import type { Later, Options } from "./options.ts";
import type { SessionState } from "./state/session-state.ts";

/** Tells the host page. Some things are told without facts. */
export type Emit = <Name extends SidecoachEventName>(
  name: Name,
  ...detail: null extends SidecoachEvents[Name] ? [] : [SidecoachEvents[Name]]
) => void;

/** What the panel is given to stand on. */
export type PanelHost = {
  /** the shadow root to draw in; the panel adopts its own style sheet there */
  root: ShadowRoot;
  options: Options;
  /** back to the launcher */
  close: () => void;
  emit: Emit;
  /** what is known of the session on the screen, each time that changes */
  onState: (state: SessionState | null) => void;
  /** settles once these files are there and are what was built */
  check: (urls: readonly string[]) => Promise<unknown>;
  /** a file did not come: mounts the panel anew, from files of another address; rejects, and leaves this one, where they do not come */
  restart: () => Promise<void>;
};

/** What it lets its host do. */
export type PanelHandle = {
  /** the panel itself, in its wrapper */
  box: HTMLElement;
  /** `byClick`: the visitor asked for it, so the focus may move in; otherwise it stays where it is */
  show: (byClick: boolean) => void;
  hide: () => void;
  /** an invitation, what the host site's backend has signed of who this is, or a language */
  tell: (what: Later, said: string) => void;
  dispose: () => void;
};
export type PanelModule = { mountPanel: (host: PanelHost) => PanelHandle };
