import { plural } from "./plural.ts";

const days = (count: number): string => plural(count, "day", "days");
const tokens = (count: number): string => plural(count, "token", "tokens");

/** What lets somebody go on who cannot. */
export const wayOnWords = {
  open: "Let them go on",
  title: "Let them go on",
  failed: "What they need could not be worked out",
  stands: {
    retryFits: "Nothing is missing: “Ask for the answer again” works for them now, unless the model fails once more.",
    nextFits: "Nothing is missing: their next message fits.",
    expired: "The invitation has run out: they can read, and say nothing more.",
    retryDoesNotFit: "What is left of their quota does not hold the answer they ask for.",
    nextDoesNotFit: "What is left of their quota does not hold their next message.",
  },
  why: (why: string) => `Their last exchange failed: ${why}.`,
  give: (way: { days: number | null; tokens: number | null }) =>
    way.days === null
      ? `Add ${tokens(way.tokens ?? 0)}`
      : way.tokens === null
        ? `Extend by ${days(way.days)}`
        : `Extend by ${days(way.days)}, add ${tokens(way.tokens)}`,
  enough: (exchanges: number) => `Enough for about ${plural(exchanges, "exchange", "exchanges")}.`,
  giving: "Giving it …",
  giveFailed: "It was not given, or not all of it",
  told: "Their page is told at once. Nothing has to be loaded again.",
  other: { tokens: "Another amount", days: "Another time" },
  session: "Look at what failed",
  invitation: "Open the invitation",
  close: "Close",
  done: (way: { days: number | null; tokens: number | null }) =>
    [
      ...(way.days === null ? [] : [`Extended by ${days(way.days)}.`]),
      ...(way.tokens === null ? [] : [`Added ${tokens(way.tokens)}.`]),
      "They can go on now.",
    ].join(" "),
};
