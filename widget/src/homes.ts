import type { SidecoachElement } from "./element.ts";
import { homeOf, TAG } from "./options.ts";

/** What a script tag has put into the page. `away`: it was taken out by itself, and for good. */
type Homed = { element: SidecoachElement; home: string; away: boolean };

/**
 * Where the widgets of script tags belong. A single-page site may exchange the page that they stand in, or draw their place
 * later: then they wait for it, and `arrived` is called.
 */
export const createHomes = (arrived: () => void) => {
  const homed = new Map<string, Homed>();
  const elements = (): SidecoachElement[] => [...homed.values()].map(({ element }) => element);
  const find = (element: SidecoachElement): Homed | undefined =>
    [...homed.values()].find((one) => one.element === element);

  const settle = (): void => {
    watcher.disconnect();
    for (const { element, home, away } of homed.values()) {
      if (away || element.isConnected) continue;
      document.querySelector(home)?.append(element);
      if (!element.isConnected) watcher.observe(document, { childList: true, subtree: true });
    }
  };
  const settleAgain = (): void => {
    settle();
    arrived();
  };
  const watcher = new MutationObserver(settleAgain);

  return {
    elements,
    settle,
    /** The same tag again is the same widget; another site, mode or target is another one. `made`: by the loader, already. */
    add: (script: HTMLScriptElement, made: SidecoachElement | null): void => {
      const { site, mode, target } = script.dataset;
      if (mode === "manual") return;
      const name = [site, mode, target].join(" ");
      const element = homed.get(name)?.element ?? made ?? document.createElement(TAG);
      (element as SidecoachElement).script = script;
      homed.set(name, { element: element as SidecoachElement, home: homeOf(script), away: false });
      settle();
    },
    /** It is out of the page: by itself, or with what it stood in. */
    left: (element: SidecoachElement): void => {
      const one = find(element);
      if (!one) return;
      one.away = element.parentNode === null;
      // after whatever moves or replaces it
      queueMicrotask(() => {
        if (!element.isConnected && !one.away) settleAgain();
      });
    },
    came: (element: SidecoachElement): void => {
      const one = find(element);
      if (one) one.away = false;
    },
    /** back into the page, whatever was taken out */
    callBack: (): void => {
      for (const one of homed.values()) one.away = false;
      settle();
    },
    leave: (): void => {
      for (const one of homed.values()) one.away = true;
      watcher.disconnect();
    },
  };
};
