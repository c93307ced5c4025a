import type { SidecoachElement } from "./element.ts";
import { followKeyboard } from "./follow-keyboard.ts";
import type { SidecoachMethods } from "./host-api.ts";
import type { Launcher } from "./launcher.ts";
import type { Loader } from "./loader.ts";
import { markPrivate } from "./mark-private.ts";
import { parseOptions, type Later } from "./options.ts";
import type { Emit, PanelHandle, PanelHost, PanelModule } from "./panel-handle.ts";
import { createOverlay, type Overlay } from "./overlay.ts";
import { tellHost } from "./tell-host.ts";

/** `integrity` of the files that the panel fetches later, which lie beside this one. */
const SUMS: Readonly<Record<string, string>> = FILE_SUMS;

type Methods = Pick<SidecoachMethods, "start" | "open" | "close" | "toggle" | "identify" | "setLocale">;
/** A widget in the page. */
export type Attended = {
  /** does what was asked for; what it does not know it passes over */
  answer: (verb: string, given: unknown) => void;
  tellReady: () => void;
  /** in the page again after it was moved: over everything else again */
  raise: () => void;
  dispose: () => void;
};

/** The visitor has just clicked or pressed a key, so the focus may move into the panel. */
const isByClick = (): boolean => navigator.userActivation?.isActive ?? false;

/** Looks after a widget from when it is in the page: between its launcher and its panel, and between both and the host page. */
export const attend = (element: SidecoachElement, loader: Loader): Attended => {
  const launcher = element.launcher as Launcher;
  const root = element.shadowRoot as ShadowRoot;
  const options = parseOptions({ ...element.script.dataset, ...element.dataset }, element.script.src);
  const { mode } = options;
  let panel: PanelHandle | null = null;
  let overlay: Overlay | null = null;
  let stopFollowing = (): void => {};
  let shown = false;
  let disposed = false;
  markPrivate(element);
  launcher.button.ariaExpanded = "false";

  const emit: Emit = (name, ...[detail]) =>
    void element.dispatchEvent(new CustomEvent(`sidecoach:${name}`, { bubbles: true, composed: true, detail }));
  const check: PanelHost["check"] = (urls) =>
    Promise.all(urls.map((url) => loader.fetch([url, SUMS[url.slice(url.lastIndexOf("/") + 1)] ?? ""])));

  const showLauncher = (visible: boolean): void => {
    const { button } = launcher;
    button.hidden = !visible;
    button.ariaExpanded = `${!visible}`;
    launcher.say("open");
    element.toggleAttribute("data-open", !visible);
  };
  const mount = ({ mountPanel }: PanelModule): PanelHandle => {
    const mounted = mountPanel({ root, options, close, emit, onState: tellHost(emit), check, restart });
    const { box } = mounted;
    markPrivate(box.parentElement ?? box);
    if (mode === "inline") return mounted;
    stopFollowing = followKeyboard(box);
    overlay = createOverlay(box, options.layer === "top", close);
    return mounted;
  };
  const show = async (): Promise<void> => {
    const byClick = isByClick();
    shown = true;
    launcher.say("loading");
    try {
      const module = await loader.panel();
      if (!shown || disposed) return;
      panel ??= mount(module);
      panel.show(byClick);
      overlay?.raise();
      showLauncher(false);
      emit("open");
    } catch (problem) {
      shown = false;
      launcher.say("failed");
      emit("error", { code: "unreachable" });
      console.error("Sidecoach:", problem);
    }
  };
  const close = (): void => {
    if (!shown || mode === "inline") return;
    shown = false;
    const hadFocus = root.activeElement;
    panel?.hide();
    overlay?.lower();
    showLauncher(true);
    // only who was inside is brought back; nobody else's focus is touched
    if (hadFocus) launcher.button.focus({ preventScroll: true });
    emit("close");
  };
  let restarting: Promise<void> | null = null;
  const restart = (): Promise<void> =>
    (restarting ??= loader
      .panel(true)
      .then((module) => {
        if (disposed || !panel) return;
        stopFollowing();
        panel.dispose();
        panel = mount(module);
        if (!shown) return;
        panel.show(false);
        overlay?.raise();
      })
      .finally(() => (restarting = null)));
  const open = (): void => {
    if (!shown) void show();
  };
  /** Takes up what came later: now where the panel is there, else when it is opened. */
  const tell = (what: Later, said: string): void => {
    options[what] = said;
    panel?.tell(what, said);
  };
  const methods: Methods = {
    open,
    close,
    toggle: () => (shown ? close() : open()),
    start: (given) => {
      if (given?.invitation) tell("invitation", given.invitation);
      open();
    },
    identify: ({ token }) => tell("person", token),
    setLocale: (tag) => tell("locale", tag),
  };
  return {
    answer: (verb, given) => {
      if (Object.hasOwn(methods, verb)) (methods[verb as keyof Methods] as (given: unknown) => void)(given);
    },
    tellReady: () => emit("ready", { mode }),
    raise: () => {
      if (shown) overlay?.raise();
    },
    dispose: () => {
      disposed = true;
      shown = false;
      stopFollowing();
      panel?.dispose();
      root.replaceChildren();
      element.launcher = null;
      element.removeAttribute("data-open");
    },
  };
};
