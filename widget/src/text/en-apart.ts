import { count } from "./en.ts";
import { moment } from "./format.ts";
import { translated } from "./words.ts";

/** The strings of what is written beside the scene, interrupts it or follows it. */
export const enApart = translated("apart", {
  summary: {
    /** `minutes`: null until they are known */
    eyebrow: (exchanges: number, minutes: number | null) =>
      count(exchanges, "exchange", "exchanges") +
      (minutes === null ? "" : ` in ${minutes < 1 ? "under a minute" : count(minutes, "minute", "minutes")}`),
    title: (scenario: string) => `You practised “${scenario}”`,
    notes: (n: number) => (n === 1 ? "One note to keep" : `${n} notes to keep`),
    noNotes: "The coach left no notes this time.",
    whatChanged: "What changed",
    /** what stands before the words of then, and of later */
    changed: {
      "another-try": { before: "First you said", after: "Then you tried" },
      "taken-up": { before: "The coach offered", after: "Later you said" },
      "first-to-last": { before: "You began with", after: "You ended with" },
    },
    asked: "What you asked the coach in private",
    take: "Take it with you",
    download: "Download transcript and notes",
    practise: "Practise it again",
    read: "Read the whole conversation",
    comeBack: (until: string) => `Or come back by the same link until ${until}.`,
    file: (scenario: string, date: string) => `${scenario} ${date}.txt`,
  },

  /** what was asked in private, after all is over: on the screen and in the transcript to take away */
  take: {
    asked: "You, in private to the coach",
    noAnswer: "There was no answer.",
  },

  /** the coach's notes: those that wait, and what one thinks of them */
  notes: {
    show: "Show the coach’s note",
    keptForEnd: "The coach’s note is kept for the end.",
    skip: "Skip this note",
    rate: { label: "What you think of this note", helpful: "Helpful", notHelpful: "Not helpful" },
  },

  trials: {
    stopped: "You stopped this answer. The coach waits for a whole one.",
    failed: (name: string) => `${name} (AI) could not answer.`,
    kept: "Your words are kept.",
    again: "Ask for the answer again",
    reword: "Change your words",
  },

  quota: {
    warningTitle: "Getting near the end",
    warning: (n: number) => `About ${count(n, "exchange is", "exchanges are")} left. Time to say what matters most.`,
    lastTitle: "This may be your last exchange",
    lastText: "Whatever it needs, it will finish: the answer and the coach’s note. Then you can see your notes.",
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

  unsent: {
    waiting: "Not sent yet. Kept on this device.",
    uncertain: "Not confirmed yet. Kept on this device; it is sent once only.",
    tryNow: "Try now",
    takeBack: "Take it back",
  },

  idle: { title: "Welcome back", text: "You left this a while ago. Writing picks it up again." },

  notices: {
    offlineTitle: "You are offline",
    offline: "Write on: what you send goes out once, as soon as you are back.",
    dismiss: "Dismiss",
    endsSoonTitle: "Your invitation runs out soon",
    endsSoon: (iso: string) =>
      `You can write until ${moment(iso)}. What you wrote stays readable after that; whoever invited you can extend it.`,
    notSent: "Not sent, but kept on this device:",
    lookAgain: "Look again",
    back: "Your words are back in the box below.",
  },
});
