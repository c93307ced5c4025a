import { SidecoachElement } from "./element.ts";
import { invitationInLink, parseOptions } from "./options.ts";

/** `Sidecoach('start', {invitation})`, `'open'`, `'close'`, `'toggle'`, `'destroy'`, `'on'|'off', event, listener`. */
type Call = [verb: string, ...rest: unknown[]];
type Sidecoach = ((...call: Call) => void) & { q?: ArrayLike<unknown>[]; ready?: boolean };
declare global {
  interface Window {
    Sidecoach?: Sidecoach;
  }
}

const TAG = "sidecoach-widget";

const boot = (script: HTMLScriptElement): void => {
  const options = parseOptions(script.dataset, script.src);
  const bus = new EventTarget();
  let element: SidecoachElement | null = null;

  const place = (): SidecoachElement => {
    if (element?.isConnected) return element;
    if (!customElements.get(TAG)) customElements.define(TAG, SidecoachElement);
    element ??= document.createElement(TAG) as SidecoachElement;
    element.options = options;
    element.emit = (name, detail = {}) => void bus.dispatchEvent(new CustomEvent(name, { detail }));
    const target = options.mode === "inline" && options.target ? document.querySelector(options.target) : null;
    (target ?? document.body).append(element);
    return element;
  };
  const enter = (invitation: string): void => {
    const placed = place();
    placed.enter(invitation);
    void placed.open(false);
  };
  const enterFromAddress = (): void => {
    const invitation = invitationInLink(location.hash);
    if (invitation) enter(invitation);
  };

  const call = (...[verb, first, second]: Call): void => {
    if (verb === "start") {
      const invitation = (first as { invitation?: unknown } | undefined)?.invitation;
      if (typeof invitation === "string") enter(invitation);
      else void place().open(false);
    } else if (verb === "open") void place().open(false);
    else if (verb === "close") element?.close();
    else if (verb === "toggle") place().toggle();
    else if (verb === "destroy") {
      element?.remove();
      element = null;
    } else if (verb === "on") bus.addEventListener(String(first), second as EventListener);
    else if (verb === "off") bus.removeEventListener(String(first), second as EventListener);
    else console.warn(`Sidecoach: there is no "${verb}".`);
  };

  const queued = window.Sidecoach?.q ?? [];
  window.Sidecoach = Object.assign(call, { ready: true });
  const start = (): void => {
    const placed = place();
    if (options.invitation) placed.enter(options.invitation);
    enterFromAddress();
    addEventListener("hashchange", enterFromAddress);
    for (const waiting of Array.from(queued)) call(...(Array.from(waiting) as Call));
  };
  if (document.body) start();
  else addEventListener("DOMContentLoaded", start, { once: true });
};

// a script that runs twice (a single-page site that re-inserts it) boots once
if (document.currentScript instanceof HTMLScriptElement && !window.Sidecoach?.ready) boot(document.currentScript);
