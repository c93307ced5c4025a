import css from "./launcher.css?inline";
import { createLauncher, type Launcher } from "./launcher.ts";
import type { Asked } from "./loader.ts";

/** The methods of the element, and of `window.Sidecoach`; in the order in which they weigh least. */
export const VERBS = "start open close setLocale setTheme signOut off identify once toggle destroy on".split(" ");

/**
 * `<sidecoach-widget>`: a shadow root with the launcher. All that happens to it, and all that is asked of it, goes to the rest of
 * the embedding, and waits for that where it is not there yet.
 */
export class SidecoachElement extends HTMLElement {
  /** the tag by which elements go that the page has made itself */
  declare static script: HTMLScriptElement;
  declare static ask: (...asked: Asked) => void;
  /** fetches what a click will need */
  declare static warm: () => void;
  /** where files come from, and what its own attributes do not say */
  script = SidecoachElement.script;
  launcher: Launcher | null = null;

  connectedCallback(): void {
    const { ask, warm } = SidecoachElement;
    if (!this.launcher) {
      const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      root.adoptedStyleSheets = [sheet];
      const { mode = "floating", theme = "", layer } = Object.assign({}, this.script.dataset, this.dataset);
      Object.assign(this.dataset, { mode, theme });
      const inline = mode === "inline";
      this.launcher = createLauncher((click) => ask(this, "open", click), warm, !inline && layer !== "page", inline);
      root.append(this.launcher.button);
      if (inline) ask(this, "open");
    }
    this.launcher.raise();
    ask(this, "arrived");
  }
  disconnectedCallback(): void {
    SidecoachElement.ask(this, "left");
  }
}
const methods = SidecoachElement.prototype as unknown as Record<string, (given: unknown, more: unknown) => void>;
for (const verb of VERBS)
  methods[verb] = function (this: SidecoachElement, given, more) {
    SidecoachElement.ask(this, verb, given, more);
  };
