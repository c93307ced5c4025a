import { effect, signal } from "@preact/signals";
import { render } from "preact";
import type { PanelHandle, PanelHost, PanelModule } from "../panel-handle.ts";
import { warmFollow } from "../state/follow.ts";
import { setLocale, speakFirstOf } from "../state/locale.ts";
import { createVisit, signOutOf } from "../state/visit.ts";
import { tagsFor } from "../text/pick-language.ts";
import { checkWith } from "./checked.ts";
import { goToWords } from "./go-to-words.ts";
import { apart, beside, pages } from "./lazy.tsx";
import { markdown } from "./markdown.ts";
import { Panel } from "./panel.tsx";
import css from "./panel.css?inline";

/** Takes a word out of the page's fragment: it must not stay in a history or a screenshot. Null where it is not there. */
const takeFromAddress = (name: string): string | null => {
  const word = new RegExp(`([#&])${name}=([^&]*)&?`);
  const found = word.exec(location.hash);
  if (!found) return null;
  const rest = location.hash.replace(word, "$1").replace(/[#&]$/, "");
  history.replaceState(history.state, "", location.pathname + location.search + rest);
  return found[2] ?? "";
};

/** Draws the panel into the widget's shadow root. The caller shows, hides and disposes of it. */
export const mountPanel = (host: PanelHost): PanelHandle => {
  const { root } = host;
  checkWith(host);
  const loaderSheets = [...root.adoptedStyleSheets];
  const adopted = new Set<string>();
  // adopted style sheets alone: they work under a CSP without 'unsafe-inline'
  const adopt = (text: string): void => {
    if (adopted.has(text)) return;
    adopted.add(text);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  };
  adopt(css);
  const place = document.createElement("div");
  place.className = "place";
  root.append(place);

  void speakFirstOf(tagsFor(root.host, host.options.locale));
  const shown = signal(false);
  if (root.host instanceof HTMLElement) root.host.dataset["density"] ??= host.options.density;
  let returned = false;
  const wide = signal(false);
  const visit = createVisit({
    options: host.options,
    emit: host.emit,
    onState: host.onState,
    onStored: () => void takeFromAddress("invitation"),
  });
  // the looks that staff have given the site; what the page's own style sheet says goes before
  const undress = effect(() => {
    const at = visit.screen.value;
    const theme = at.name === "preview" ? at.preview.theme : visit.invitation.value?.theme;
    const lines = Object.entries(theme ?? {}).map(([name, { light, dark }]) => `${name}:light-dark(${light},${dark})`);
    if (lines.length > 0) adopt(`:host{${lines.join(";")}}`);
  });
  const untell = effect(() => {
    const at = visit.screen.value;
    if (at.name === "conversation") at.conversation.beShown(shown.value);
  });
  const enter = (token: string): void => void visit.open(token);
  render(<Panel host={host} visit={visit} shown={shown} wide={wide} adopt={adopt} onInvitation={enter} />, place);
  const box = place.firstElementChild as HTMLElement;
  const whenOnline = (): void => {
    pages.load();
    apart.load();
    beside.load();
    if (visit.screen.peek().name === "trouble") visit.again();
  };
  addEventListener("online", whenOnline);
  const { invitation, person } = host.options;
  // fetched beside the preview, or beside a conversation that has notes, not after it
  (visit.knows(invitation) ? apart : pages).load();
  warmFollow();
  if (visit.knows(invitation)) markdown.load();
  if (person) visit.identify(person);
  // at once: it is good for one redemption, in this tab, and for nobody's eyes
  const back = takeFromAddress("sign-in");
  void (back === null ? visit.open(invitation) : visit.comeBack(back, invitation));

  return {
    box,
    tell: (said) => {
      if ("person" in said) visit.identify(said.person);
      else if ("locale" in said) void setLocale(said.locale);
      else enter(said.invitation);
    },
    signOut: () => signOutOf(visit),
    show: (byClick) => {
      // another person may have come since; the first time, opening asks
      if (returned) visit.heed();
      returned = true;
      shown.value = true;
      box.hidden = false;
      // who clicked the launcher goes in; a panel that opened by itself takes nobody's focus
      if (!byClick) return;
      box.focus({ preventScroll: true });
      goToWords(box);
    },
    hide: () => {
      shown.value = false;
    },
    dispose: () => {
      removeEventListener("online", whenOnline);
      undress();
      untell();
      visit.dispose();
      render(null, place);
      place.remove();
      root.adoptedStyleSheets = loaderSheets;
    },
  };
};

/** See `PanelModule`. */
export const signOut: PanelModule["signOut"] = (options) =>
  signOutOf(createVisit({ options, emit: () => {}, onStored: () => {} }));
