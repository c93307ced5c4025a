import { exchangesInLine, type LineId } from "./lines.ts";
import type { BranchState, SessionState } from "./session-state.ts";

type Listed = { id: LineId; parentId: LineId; number: number; fromNumber: number };

/** Every line in the order in which they were made, the main one first. `number` counts the tries: the main line is the first. */
export const listLines = (branches: readonly BranchState[]): Listed[] => [
  { id: null, parentId: null, number: 1, fromNumber: 1 },
  ...branches.map(({ id, parentId, fromNumber }, at) => ({ id, parentId, number: at + 2, fromNumber })),
];

const MOST_UNITS = 36;

/** The beginning of what was said, in whole words where they are not too long, to point to it. */
export const firstWords = (text: string): string => {
  const line = text.trim().replaceAll(/\s+/g, " ");
  if (line.length <= MOST_UNITS) return line;
  const cut = line.slice(0, MOST_UNITS + 1);
  const end = cut.lastIndexOf(" ");
  const kept = end > MOST_UNITS / 2 ? cut.slice(0, end) : cut.slice(0, MOST_UNITS).replace(/[\ud800-\udbff]$/, "");
  return `${kept.replace(/[,;:.!?–—-]+$/, "")} …`;
};

/** How an exchange is pointed to, which has no number on the screen: by the beginning of the invitee's words; null where there is none. */
export const wordsAt = (
  { exchanges, branches }: Pick<SessionState, "exchanges" | "branches">,
  line: LineId,
  number: number,
): string | null => {
  const said = exchangesInLine(exchanges, branches, line).find((exchange) => exchange.number === number)?.user;
  return said ? firstWords(said.content) : null;
};
