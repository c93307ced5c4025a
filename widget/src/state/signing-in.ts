import { signal, type ReadonlySignal } from "@preact/signals";
import { ApiProblem, isShutOut } from "../api/api-problem.ts";
import type { ProviderId, RedeemSignIn } from "../api/protocol.ts";
import type { Options } from "../options.ts";
import { enSignIn } from "../text/en-sign-in.ts";
import { noticeOf } from "./notice.ts";
import { pauseUntilBack, pollSignIn, type Pause } from "./poll-sign-in.ts";
import { redeemSurely, type Signed } from "./redeem-surely.ts";
import type { BothAccounts } from "./screen.ts";
import type { SignInDoor } from "./sign-in-door.ts";
import { makeSignInKeys } from "./sign-in-keys.ts";
import { answerPopup, openBlank, type Popup } from "./sign-in-popup.ts";
import { forgetTrip, keepTrip, type ComeBack } from "./sign-in-trip.ts";

export type SignInState =
  | { name: "idle" }
  /** the window is opening, or the page is being left */
  | { name: "opening" | "leaving"; provider: ProviderId }
  /** the window is there; `silent`: it has not reported, and perhaps never will */
  | { name: "waiting"; provider: ProviderId; silent: boolean }
  /** no window could be opened */
  | { name: "blocked"; provider: ProviderId }
  | { name: "redeeming" }
  /** whoever signed in is known here already; `answer` goes on, or leaves all as it was */
  | { name: "asking"; both: BothAccounts; answer: (yes: boolean) => Promise<void> }
  /** `again`: where the same step may work now */
  | { name: "problem"; code: string; detail: string; again: (() => void) | null };

type Surroundings = {
  door: SignInDoor;
  /** another account is to be added: whoever is signed in at the provider is not meant without being asked */
  adding?: () => boolean;
  options: Pick<Options, "api" | "site">;
  onSigned: (signed: Signed) => void | Promise<void>;
  /** the sign-in that this was to be added to is gone */
  onLost: (problem: ApiProblem) => void;
  open?: (words: string) => Popup | null;
  go?: (url: string) => void;
  pause?: Pause;
  keys?: typeof makeSignInKeys;
};

/** That was another account than the one that is meant: next time the provider asks which. */
const MISTAKEN: readonly string[] = ["other-account", "merge-refused", "use-console"];

/** A window that has not reported by then was probably cut off from this page. */
const SILENT_MS = 8_000;

const pageUrl = (): string => location.origin + location.pathname + location.search;
const refusal = (code: string): ApiProblem => new ApiProblem(0, code, "");
const isOfReturnUrl = ({ code, body }: ApiProblem): boolean =>
  code === "invalid" && JSON.stringify(body["errors"] ?? "").includes("/returnUrl");

/**
 * Signing in at a provider, by a window of its own or in place of the page (docs/identity.md). One at a time; whoever creates it
 * disposes it.
 */
