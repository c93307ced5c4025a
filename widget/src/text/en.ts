/**
 * Every visible string of the widget, with en-pages.ts for the pages that are fetched when needed.
 * The loader takes `launcherText` alone; the rest comes with the panel.
 */
export const launcherText = {
  open: "Practise a conversation",
  loading: "Opening",
  failed: "Could not open. Try again",
};

export const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;
const format = (iso: string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat("en-GB", options).format(new Date(iso));
export const day = (iso: string): string => format(iso, { day: "numeric", month: "long" });
export const moment = (iso: string): string =>
  format(iso, { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });

export const en = {
  panel: "Conversation practice",
  ai: "(AI)",
  withAi: (name: string) => `${name} (AI)`,
  coach: "Coach",
  you: "You",
  close: "Close the widget",
  widen: "Give the coach a margin",
  narrow: "Make it small again",
  opening: "Opening your conversation",
  moment,

  refusedConsole: (origin: string, command: string) =>
    `Sidecoach: ${origin} may not use this API. To allow it, run on the server:\n\n  ${command}\n`,

  trouble: {
    title: "It could not be opened",
    offlineTitle: "You are offline",
    offline: "The conversation opens as soon as you are back.",
    again: "Try again",
  },

  bar: {
    notes: "Your notes",
    nobody: "Nobody is watching",
    watching: (n: number) => count(n, "person is watching", "people are watching"),
    stepOut: "Step out",
    reconnecting: "Reconnecting",
    finished: (iso: string) => `Finished ${moment(iso)}`,
  },

  simulated: "Answers come from a simulator, not a language model.",
  watchedNow: (n: number) =>
    `${count(n, "person is", "people are")} watching now. They see the conversation and the notes.`,
  unwatchedNow: "Nobody is watching any more.",

  exchange: (n: number) => `Exchange ${n}`,

  transcript: {
    label: (name: string) => `Conversation with ${name} (AI)`,
    newMessages: "New messages",
    youOpen: (name: string) => `You speak first. ${name} is listening.`,
    said: (name: string, text: string) => `${name}: ${text}`,
    notSent: "Not sent yet. Kept on this device.",
    tryNow: "Try now",
    takeBack: "Take it back",
  },

  note: {
    beside: (name: string) => `The coach writes here, beside your words. ${name} (AI) never sees it.`,
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
    text: (name: string) =>
      `Nothing runs while you are out. ${name} is an AI playing a part; you can leave it at any point.`,
    help: "If you want to talk to a real person",
    back: "Come back",
    end: "End the conversation",
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
    exhausted: "There is not enough left for another exchange.",
    "exchange-running": "An answer is still being written, perhaps in another tab. Send again when it ends.",
    "wrong-step": "This conversation has already moved on.",
    expired: "This invitation has run out. What you wrote is kept, and you can still read it.",
    revoked: "This invitation was taken back. What you wrote is kept, and you can still read it.",
    "too-many": "That was a little fast. It goes on in a moment.",
    internal: "Something broke on our side.",
    "upstream-overloaded": "The service is overloaded just now.",
    "upstream-refused-key": "The language model is not set up correctly. Please tell whoever runs this site.",
    "upstream-failed": "The language model gave an error.",
    "upstream-stalled": "The answer stalled on the way.",
    "model-refused": "The language model declined to answer that.",
    "reply-cut-short": "The answer ran out of room.",
    "server-stopped": "The service restarted in the middle of it.",
    "database-away": "The service is being repaired. It should be back in a moment.",
    "shutting-down": "The service is restarting. It should be back in a moment.",
  } as Readonly<Record<string, string>>,
};

/** What a person reads about a problem: by its code, else the server's own words. */
export const problemText = (
  { code, detail }: { code: string; detail: string },
  known: Readonly<Record<string, string>> = en.problems,
): string => known[code] ?? (detail || (en.problems["internal"] ?? ""));
