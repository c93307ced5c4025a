import { signal, type ReadonlySignal } from "@preact/signals";
import { hrefOf, parseRoute, type Route } from "./route.ts";

export type Router = {
  route: ReadonlySignal<Route>;
  /** how often a route was gone to since the page was loaded; 0: focus stays where the browser put it */
  moves: ReadonlySignal<number>;
  go: (route: Exclude<Route, { name: "unknown" }>, how?: "push" | "replace") => void;
  dispose: () => void;
};

const plainClick = (event: MouseEvent): boolean =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

/** The address bar as a signal. Links within /admin are followed without loading the page again. */
export const createRouter = (): Router => {
  const read = (): Route => parseRoute(location.pathname, location.search);
  const route = signal(read());
  const moves = signal(0);
  const arrive = (): void => {
    moves.value += 1;
    route.value = read();
  };
  const move = (href: string, how: "push" | "replace"): void => {
    if (how === "push") history.pushState(null, "", href);
    else history.replaceState(null, "", href);
    if (how === "push") scrollTo(0, 0);
    arrive();
  };
  const followLink = (event: MouseEvent): void => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (
      link === null ||
      event.defaultPrevented ||
      !plainClick(event) ||
      link.target !== "" ||
      link.origin !== location.origin
    )
      return;
    if (link.pathname !== "/admin" && !link.pathname.startsWith("/admin/")) return;
    event.preventDefault();
    if (link.pathname + link.search !== location.pathname + location.search) move(link.pathname + link.search, "push");
  };
  addEventListener("popstate", arrive);
  document.addEventListener("click", followLink);
  return {
    route,
    moves,
    go: (to, how = "push") => move(hrefOf(to), how),
    dispose: () => {
      removeEventListener("popstate", arrive);
      document.removeEventListener("click", followLink);
    },
  };
};
