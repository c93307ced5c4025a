import { enPages } from "./en-pages.ts";
import { count, en } from "./en.ts";
import { translated } from "./words.ts";

/** The strings of what stands beside the main line: private questions to the coach, and other lines. */
export const enBeside = translated("beside", {
  /** read out when it changes */
  watchedNow: (n: number) =>
    `${count(n, "person is", "people are")} watching now. They see the conversation, your questions to the coach and the notes.`,
  unwatchedNow: "Nobody is watching any more.",

  copy: {
    button: "Copy",
    mine: "Copy your words",
    of: (name: string) => `Copy what ${enPages.withAi(name)} said`,
    copied: "Copied",
    failed: "Could not be copied",
  },
  /** when the coach's notes are shown */
  timing: {
    label: "Show the coach’s notes",
    "at-once": "as they come",
    asked: "when I ask for one",
    end: "at the end",
  },

  /** at the foot of the margin */
  margin: (name: string) => `The coach writes here, beside your words. ${name} (AI) never sees it.`,
  /** below the words */
  end: "End the conversation",
  endShort: "End",
  left: {
    more: (n: number) => `About ${n} more`,
    last: "About 1 more",
    none: "None left",
  },

  lines: {
    label: "Lines of this conversation",
    from: (words: string | null) => `${enPages.lineFrom("Another try", words)}. What you said before stays as it was.`,
    back: (number: number) => (number === 1 ? "Back to the main line" : `Back to ${en.lines.name(number)}`),
  },
  ask: {
    announce: (text: string) => `Coach, in private: ${text}`,
    button: "Ask the coach",
    answering: "Coach is answering",
    answered: "The coach has answered",
    read: "Your questions to the coach",
    title: "Ask the coach",
    private: (name: string) => `Only you and staff read this; ${name} (AI) never does.`,
    close: "Close the questions to the coach",
    label: "Your question to the coach",
    send: "Ask",
    question: (number: number) => `Question ${number}`,
    /** where it was asked */
    place: (line: number, after: string | null) =>
      (after === null ? "At the beginning" : `After “${after}”`) + (line === 1 ? "" : ` of ${en.lines.name(line)}`),
    none: "Stuck, or unsure how that landed? The coach has read the whole conversation.",
    stopped: "You stopped this answer.",
    failed: "The coach could not answer.",
    again: "Ask again",
    wait: "The coach is still answering. Your question is kept.",
    unsent: "Your last question is still on its way. These words are kept.",
    kept: "Your question is kept here.",
    keptForExchange: (name: string) => `What is left is kept for one more exchange with ${name}.`,
  },
});
