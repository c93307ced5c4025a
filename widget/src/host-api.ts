/**
 * What a host page has: `window.Sidecoach`, `<sidecoach-widget>` and its events. Types alone, and it imports nothing: the same
 * file is served to host sites as `widget.d.ts`.
 */
export type SidecoachTheme = "light" | "dark" | "auto";
export type SidecoachMode = "floating" | "side-panel" | "full-screen" | "inline";

/** What happens, with the facts in `detail`. No words of the conversation are in any of them. */
export type SidecoachEvents = {
  /** the widget stands in the page and takes calls */
  ready: { readonly mode: SidecoachMode };
  open: null;
  close: null;
  /** the invitation is this visitor's now; not when one comes back to it */
  claimed: { readonly invitationId: string };
  /** a session is on the screen, new or resumed */
  start: { readonly sessionId: number };
  /** somebody has said something, here or in another tab; of the partner and the coach once it is whole */
  message: {
    readonly sessionId: number;
    readonly exchangeId: string;
    readonly messageId: number;
    readonly role: "user" | "partner" | "coach";
  };
  /** how much is left, each time that changes: about so many exchanges, and at least so many */
  quota: {
    readonly sessionId: number;
    readonly level: "ok" | "warning" | "last" | "exhausted";
    readonly aboutExchanges: number;
    readonly exchangesLeft: number;
  };
  /** the session is completed */
  ended: { readonly sessionId: number };
  /** it could not be opened, or not go on: a code of problems.md, or `unreachable` */
  error: { readonly code: string };
};
export type SidecoachEventName = keyof SidecoachEvents;
export type SidecoachEvent<Name extends SidecoachEventName> = CustomEvent<SidecoachEvents[Name]>;
export type SidecoachListener<Name extends SidecoachEventName> = (event: SidecoachEvent<Name>) => void;

/** What can be asked of one widget, by its element. */
export type SidecoachMethods = {
  /** opens it with this invitation; without one, with what the browser keeps */
  start(given?: { invitation?: string }): void;
  open(): void;
  close(): void;
  toggle(): void;
  /** takes it out of the page; what the visitor wrote is kept */
  destroy(): void;
  /** who the visitor is, as the host site's backend has signed it */
  identify(given: { token: string }): void;
  /** BCP 47 */
  setLocale(tag: string): void;
  setTheme(theme: SidecoachTheme): void;
  on<Name extends SidecoachEventName>(name: Name, listener: SidecoachListener<Name>): void;
  off<Name extends SidecoachEventName>(name: Name, listener: SidecoachListener<Name>): void;
  once<Name extends SidecoachEventName>(name: Name, listener: SidecoachListener<Name>): void;
};
export type SidecoachWidget = HTMLElement & SidecoachMethods;

/** `window.Sidecoach`: speaks to the widgets of the page. Before the script has loaded, a function that keeps its calls in `q`. */
export type Sidecoach = {
  (verb: "start", given?: { invitation?: string }): void;
  (verb: "open" | "close" | "toggle" | "destroy"): void;
  (verb: "identify", given: { token: string }): void;
  (verb: "setLocale", tag: string): void;
  (verb: "setTheme", theme: SidecoachTheme): void;
  <Name extends SidecoachEventName>(verb: "on" | "off" | "once", name: Name, listener: SidecoachListener<Name>): void;
  /** calls that wait for the script */
  q?: ArrayLike<unknown>[];
};

type SidecoachDomEvents = { [Name in SidecoachEventName as `sidecoach:${Name}`]: SidecoachEvent<Name> };
declare global {
  interface Window {
    Sidecoach?: Sidecoach;
  }
  interface HTMLElementTagNameMap {
    "sidecoach-widget": SidecoachWidget;
  }
  interface HTMLElementEventMap extends SidecoachDomEvents {}
  interface DocumentEventMap extends SidecoachDomEvents {}
}
