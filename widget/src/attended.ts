import type { SidecoachElement } from "./element.ts";
import { followKeyboard } from "./follow-keyboard.ts";
import type { SidecoachMethods } from "./host-api.ts";
import type { Launcher } from "./launcher.ts";
import forced from "./launcher-forced.css?inline";
import type { Loader } from "./loader.ts";
import { markPrivate } from "./mark-private.ts";
import { parseOptions } from "./options.ts";
import type { Emit, PanelHandle, PanelHost, PanelModule, ToldLater } from "./panel-handle.ts";
import { createOverlay, type Overlay } from "./overlay.ts";
import { tellHost } from "./tell-host.ts";
import { launcherWordsIn } from "./text/launcher-words.ts";
import { directionOf, pickLocale, tagsFor } from "./text/pick-language.ts";

/** `integrity` of the files that the panel fetches later, which lie beside this one. */
const SUMS: Readonly<Record<string, string>> = FILE_SUMS;

type Methods = Pick<SidecoachMethods, "start" | "open" | "close" | "toggle" | "identify" | "signOut" | "setLocale">;
/** A widget in the page. */
export type Attended = {
  /** does what was asked for; what it does not know it passes over */
  answer: (verb: string, given: unknown) => void;
  tellReady: () => void;
  /** in the page again after it was moved: over everything else again */
  raise: () => void;
  dispose: () => void;
};

const ASKS = /^(click|key|pointerup|mouseup|touchend|submit)/;
/**
 * A click or a key of the visitor's is being answered right now, so the focus may move into the panel. A while after one it may
 * not: then they may be at something else. `given`: the click on the launcher, of which the page is not told.
 */
const isByClick = (given: unknown): boolean => {
  const now = given instanceof Event ? given : window.event;
  return now !== undefined && now.isTrusted && ASKS.test(now.type);
};

/** Where the visitor's system has its own colours, the launcher is what is to be pressed. Here, since the loader has to be small. */
const forcedColours = (): CSSStyleSheet => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(forced);
  return sheet;
};

/** Looks after a widget from when it is in the page: between its launcher and its panel, and between both and the host page. */
export const attend = (element: SidecoachElement, loader: Loader): Attended => {
  const launcher = element.launcher as Launcher;
  const root = element.shadowRoot as ShadowRoot;
  const options = parseOptions(Object.assign({}, element.script.dataset, element.dataset), element.script.src);
  const { mode } = options;
  let panel: PanelHandle | null = null;
  let overlay: Overlay | null = null;
  let stopFollowing = (): void => {};
  let shown = false;
  let disposed = false;
  markPrivate(element);
  root.adoptedStyleSheets.push(forcedColours());
  launcher.button.ariaExpanded = "false";

  const emit: Emit = (name, ...[detail]) =>
    void element.dispatchEvent(new CustomEvent(`sidecoach:${name}`, { bubbles: true, composed: true, detail }));
  const check: PanelHost["check"] = (urls) =>
    Promise.all(urls.map((url) => loader.fetch([url, SUMS[url.slice(url.lastIndexOf("/") + 1)] ?? ""])));

  const say: Launcher["say"] = (state) => {
    launcher.say(state);
    const tag = pickLocale(tagsFor(element, options.locale));
    const words = launcher.button.lastChild;
    if (words) words.textContent = launcherWordsIn(tag)[state];
    Object.assign(launcher.button, { lang: tag, dir: directionOf(tag) });
  };
  say("open");

  const showLauncher = (visible: boolean): void => {
    const { button } = launcher;
    button.hidden = !visible;
    button.ariaExpanded = `${!visible}`;
    say("open");
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
  const show = async (byClick: boolean): Promise<void> => {
    shown = true;
    say("loading");
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
      say("failed");
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
  const open = (given?: unknown): void => {
    // in the page it opens with the page
    if (!shown) void show(mode !== "inline" && isByClick(given));
  };
  /** Takes up what came later: now where the panel is there, else when it is opened. */
  const tell = (said: ToldLater): void => {
    Object.assign(options, said);
    panel?.tell(said);
  };
  const methods: Methods = {
    open,
    close,
    toggle: () => (shown ? close() : open()),
    start: (given) => {
      if (given?.invitation) tell({ invitation: given.invitation });
      open();
    },
    identify: (given) => {
      // nothing: nobody is signed in there, and nothing is said
      const person = (given as Partial<typeof given> | undefined)?.token;
      if (person) tell({ person });
    },
    signOut: () => {
      options.invitation = null;
      // how to ask is as good for whoever comes next; what was said was said of this one
      if (typeof options.person !== "function") delete options.person;
      if (panel) return panel.signOut();
      loader.panel().then(
        ({ signOut }) => signOut(options),
        (problem: unknown) => console.error("Sidecoach:", problem),
      );
    },
    setLocale: (locale) => {
      tell({ locale });
      say("open");
    },
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
