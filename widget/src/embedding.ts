import { attend, type Attended } from "./attended.ts";
import type { SidecoachElement } from "./element.ts";
import { createHomes } from "./homes.ts";
import { listen } from "./listen.ts";
import type { Asked, EmbeddingModule } from "./loader.ts";
import { invitationInLink, TAG } from "./options.ts";

/** A framework takes an element out before it puts it elsewhere: so long its conversation waits. In milliseconds. */
const GRACE_MS = 500;
/** of several widgets of a page the first is meant */
const TO_ONE = new Set(["start", "open", "toggle"]);
const TO_ALL = new Set(["close", "identify", "setLocale", "setTheme"]);

/** All that an embedded widget does in its page, beside what it shows. Starts once for all widgets of the page. */
export const startEmbedding: EmbeddingModule["startEmbedding"] = (loader) => {
  const attended = new Map<SidecoachElement, Attended>();
  /** asked of a widget that is not in the page yet */
  const kept = new Map<SidecoachElement, [verb: string, given: unknown][]>();
  const leaving = new Map<SidecoachElement, ReturnType<typeof setTimeout>>();
  let listening = new AbortController();
  let seen = "";

  const inPage = (): SidecoachElement[] => [...document.querySelectorAll<SidecoachElement>(TAG)];
  const everyone = (): SidecoachElement[] => [...new Set([...inPage(), ...homes.elements()])];

  const startFromAddress = (): void => {
    const { hash } = location;
    seen = hash;
    // an invitation, or somebody who comes back from signing in
    const invitation = invitationInLink(hash);
    if (invitation || hash.includes("sign-in=")) answer(null, "start", { invitation });
  };
  const homes = createHomes(() => {
    if (location.hash !== seen) startFromAddress();
  });
  const comeIn = (): void => addEventListener("hashchange", startFromAddress);

  const ask = (element: SidecoachElement | undefined, verb: string, given: unknown): void => {
    if (!element) return;
    const here = attended.get(element);
    if (verb === "setTheme") element.dataset["theme"] = given as string;
    else if (here) here.answer(verb, given);
    else kept.set(element, [...(kept.get(element) ?? []), [verb, given]]);
  };
  const arrive = (element: SidecoachElement): void => {
    clearTimeout(leaving.get(element));
    leaving.delete(element);
    homes.came(element);
    if (attended.has(element)) return attended.get(element)?.raise();
    // gone again while this was on its way
    if (!element.isConnected) return;
    const here = attend(element, loader);
    attended.set(element, here);
    for (const [verb, given] of kept.get(element) ?? []) here.answer(verb, given);
    kept.delete(element);
    // after the calls that waited for the script: who listens for it has to hear it
    queueMicrotask(here.tellReady);
  };
  const dispose = (element: SidecoachElement): void => {
    clearTimeout(leaving.get(element));
    leaving.delete(element);
    kept.delete(element);
    attended.get(element)?.dispose();
    attended.delete(element);
  };
  const leave = (element: SidecoachElement): void => {
    homes.left(element);
    leaving.set(
      element,
      setTimeout(() => dispose(element), GRACE_MS),
    );
  };
  const destroy = (element: SidecoachElement): void => {
    element.remove();
    dispose(element);
  };
  const destroyAll = (): void => {
    for (const element of everyone()) destroy(element);
    homes.leave();
    removeEventListener("hashchange", startFromAddress);
    listening.abort();
    listening = new AbortController();
  };

  const answer = (...[element, verb, given, more]: Asked): void => {
    if (verb === "on" || verb === "off" || verb === "once")
      listen(element ?? document, verb, given, more, listening.signal);
    else if (TO_ONE.has(verb)) {
      if (!element) {
        comeIn();
        homes.callBack();
      }
      ask(element ?? everyone()[0], verb, given);
    } else if (TO_ALL.has(verb)) for (const one of element ? [element] : everyone()) ask(one, verb, given);
    else if (verb === "add") {
      comeIn();
      homes.add(given as HTMLScriptElement, element);
      startFromAddress();
    } else if (verb === "destroy") {
      if (element) destroy(element);
      else destroyAll();
    } else if (element && verb === "arrived") arrive(element);
    else if (element && verb === "left") leave(element);
  };
  return { answer };
};
