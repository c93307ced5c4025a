import css from "./launcher.css?inline";
import { createLauncher, type Launcher } from "./launcher.ts";
import type { Later, Options } from "./options.ts";
import type { PanelEvent, PanelHandle, PanelModule } from "./panel-handle.ts";

export type Emit = (name: PanelEvent, detail?: Readonly<Record<string, unknown>>) => void;

/**
 * `<sidecoach-widget>`: a shadow root with the launcher, and with the panel once it was opened.
 * Leaving the document disposes of the panel (a page change in a single-page site); coming back mounts anew.
 */
export class SidecoachElement extends HTMLElement {
  options!: Options;
  emit!: Emit;
  #launcher: Launcher | null = null;
  #panel: PanelHandle | null = null;
  #loading: Promise<PanelModule> | null = null;
  #shown = false;

  connectedCallback(): void {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    const { mode, theme } = this.options;
    this.dataset["mode"] = mode;
    if (theme) this.dataset["theme"] = theme;
    if (mode === "inline") return void this.open(false);
    this.#launcher = createLauncher(
      () => void this.open(true),
      () => void this.#load().catch(() => {}),
    );
    root.append(this.#launcher.button);
  }

  disconnectedCallback(): void {
    this.#panel?.dispose();
    this.#panel = null;
    this.#shown = false;
    this.shadowRoot?.replaceChildren();
  }

  /** Loads the panel on the first call. `byClick`: the visitor asked for it, so the focus may move in. */
  async open(byClick: boolean): Promise<void> {
    if (this.#shown || !this.shadowRoot) return;
    this.#shown = true;
    this.#launcher?.say("loading");
    try {
      const { mountPanel } = await this.#load();
      if (!this.isConnected || !this.#shown) return;
      this.#panel ??= mountPanel({
        root: this.shadowRoot,
        options: this.options,
        close: () => this.close(),
        emit: this.emit,
      });
      this.#panel.show(byClick);
      this.#showLauncher(false);
      this.emit("open");
    } catch (problem) {
      this.#shown = false;
      this.#launcher?.say("failed");
      console.error("Sidecoach:", problem);
    }
  }

  close(): void {
    if (!this.#shown || this.options.mode === "inline") return;
    this.#shown = false;
    this.#panel?.hide();
    this.#showLauncher(true);
    this.emit("close");
  }

  toggle(): void {
    if (this.#shown) this.close();
    else void this.open(true);
  }

  /** Takes up what came later: now where the panel is there, else when it is opened. */
  tell(what: Later, token: string): void {
    this.options[what] = token;
    this.#panel?.tell(what, token);
  }

  #load(): Promise<PanelModule> {
    const load: Promise<PanelModule> = import(/* @vite-ignore */ this.options.assets + PANEL_PATH);
    // a failed import is not kept: the next click tries again
    return (this.#loading ??= load.catch((problem: unknown) => {
      this.#loading = null;
      throw problem;
    }));
  }

  #showLauncher(visible: boolean): void {
    const button = this.#launcher?.button;
    if (!button) return;
    const hadFocus = this.shadowRoot?.activeElement;
    button.hidden = !visible;
    button.ariaExpanded = `${!visible}`;
    this.#launcher?.say("open");
    // only who was inside is brought back; nobody else's focus is touched
    if (visible && hadFocus) button.focus({ preventScroll: true });
  }
}
