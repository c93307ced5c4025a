/** Every visible string of the widget. The loader takes `launcherText` alone; the rest comes with the panel. */
export const launcherText = {
  open: "Practise a conversation",
  loading: "Opening",
  failed: "Could not open. Try again",
};

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;
const format = (iso: string, options: Intl.DateTimeFormatOptions): string => new Intl.DateTimeFormat("en-GB", options).format(new Date(iso));
const day = (iso: string): string => format(iso, { day: "numeric", month: "long" });
const moment = (iso: string): string => format(iso, { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });

export const en = {
  brand: "Sidecoach",
  panel: "Conversation practice",
  ai: "(AI)",
  withAi: (name: string) => `${name} (AI)`,
  coach: "Coach",
  you: "You",
  close: "Close the widget",
  widen: "Give the coach a margin",
  narrow: "Make it small again",
  opening: "Opening your conversation",
  date: day,
  moment,

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
    expiredText: (claimed: boolean) => (claimed ? "You can read what you wrote, but not write more. Whoever invited you can extend it." : "Ask whoever invited you to extend it, then open the link again."),
    revoked: "This invitation was taken back",
    revokedText: (claimed: boolean) => (claimed ? "You can read what you wrote, but not write more." : "Ask whoever invited you for a new one."),
  },

  invite: {
    title: "You need an invitation",
    text: "This is a place to practise a hard conversation, with a coach beside you. It opens with a personal link from whoever invited you. Open that link, or paste it here.",
    label: "Your invitation link",
    placeholder: "https://…#invitation=…",
    open: "Open the invitation",
    none: "That does not look like an invitation link. It has “#invitation=” in it.",
  },

  lost: {
    title: "Open your invitation link again",
    text: "This browser is signed out. Nothing is lost: the same link brings you back to where you were.",
    kept: "What you were writing is kept on this device.",
  },

  refused: {
    title: "This page cannot open the conversation yet",
    text: (origin: string) => `${origin} is not on the list of pages that may use it. Nothing is wrong on your side; please tell whoever runs this site.`,
    forOwners: "Do you run this site? The browser’s console has the command that adds it.",
    console: (origin: string, command: string) => `Sidecoach: ${origin} may not use this API. To allow it, run on the server:\n\n  ${command}\n`,
  },

  trouble: {
    title: "It could not be opened",
    offlineTitle: "You are offline",
    offline: "The conversation opens as soon as you are back.",
    again: "Try again",
  },

  bar: {
    nobody: "Nobody is watching",
    watching: (n: number) => count(n, "person is watching", "people are watching"),
    stepOut: "Step out",
    connecting: "Connecting",
    reconnecting: "Reconnecting",
    finished: (iso: string) => `Finished ${moment(iso)}`,
  },

  simulated: "Answers come from a simulator, not a language model.",
  watchedNow: (n: number) => `${count(n, "person is", "people are")} watching now. They see the conversation and the notes.`,
  unwatchedNow: "Nobody is watching any more.",

  transcript: {
    label: (name: string) => `Conversation with ${name} (AI)`,
    newMessages: "New messages",
    youOpen: (name: string) => `You speak first. ${name} is listening.`,
    thinking: (name: string) => `${name} is about to answer`,
    said: (name: string, text: string) => `${name}: ${text}`,
    sending: "Sending",
    notSent: "Not sent yet. Kept on this device.",
    tryNow: "Try now",
    takeBack: "Take it back",
  },

  note: {
    listening: "Coach is listening",
    writing: "Coach is writing",
    try: "Try",
    failed: "The coach could not comment on this one.",
    nothingToAdd: "The coach had nothing to add.",
    about: (quote: string) => `Coach, on “${quote}”`,
    announce: (text: string) => `Coach: ${text}`,
  },

  trials: {
    stopped: "You stopped this answer.",
    failed: (name: string) => `${name} (AI) could not answer.`,
    kept: "Your words are kept.",
    again: "Try again",
  },

  composer: {
    label: (name: string) => `Your words to ${name}`,
    send: "Send",
    stop: "Stop",
    stopping: "Stopping",
    wait: (name: string) => `${name} is still answering. Your words are kept.`,
    unsent: "Your last message is still on its way. These words are kept.",
    tooLong: (over: number) => `${over} characters too long`,
    roomLeft: (left: number) => `${left} characters left`,
    end: "End the conversation",
  },

  quota: {
    more: (n: number) => `About ${n} more`,
    last: "Last exchange",
    none: "None left",
    warningTitle: "Getting near the end",
    warning: (n: number) => `About ${count(n, "exchange is", "exchanges are")} left. Time to say what matters most.`,
    lastTitle: "This is your last exchange",
    lastText: "It will finish: the answer and the coach’s note. Then you can see your notes.",
    exhaustedTitle: "You have used all your exchanges",
    exhausted: "Everything you wrote is kept. Look back at the coach’s notes, or ask whoever invited you for more.",
    see: "Finish and see your notes",
  },

  ending: {
    title: "End this conversation?",
    text: "You will see your notes and can take the transcript with you. It cannot be reopened.",
    yes: "End it",
    no: "Keep going",
  },

  out: {
    eyebrow: "Paused",
    title: "Take the time you need",
    text: (name: string) => `Nothing runs while you are out. ${name} is an AI playing a part; you can leave it at any point.`,
    help: "If you want to talk to a real person",
    back: "Come back",
    end: "End the conversation",
  },

  summary: {
    eyebrow: (exchanges: number, minutes: number) => `${count(exchanges, "exchange", "exchanges")} in ${minutes < 1 ? "under a minute" : count(minutes, "minute", "minutes")}`,
    title: (scenario: string) => `You practised “${scenario}”`,
    notes: (n: number) => (n === 1 ? "One note to keep" : `${n} notes to keep`),
    noNotes: "The coach left no notes this time.",
    exchange: (n: number) => `Exchange ${n}`,
    take: "Take it with you",
    download: "Download transcript and notes",
    practise: "Practise it again",
    notesButton: "Your notes",
    read: "Read the whole conversation",
    comeBack: (until: string) => `Or come back by the same link until ${until}.`,
    file: (scenario: string, date: string) => `${scenario} ${date}.txt`,
  },

  idle: { title: "Welcome back", text: "You left this a while ago. Writing picks it up again." },

  notices: {
    offlineTitle: "You are offline",
    offline: "Write on: what you send goes out once, as soon as you are back.",
    dismiss: "Dismiss",
    back: "Your words are back in the box below.",
  },

  /** by the `code` of a problem, from HTTP and from the stream; an unknown code shows the server's own `detail` */
  problems: {
    unreachable: "The service cannot be reached just now.",
    "no-token": "Open your invitation link again.",
    "bad-token": "Open your invitation link again.",
    "session-ended": "Open your invitation link again.",
    exhausted: "There is not enough left for another exchange.",
    "origin-not-allowed": "This page may not open the conversation yet.",
    "invitation-not-found": "There is no such invitation. Please check that the link is whole.",
    "mistyped-token": "A letter of this link seems to be wrong. Please copy it again.",
    "invitation-used": "This invitation belongs to somebody who has signed in. Sign in to go on.",
    "claims-used-up": "Everyone this invitation was for has come.",
    "exchange-running": "An answer is still being written, perhaps in another tab. Send again when it ends.",
    "wrong-step": "This conversation has already moved on.",
    "not-retryable": "This one can no longer be tried again. Just write on.",
    conflict: "Something changed meanwhile. Please try again.",
    expired: "This invitation has run out. What you wrote is kept, and you can still read it.",
    revoked: "This invitation was taken back. What you wrote is kept, and you can still read it.",
    "too-large": "That is too long to send in one piece.",
    "too-many": "That was a little fast. It goes on in a moment.",
    internal: "Something broke on our side.",
    "upstream-overloaded": "The service is overloaded just now.",
    "upstream-unavailable": "The language model cannot be reached just now.",
    "upstream-refused-key": "The language model is not set up correctly. Please tell whoever runs this site.",
    "upstream-failed": "The language model gave an error.",
    "upstream-stalled": "The answer stalled on the way.",
    "model-refused": "The language model declined to answer that.",
    "model-not-found": "The language model of this scenario is not available.",
    "reply-cut-short": "The answer ran out of room.",
    "server-stopped": "The service restarted in the middle of it.",
    "database-away": "The service is being repaired. It should be back in a moment.",
    "shutting-down": "The service is restarting. It should be back in a moment.",
  } as Readonly<Record<string, string>>,
};

/** What a person reads about a problem: by its code, else the server's own words. */
export const problemText = (problem: { code: string; detail: string }): string => en.problems[problem.code] ?? (problem.detail || en.problems["internal"] || "");
