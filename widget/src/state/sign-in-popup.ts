/** As far as a window that we opened can be used: it is on other origins most of the time. */
export type Popup = Pick<Window, "postMessage" | "close" | "closed"> & { location: Pick<Location, "replace"> };

const FEATURES = "popup,width=480,height=680";

/**
 * A blank window. It has to be opened within the click, before anything is waited for, or blockers keep it away; null where one
 * did.
 */
export const openBlank = (words: string, features = FEATURES): Window | null => {
  const popup = window.open("", "_blank", features);
  try {
    popup?.document.body.append(words);
  } catch {
    // it stays blank for that moment
  }
  return popup;
};

type Handshake = {
  /** the API's, and nobody else's */
  origin: string;
  id: string;
  intent: string;
  onHeard: () => void;
};

/**
 * Proves to the popup that this page opened it: when it says that it is ready, it gets the intent. A message of another window, from
 * another origin, or about another sign-in is none. Returns what stops it. docs/identity.md
 */
export const answerPopup = (
  popup: Popup,
  { origin, id, intent, onHeard }: Handshake,
  page: Pick<Window, "addEventListener" | "removeEventListener"> = window,
): (() => void) => {
  const listen = (event: MessageEvent): void => {
    if (event.origin !== origin || (event.source as unknown) !== popup) return;
    const data = event.data as { type?: unknown; id?: unknown } | null;
    if (data?.type !== "sidecoach-sign-in-ready" || data.id !== id) return;
    onHeard();
    popup.postMessage({ type: "sidecoach-sign-in-intent", id, intent }, origin);
  };
  page.addEventListener("message", listen);
  return () => page.removeEventListener("message", listen);
};
