import { count } from "./en.ts";
import { translated } from "./words.ts";

const both = (sessions: number, messages: number): string =>
  `${count(sessions, "conversation", "conversations")} with ${count(messages, "message", "messages")}`;
const PROVIDERS: Readonly<Record<string, string>> = { google: "Google", apple: "Apple", github: "GitHub" };

/** The strings of signing in, and of becoming one with an account that is there already. */
export const enSignIn = translated("signIn", {
  /** in the blank window, until the provider's page is there */
  blank: "One moment…",
  with: (name: string) => `Continue with ${name}`,
  opening: "Opening the window",
  leaving: (name: string) => `Going to ${name}`,
  waiting: (name: string) => `Waiting for ${name}`,
  waitingText: "Go on in the window that opened. This page follows by itself when you are done.",
  silentText: "If that window cannot go on, close it and sign in on this page instead. It comes back to where you are.",
  blocked: "Your browser did not open the window",
  blockedText: "Let this page open a window and try again, or sign in on this page: it comes back to where you are.",
  again: "Try again",
  here: "Sign in on this page",
  cancel: "Cancel",
  redeeming: "Signing you in",
  dismiss: "Dismiss",
  none: "No way to sign in is set up here. Please tell whoever invited you.",
  unknown: "The ways to sign in could not be loaded.",

  /** for who runs the page, in the browser's console */
  returnUrl: (url: string) =>
    `Sidecoach: signing in without a window has to come back to ${url}, which is not one of the site's returnUrls.`,
  otherOrigin: (url: string, origin: string) =>
    `Sidecoach: the sign-in opens at ${new URL(url).origin}, and this page calls ${origin}. PUBLIC_URL has to be the address that pages use.`,

  returning: {
    title: "Sign in to go on",
    text: "You have signed in to this invitation before, so the link alone does not open it any more. Sign in with the same account, and you are back where you were.",
    other: "Open another invitation",
  },
  another: {
    title: "Somebody else was here before you",
    text: "In this browser another person is signed in. What they wrote is theirs and is kept for them. Go on as yourself to see yours.",
    go: "Go on as yourself",
  },
  both: {
    title: "You have an account here already",
    text: "Bring what you did here into that account? Nothing of either is lost, and what runs goes on. It cannot be undone.",
    from: "Here, as a guest",
    into: "The account",
    have: both,
    by: (provider: string) =>
      provider.startsWith("site") ? "by this site" : `by ${PROVIDERS[provider] ?? "the account you chose"}`,
    nameless: "Without a name",
    yes: "Bring both together",
    no: "Not now",
    busy: "Bringing both together",
  },

  /** by code; what is not here is told as anywhere else */
  problems: {
    "sign-in-declined": "You said no there. Nothing was changed.",
    "sign-in-failed": "The sign-in did not work. Nothing was changed; try again.",
    "sign-in-expired": "That took too long. Nothing was changed; begin again.",
    "sign-in-used": "This sign-in was used already. Begin again.",
    "wrong-verifier": "This sign-in was begun somewhere else. Begin again here.",
    "provider-unavailable": "It cannot be reached just now. Nothing was changed; try again in a moment.",
    "other-account": "This invitation belongs to another account. Sign in with the one you used before.",
    "merge-refused": "That account is another person’s here, and the two cannot become one. Nothing was changed.",
    "use-console": "Staff sign in to the console. Nothing was changed.",
    "wrong-step": "Nobody has signed in to this invitation yet. Open its link again to begin.",
    "no-cryptography": "Signing in works on pages with https alone. Please tell whoever runs this site.",
    "no-return":
      "This page is not set up to sign in without a window. Let it open one and try again, or use another browser.",
    unreachable: "The service cannot be reached just now. Nothing is lost.",
  },
});
