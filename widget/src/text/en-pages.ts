import { count, day } from "./en.ts";

/** The strings of the pages around the conversation, which are fetched when needed. */
export const enPages = {
  brand: "Sidecoach",
  date: day,

  preview: {
    whoSeesWhat: "Who sees what",
    partner: "Who you talk with",
    staff: (site: string | null) => (site ? `${site} staff` : "Staff"),
    exchanges: (n: number, until: string) => `About ${count(n, "exchange", "exchanges")}, until ${until}`,
    choose: "Which conversation?",
    goal: "Your aim",
    research: "Researchers may read it without my name.",
    optional: "Optional.",
    start: "Start the conversation",
    goOn: "Go on with your conversation",
    read: "Read your conversation",
    starting: "Starting",
    agree: "Starting means you agree to this.",
    back: "You have been here before: it goes on where you left it.",
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

  /** what can be wrong with a link, by the code of its problem */
  linkProblems: {
    "invitation-not-found": "There is no such invitation. Please check that the link is whole.",
    "mistyped-token": "A letter of this link seems to be wrong. Please copy it again.",
    "invitation-used": "This invitation belongs to somebody who has signed in. Sign in to go on.",
    "claims-used-up": "Everyone this invitation was for has come.",
  } as Readonly<Record<string, string>>,

  lost: {
    title: "Open your invitation link again",
    text: "This browser is signed out. Nothing is lost: the same link brings you back to where you were.",
    kept: "What you were writing is kept on this device.",
  },

  refused: {
    title: "This page cannot open the conversation yet",
    text: (origin: string) =>
      `${origin} is not on the list of pages that may use it. Nothing is wrong on your side; please tell whoever runs this site.`,
    owners: "Do you run this site?",
    command: "The browser’s console has the command that adds it.",
  },

  summary: {
    eyebrow: (exchanges: number, minutes: number) =>
      `${count(exchanges, "exchange", "exchanges")} in ${minutes < 1 ? "under a minute" : count(minutes, "minute", "minutes")}`,
    title: (scenario: string) => `You practised “${scenario}”`,
    notes: (n: number) => (n === 1 ? "One note to keep" : `${n} notes to keep`),
    noNotes: "The coach left no notes this time.",
    take: "Take it with you",
    download: "Download transcript and notes",
    practise: "Practise it again",
    read: "Read the whole conversation",
    comeBack: (until: string) => `Or come back by the same link until ${until}.`,
    file: (scenario: string, date: string) => `${scenario} ${date}.txt`,
  },
};
