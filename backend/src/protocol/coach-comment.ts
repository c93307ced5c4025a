/**
 * A comment as the coach writes it: `“literal quote” What it did. Try: “one line”`.
 * The one module of the protocol that screens run, not only type against: it imports nothing.
 */
export type CoachComment = {
  /** the invitee's words between the first pair of quotation marks, where the text begins with one; else null */
  quote: string | null;
  effect: string;
  /** the line to try, without its quotation marks; null where there is none */
  suggestion: string | null;
};

const OPENING = /^\s*["“„«]/;
const QUOTED = /^\s*["“„«]([^"”“»]*)["”“»]\s*/;
const SUGGESTION = /(?:^|\s)Try:\s*/;

/** True while the text may still be inside its opening quote: a stream is held back until then. */
export const quoteIsOpen = (text: string): boolean => text.trim() === "" || (OPENING.test(text) && !QUOTED.test(text));

/** Parses a whole comment, or what has arrived of one. */
export const parseCoachComment = (text: string): CoachComment => {
  const quoted = QUOTED.exec(text);
  const rest = quoted ? text.slice(quoted[0].length) : text;
  const [effect = "", ...suggestions] = rest.split(SUGGESTION);
  const suggestion = suggestions
    .join(" ")
    .trim()
    .replace(/^["“„«]|["”“»]$/g, "");
  return { quote: quoted?.[1] ?? null, effect: effect.trim(), suggestion: suggestion === "" ? null : suggestion };
};
