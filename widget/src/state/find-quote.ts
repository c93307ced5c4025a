const SAME: Readonly<Record<string, string>> = {
  "’": "'",
  "‘": "'",
  "“": '"',
  "”": '"',
  "\n": " ",
  "\u00a0": " ",
  "–": "-",
  "—": "-",
};

/** The same text, unit by unit, in plain quotes and lower case: never longer or shorter, so that offsets stay true. */
const plain = (text: string): string =>
  Array.from({ length: text.length }, (_, at) => {
    const unit = text.charAt(at);
    const lower = (SAME[unit] ?? unit).toLowerCase();
    return lower.length === 1 ? lower : unit;
  }).join("");

/** Where the coach's quote stands in the invitee's message, in UTF-16 units; null where it does not. */
export const findQuote = (message: string, quote: string): { start: number; end: number } | null => {
  const wanted = quote.trim().replace(/[.…,;:]+$/, "");
  if (wanted === "") return null;
  const exact = message.indexOf(wanted);
  const start = exact >= 0 ? exact : plain(message).indexOf(plain(wanted));
  return start < 0 ? null : { start, end: start + wanted.length };
};
