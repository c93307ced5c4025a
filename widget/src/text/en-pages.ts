import { count } from "./en.ts";
import { day } from "./format.ts";
import { translated } from "./words.ts";

/** The strings of what stands around the conversation and comes later: pages, notices, problems. */
export const enPages = translated("pages", {
  brand: "Sidecoach",
  date: day,
  you: "You",
  coach: "Coach",
  withAi: (name: string) => `${name} (AI)`,
  said: (name: string, text: string) => `${name}: ${text}`,

  /** of a written note */
  noted: {
    try: "Try",
    about: (quote: string) => `Coach, on “${quote}”`,
    announce: (text: string) => `Coach: ${text}`,
  },

  offline: {
    title: "You are offline",
    text: "The conversation opens as soon as you are back.",
  },

  preview: {
    whoSeesWhat: "Who sees what",
    partner: "Who you talk with",
    staff: (site: string | null) => (site ? `${site} staff` : "Staff"),
    recordings: "Recordings",
    recordingsText: "Only if you speak instead of typing. You and staff can hear them; the AIs read the words.",
    exchanges: (n: number, until: string) => `About ${count(n, "exchange", "exchanges")}, until ${until}`,
    choose: "Which conversation?",
    goal: "Your aim",
    research: "Researchers may read it without my name.",
    optional: "Optional.",
    start: "Start the conversation",
    goOn: "Go on with your conversation",
    read: "Read your conversation",
    starting: "Starting",
    agree: "Starting means you agree to who sees what.",
    back: "You have been here before: it goes on where you left it.",
    /** where the conversation that one was in is not known */
    several: "Your conversation",
    severalText: "You go on with the one you began, or choose one now.",
    expired: "This invitation ran out",
    expiredText: (claimed: boolean) =>
      claimed
        ? "You can read what you wrote, but not write more. Whoever invited you can extend it."
        : "Ask whoever invited you to extend it, then open the link again.",
    revoked: "This invitation was taken back",
    revokedText: (claimed: boolean) =>
      claimed ? "You can read what you wrote, but not write more." : "Ask whoever invited you for a new one.",
  },

  invite: {
    title: "You need an invitation",
    text: "This is a place to practise a hard conversation, with a coach beside you. It opens with a personal link from whoever invited you. Open that link, or paste it here.",
    label: "Your invitation link",
    placeholder: "https://…#invitation=…",
    open: "Open the invitation",
    none: "That does not look like an invitation link. It has “#invitation=” in it.",
  },

  /** the way to the page about oneself */
  self: { button: "You", label: "You and your data" },
  gone: {
    title: "Everything is deleted",
    /** who opens the link finds it so */
    erased: "Nothing here leads back to you any more, and this browser has forgotten you. You can close this.",
    erasing:
      "Your name, addresses and sign-ins are gone, and this browser has forgotten you. The words follow by themselves as soon as what still runs has stopped. You can close this.",
    before:
      "What was said with this invitation was deleted for good, as its owner asked. Its link opens nothing any more. To practise again, ask whoever invited you for a new one.",
  },

  /** what can be wrong with a link, by the code of its problem */
  linkProblems: {
    "invitation-not-found": "There is no such invitation. Please check that the link is whole.",
    replaced:
      "This link was replaced by a new one, and opens nothing any more. What you said is kept: ask whoever invited you for the new link.",
    "mistyped-token": "A letter of this link seems to be wrong. Please copy it again.",
    erased: "What was said with this invitation was deleted. To practise again, ask for a new one.",
    "invitation-used": "This invitation belongs to somebody who has signed in. Sign in to go on.",
    "claims-used-up": "Everyone this invitation was for has come.",
  },

  lost: {
    title: "Open your invitation link again",
    text: "This browser is signed out. Nothing is lost: the same link brings you back to where you were. If you have signed in with an account, it asks for that one.",
    kept: "What you were writing is kept on this device.",
    out: "You were signed out",
    outText:
      "Nothing is lost: your invitation brings you back to where you were. If you have signed in with an account, it asks for that one.",
    back: "Come back in",
  },

  /** the host site lets in only whom it has signed */
  known: {
    title: "This page has to say who you are",
    text: "It is open to people whom this site knows. Sign in to the site, then open this page from there.",
    yours: "See, keep or delete what you said",
  },

  /** where what the site said of somebody did not hold, and they need not be known */
  asGuest: "Go on as a guest",

  refused: {
    title: "This page cannot open the conversation yet",
    text: (origin: string) =>
      `${origin} is not on the list of pages that may use it. Nothing is wrong on your side; please tell whoever runs this site.`,
    owners: "Do you run this site?",
    command: "The browser’s console has the command that adds it.",
  },

  /** where another line begins: on the screen and in the transcript to take away; `words`: what was said there before */
  lineFrom: (name: string, words: string | null) => (words === null ? name : `${name}, from “${words}”`),

  /** by the `code` of a problem, from HTTP and from the stream; an unknown code shows the server's own `detail` */
  problems: {
    unreachable: "The service cannot be reached just now.",
    "no-token": "Open your invitation link again.",
    "known-person-needed": "This page has to say who you are. Sign in to the site, then open this page from there.",
    "known-person-refused":
      "This page could not say who you are. Load the page again; if that does not help, tell whoever runs this site.",
    "merge-refused": "Two accounts here cannot become one. Nothing was changed.",
    exhausted: "There is not enough left for another exchange.",
    "kept-for-exchange": "What is left is kept for one more exchange.",
    "daily-ceiling": "All that can be used in one day has been used. It goes on tomorrow.",
    "aside-running": "The coach is still answering another question, perhaps in another tab. Ask again when that ends.",
    "exchange-running": "An answer is still being written, perhaps in another tab. Send again when it ends.",
    "wrong-step": "This conversation has already moved on.",
    expired: "This invitation has run out. What you wrote is kept, and you can still read it.",
    revoked: "This invitation was taken back. What you wrote is kept, and you can still read it.",
    "too-many": "That was a little fast. It goes on in a moment.",
    internal: "Something broke on our side.",
    "upstream-overloaded": "The service is overloaded just now.",
    "upstream-unavailable": "The language model cannot be reached just now.",
    "model-not-found": "The language model is not set up correctly. Please tell whoever runs this site.",
    "upstream-refused-key": "The language model is not set up correctly. Please tell whoever runs this site.",
    "upstream-failed": "The language model gave an error.",
    "upstream-stalled": "The answer stalled on the way.",
    "model-refused": "The language model declined to answer that.",
    "reply-cut-short": "The answer ran out of room.",
    "server-stopped": "The service restarted in the middle of it.",
    "database-away": "The service is being repaired. It should be back in a moment.",
    "shutting-down": "The service is restarting. It should be back in a moment.",
  },
});

/** The words for a code of the wire; undefined where there are none. */
export const byCode = (known: object, code: string): string | undefined =>
  (known as Readonly<Record<string, string>>)[code];

/** What a person reads about a problem: by its code, else the server's own words. */
export const problemText = (
  { code, detail }: { code: string; detail: string },
  known: object = enPages.problems,
): string => byCode(known, code) ?? (detail || enPages.problems.internal);
