import { SidecoachElement } from "./element.ts";
import { invitationInLink, parseOptions } from "./options.ts";

/** `Sidecoach('start', {invitation})`, `'identify', {token}`, `'open'`, `'close'`, `'toggle'`, `'destroy'`, `'on'|'off', event, listener`. */
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
    if (typeof invitation === "string") place().tell("invitation", invitation);
    void place().open(false);
  };
  const startFromAddress = (): void => {
    // an invitation, or somebody who comes back from signing in
    const { hash } = location;
    const invitation = invitationInLink(hash);
    if (invitation || hash.includes("sign-in=")) start(invitation);
  };

  const verbs: Readonly<Record<string, (first?: unknown, second?: unknown) => void>> = {
    start: (given) => start((given as { invitation?: unknown } | undefined)?.invitation),
    identify: (given) => place().tell("person", (given as { token: string }).token),
    open: () => start(),
    close: () => element?.close(),
    toggle: () => place().toggle(),
    destroy: () => {
      element?.remove();
      element = null;
    },
    on: (name, listener) => bus.addEventListener(name as string, listener as EventListener),
    off: (name, listener) => bus.removeEventListener(name as string, listener as EventListener),
  };
  const call: Sidecoach = (verb, ...rest) => verbs[verb]?.(...rest);

  const run = (): void => {
    const queued = window.Sidecoach?.q ?? [];
    call.ready = true;
    window.Sidecoach = call;
    place();
    startFromAddress();
    addEventListener("hashchange", startFromAddress);
    for (const waiting of queued as Iterable<Iterable<unknown>>) call(...([...waiting] as Call));
  };
  if (document.body) run();
  else addEventListener("DOMContentLoaded", run);
};

// a script that runs twice (a single-page site that re-inserts it) boots once
const script = document.currentScript as HTMLScriptElement | null;
if (script && !window.Sidecoach?.ready) boot(script);
