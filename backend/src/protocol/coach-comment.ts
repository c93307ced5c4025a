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

/** Which mark closes what another opened: a straight mark inside curly ones closes nothing. */
const CLOSES: Record<string, string> = { "“": "”", "„": "“”", "«": "»", '"': '"' };
const SUGGESTION = /(?:^|\s)Try:\s*/;

/** Splits at the end of the quotation that `text` begins with; null where it begins with none, or it is not closed yet. */
const splitQuoted = (text: string): { quote: string; rest: string } | null => {
  const trimmed = text.trimStart();
  const closing = CLOSES[trimmed[0] ?? ""];
  if (closing === undefined) return null;
  // Marks are single UTF-16 units, so the units can be looked at one by one.
  let end = 1;
  while (end < trimmed.length && !closing.includes(trimmed.charAt(end))) end++;
  return end === trimmed.length ? null : { quote: trimmed.slice(1, end), rest: trimmed.slice(end + 1) };
};

/** The line without its marks; what ends the sentence stands inside them, wherever it was written. */
const unquote = (text: string): string => {
  const split = splitQuoted(text);
  if (split && /^[.?!…]*$/.test(split.rest.trim())) return split.quote + split.rest.trim();
  return split ? text : text.replace(/^["“„«]/, "");
};

/** True while the text may still be inside its opening quote: a stream is held back until then. */
export const quoteIsOpen = (text: string): boolean =>
  text.trim() === "" || (CLOSES[text.trimStart()[0] ?? ""] !== undefined && splitQuoted(text) === null);

/** Parses a whole comment, or what has arrived of one. */
export const parseCoachComment = (text: string): CoachComment => {
  const quoted = splitQuoted(text);
  const [effect = "", ...suggestions] = (quoted ? quoted.rest : text).split(SUGGESTION);
  const suggestion = unquote(suggestions.join(" ").trim());
  return { quote: quoted?.quote ?? null, effect: effect.trim(), suggestion: suggestion === "" ? null : suggestion };
};
