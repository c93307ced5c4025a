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

  /** The element, in the page: a single-page site may have thrown it out with the page it stood in. */
  const place = (): SidecoachElement => {
    if (element?.isConnected) return element;
    if (!customElements.get(TAG)) customElements.define(TAG, SidecoachElement);
    element ??= document.createElement(TAG) as SidecoachElement;
    element.options = options;
    element.emit = (name, detail) => void bus.dispatchEvent(new CustomEvent(name, { detail }));
    (document.querySelector(options.target ?? "body") ?? document.body).append(element);
    return element;
  };
  const start = (invitation?: unknown): void => {
    if (typeof invitation === "string") place().enter(invitation);
    void place().open(false);
  };
  const startFromAddress = (): void => {
    const invitation = invitationInLink(location.hash);
    if (invitation) start(invitation);
  };

  const verbs: Readonly<Record<string, (first?: unknown, second?: unknown) => void>> = {
    start: (given) => start((given as { invitation?: unknown } | undefined)?.invitation),
    open: () => start(),
    close: () => element?.close(),
    toggle: () => place().toggle(),
    destroy: () => {
      element?.remove();
      element = null;
    },
    on: (name, listener) => bus.addEventListener(String(name), listener as EventListener),
    off: (name, listener) => bus.removeEventListener(String(name), listener as EventListener),
  };
  const call: Sidecoach = (verb, ...rest) => verbs[verb]?.(...rest);

  const run = (): void => {
    const queued = window.Sidecoach?.q ?? [];
    call.ready = true;
    window.Sidecoach = call;
    if (options.invitation) place().enter(options.invitation);
    place();
    startFromAddress();
    addEventListener("hashchange", startFromAddress);
    for (const waiting of queued as Iterable<Iterable<unknown>>) call(...([...waiting] as Call));
  };
  if (document.body) run();
  else addEventListener("DOMContentLoaded", run, { once: true });
};

// a script that runs twice (a single-page site that re-inserts it) boots once
const script = document.currentScript;
if (script instanceof HTMLScriptElement && !window.Sidecoach?.ready) boot(script);
