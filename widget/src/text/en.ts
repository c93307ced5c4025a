import { moment, plural } from "./format.ts";
import { translated } from "./words.ts";

export const count = (n: number, one: string, other: string): string =>
  plural(n, { one: `# ${one}`, other: `# ${other}` });

/**
 * The strings that the panel begins with; en-pages.ts and the others are for what is fetched when needed. They are written
 * here in English and read in the language that is spoken (words.ts).
 */
export const en = translated("panel", {
  panel: "Conversation practice",
  ai: "(AI)",
  close: "Close the widget",
  widen: "Give the coach a margin",
  narrow: "Make it small again",
  opening: "Opening your conversation",
  asking: "Looking who is here",
  moment,

  trouble: {
    title: "It could not be opened",
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
  exchange: (n: number) => `Exchange ${n}`,

  transcript: {
    label: (name: string) => `Conversation with ${name} (AI)`,
    newMessages: "New messages",
    youOpen: (name: string) => `You speak first. ${name} is listening.`,
  },

  note: {
    listening: "Coach is listening",
    writing: "Coach is writing",
    failed: "The coach could not comment on this one.",
    nothingToAdd: "The coach had nothing to add.",
    policy: "The coach sits this one out.",
  },

  /** lines of the conversation: the main one is the first try */
  lines: {
    name: (number: number) => (number === 1 ? "Main line" : `Try ${number}`),
    again: "Try that again",
  },

  composer: {
    label: (name: string) => `Your words to ${name}`,
    /** before it is known who one talks with */
    before: "Your words",
    send: "Send",
    stop: "Stop",
    stopping: "Stopping",
    wait: (name: string) => `${name} is still answering. Your words are kept.`,
    unsent: "Your last message is still on its way. These words are kept.",
    tooLong: (over: number) => `${over} characters too long`,
    roomLeft: (left: number) => `${left} characters left`,
  },
});