export const createSigningIn = ({
  door,
  adding = () => false,
  options,
  onSigned,
  onLost,
  open = openBlank,
  go = (url) => location.assign(url),
  pause = pauseUntilBack,
  keys = makeSignInKeys,
}: Surroundings): SigningIn => {
  const state = signal<SignInState>({ name: "idle" });
  let run = new AbortController();
  /** what goes when the run ends */
  let popup: Popup | null = null;
  let stopAnswering = (): void => {};
  let mistaken = false;
  const chosen = (): { choose?: true } => (mistaken || adding() ? { choose: true } : {});

  // one that a provider's policy has cut off says that it is closed, and the browser complains of whoever closes it
  const closePopup = (): void => {
    if (popup && !popup.closed) popup.close();
  };
  const end = (): void => {
    run.abort(new Error("the sign-in was left"));
    stopAnswering();
  };
  const begin = (): AbortSignal => {
    end();
    run = new AbortController();
    return run.signal;
  };
  const fail = (problem: unknown, again: (() => void) | null = null): void => {
    stopAnswering();
    closePopup();
    if (isShutOut(problem)) return onLost(problem);
    mistaken ||= problem instanceof ApiProblem && MISTAKEN.includes(problem.code);
    const passes = problem instanceof ApiProblem && problem.passing;
    state.value = { name: "problem", ...noticeOf(problem), again: passes ? again : null };
  };
  /** Runs what may be left while it is under way: then nothing more comes of it. */
  const attempt = async (current: AbortSignal, step: () => Promise<void>, again?: () => void): Promise<void> => {
    try {
      await step();
    } catch (problem) {
      if (!current.aborted) fail(problem, again);
    }
  };

  const redeem = async (current: AbortSignal, id: string, request: RedeemSignIn): Promise<void> => {
    state.value = { name: "redeeming" };
    const signed = await redeemSurely({ door, id, request, signal: current, pause }).catch((problem: unknown) => {
      if (!(problem instanceof ApiProblem && problem.code === "identity-taken")) throw problem;
      state.value = {
        name: "asking",
        both: problem.body as BothAccounts,
        answer: async (yes) => {
          if (yes) await redeemNow(id, { ...request, confirm: true });
          else {
            mistaken = true;
            state.value = { name: "idle" };
          }
        },
      };
      return null;
    });
    if (signed === null) return;
    state.value = { name: "idle" };
    await onSigned(signed);
  };
  const redeemNow = (id: string, request: RedeemSignIn): Promise<void> => {
    const current = begin();
    return attempt(
      current,
      () => redeem(current, id, request),
      () => void redeemNow(id, request),
    );
  };

  const waitFor = async (current: AbortSignal, provider: ProviderId, opened: Popup): Promise<void> => {
    const made = await keys();
    if (made === null) throw refusal("no-cryptography");
    const started = await door.start({ provider, challenge: made.challenge, mode: "popup", ...chosen() });
    if (current.aborted) return;
    const { origin } = new URL(options.api, location.href);
    // it would be cut off there: PUBLIC_URL has to be the address that pages use
    if (new URL(started.url).origin !== origin) {
      console.error(enSignIn.otherOrigin(started.url, origin));
      throw refusal("sign-in-failed");
    }
    const silence = setTimeout(() => (state.value = { name: "waiting", provider, silent: true }), SILENT_MS);
    const stopHearing = answerPopup(opened, {
      origin,
      id: started.id,
      intent: started.intent ?? "",
      onHeard: () => {
        clearTimeout(silence);
        state.value = { name: "waiting", provider, silent: false };
      },
    });
    stopAnswering = () => {
      clearTimeout(silence);
      stopHearing();
    };
    opened.location.replace(started.url);
    state.value = { name: "waiting", provider, silent: false };
    const told = await pollSignIn({ status: () => door.status(started.id), signal: current, pause });
    stopAnswering();
    closePopup();
    if (told.status === "failed") throw refusal(told.code);
    const request = { verifier: made.verifier };
    return attempt(
      current,
      () => redeem(current, started.id, request),
      () => void redeemNow(started.id, request),
    );
  };

  const leave = async (current: AbortSignal, provider: ProviderId): Promise<void> => {
    const made = await keys();
    if (made === null) throw refusal("no-cryptography");
    const { challenge, verifier } = made;
    const started = await door
      .start({ provider, challenge, mode: "redirect", returnUrl: pageUrl(), ...chosen() })
      .catch((problem: unknown) => {
        if (!(problem instanceof ApiProblem && isOfReturnUrl(problem))) throw problem;
        console.error(enSignIn.returnUrl(pageUrl()));
        throw refusal("no-return");
      });
    if (current.aborted) return;
    if (!keepTrip(options.site, { id: started.id, verifier, provider, ...door.by })) throw refusal("no-return");
    // out of the back-forward cache the page comes as it was left
    addEventListener("pageshow", cancel, { once: true, signal: current });
    go(started.url);
  };

  const cancel = (): void => {
    end();
    closePopup();
    forgetTrip(options.site);
    state.value = { name: "idle" };
  };

  return {
    state,
    begin: (provider) => {
      const current = begin();
      closePopup();
      popup = open(enSignIn.blank);
      if (popup === null) return void (state.value = { name: "blocked", provider });
      const opened = popup;
      state.value = { name: "opening", provider };
      void attempt(current, () => waitFor(current, provider, opened));
    },
    leave: (provider) => {
      const current = begin();
      closePopup();
      state.value = { name: "leaving", provider };
      void attempt(current, () => leave(current, provider));
    },
    comeBack: ({ trip, code }) => {
      if (code !== null) return void redeemNow(trip.id, { verifier: trip.verifier, code });
      const current = begin();
      state.value = { name: "redeeming" };
      // without a code it failed, and the server says why
      void attempt(current, async () => {
        throw refusal((await door.status(trip.id)).code ?? "sign-in-failed");
      });
    },
    cancel,
    dispose: () => {
      end();
      closePopup();
    },
  };
};

export type SigningIn = {
  readonly state: ReadonlySignal<SignInState>;
  /** Within a click: opens the provider's window, and waits for what comes of it. */
  begin: (provider: ProviderId) => void;
  /** Goes to the provider in place of this page, which comes back with the outcome in its address. */
  leave: (provider: ProviderId) => void;
  comeBack: (back: ComeBack) => void;
  /** All stays as it was. */
  cancel: () => void;
  dispose: () => void;
};
