const PIECES = /\s*[\p{L}\p{M}\p{N}'’]+|\s*[^\s\p{L}\p{M}\p{N}'’]|\s+/gu;
const LETTERS_A_TOKEN = 4;

/**
 * Cuts a text into tokens: every word at least one, long words one for each four characters, every other sign one of its own;
 * white space goes with what follows it. Joined, the tokens are the text again, and there are never more of them than the
 * text has UTF-8 bytes. An honest estimate of a language model's tokens, and always the same.
 */
export const tokenize = (text: string): string[] => {
  const tokens: string[] = [];
  for (const [piece] of text.matchAll(PIECES)) {
    const word = piece.trimStart();
    const space = piece.slice(0, piece.length - word.length);
    const letters = Array.from(word);
    if (letters.length <= LETTERS_A_TOKEN) tokens.push(piece);
    else
      for (let start = 0; start < letters.length; start += LETTERS_A_TOKEN)
        tokens.push((start === 0 ? space : "") + letters.slice(start, start + LETTERS_A_TOKEN).join(""));
  }
  return tokens;
};

export const countTokens = (text: string): number => tokenize(text).length;
