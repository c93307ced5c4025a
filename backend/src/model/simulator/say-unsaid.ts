/** Least recently said first; among those never said, the order given. */
export const freshFirst = (options: string[], said: string[]): string[] => {
  const lastSaid = (option: string) => said.findLastIndex((text) => text.includes(option));
  return options
    .map((option) => ({ option, at: lastSaid(option) }))
    .sort((one, other) => one.at - other.at)
    .map(({ option }) => option);
};

/** The first combination that the partner has not said yet: whole replies never repeat, and parts as late as possible. */
export const sayUnsaid = (slots: string[][], said: string[], messages: number): string => {
  const texts = new Set(said.map((text) => text.trim()));
  const [first = [""], ...rest] = slots.map((slot) => (slot.length > 0 ? slot : [""]));
  const depth = Math.max(first.length, ...rest.map((slot) => slot.length));
  const join = (parts: string[]) => parts.filter(Boolean).join(" ");
  for (let round = 0; round < depth * 8; round++)
    for (const [at, opening] of first.entries()) {
      const text = join([
        opening,
        ...rest.map((slot, index) => slot[(at * (index + 1) + round * (index === 0 ? 1 : 3)) % slot.length] ?? ""),
      ]);
      if (text !== "" && !texts.has(text)) return text;
    }
  return join([first[0] ?? "", `You have written to me ${messages} times now.`]);
};
