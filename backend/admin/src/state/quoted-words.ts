import { parseCoachComment } from "../api/protocol.ts";

export { parseCoachComment };

/** A message cut at the words that the coach quotes: before, the words, after. null where it does not hold them. */
export const cutAtQuote = (
  content: string,
  quote: string | null,
): { before: string; words: string; after: string } | null => {
  if (quote === null || quote.trim() === "") return null;
  const at = content.indexOf(quote);
  return at < 0 ? null : { before: content.slice(0, at), words: quote, after: content.slice(at + quote.length) };
};
