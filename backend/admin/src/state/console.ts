import { signal, type ReadonlySignal } from "@preact/signals";
import { createConsoleApi, type ConsoleApi } from "../api/console-api.ts";
import { createOpenStream } from "../api/open-stream.ts";
import { createRequest } from "../api/request.ts";
import { problemOf } from "../api/problem.ts";
import { createAction, type Action } from "./action.ts";
import { takeAdding, type AddingAccount } from "./adding-account.ts";
import { nameProviders } from "../text/provider-name.ts";
import { startClock } from "./clock.ts";
import { forgetNoteDrafts } from "./note-drafts.ts";
import { createRouter, type Router } from "./router.ts";
import { LIST } from "./route.ts";
import { takeSignInToken } from "./sign-in-link.ts";
import type { Problem, StaffMe } from "./types.ts";

type Who =
  | { at: "asking" }
  | { at: "signed-out" }
  | { at: "signed-in"; me: StaffMe }
  | { at: "failed"; problem: Problem };

/** The world of the console: who is here, where they are, and the API they ask. */
export type Console = {
  api: ConsoleApi;
  router: Router;
  who: ReadonlySignal<Who>;
  /** a one-time token that came with the address and was not used yet */
  linkToken: ReadonlySignal<string | null>;
  ask: () => Promise<void>;
  /** spends the token of the link; called by a click alone, since link scanners run scripts too */
  signIn: Action<[]>;
  signOut: Action<[]>;
  /** what was being added when this tab left for a provider, once: it is told on one's own page */
  takeAdding: () => AddingAccount | null;
  /** goes to an address of another origin */
  leave: (url: string) => void;
  /** learns what the providers of accounts are called; without it they go by their addresses */
  learnNames: () => Promise<void>;
  dispose: () => void;
};

export const createConsole = (
  fetchOnPage: typeof fetch = (...args) => fetch(...args),
  leave: (url: string) => void = (url) => location.assign(url),
): Console => {
  let adding = takeAdding();
  const who = signal<Who>({ at: "asking" });
  const linkToken = signal(takeSignInToken());
  const router = createRouter();
  const settings = { fetch: fetchOnPage, onSignedOut: () => void (who.value = { at: "signed-out" }) };
  const api = createConsoleApi(createRequest(settings), createOpenStream(settings));

  const ask = async (): Promise<void> => {
    who.value = { at: "asking" };
    try {
      const { staff } = await api.readSignedIn();
      who.value = staff === null ? { at: "signed-out" } : { at: "signed-in", me: staff };
    } catch (thrown) {
      who.value = { at: "failed", problem: problemOf(thrown) };
    }
  };
  const signIn = createAction(async () => {
    if (linkToken.value === null) return;
    const me = await api.signIn(linkToken.value);
    linkToken.value = null;
    who.value = { at: "signed-in", me };
    // The link leads to /admin: say where that is. Any other page they were on, they stay on.
    if (location.pathname === "/admin" || router.route.value.name === "sign-in") router.go(LIST, "replace");
  });
  const signOut = createAction(async () => {
    await api.signOut();
    forgetNoteDrafts();
    who.value = { at: "signed-out" };
    router.go({ name: "sign-in" });
  });

  // A provider's answer leads to /admin, whoever it was asked for.
  if (adding !== null && location.pathname === "/admin") router.go({ name: "me" }, "replace");

  // The link may be opened in a tab that already shows the console: then only the fragment changes.
  const onLink = (): void => void (linkToken.value = takeSignInToken() ?? linkToken.value);
  addEventListener("hashchange", onLink);
  const stopClock = startClock();
  return {
    api,
    router,
    who,
    linkToken,
    ask,
    signIn,
    signOut,
    takeAdding: () => {
      const taken = adding;
      adding = null;
      return taken;
    },
    leave,
    learnNames: () =>
      api.listProviderNames().then(
        ({ items }) => nameProviders(items),
        () => {},
      ),
    dispose: () => {
      removeEventListener("hashchange", onLink);
      stopClock();
      router.dispose();
    },
  };
};
