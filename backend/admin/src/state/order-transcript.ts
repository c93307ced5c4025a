import { nameTries, type Try } from "./tries.ts";
import { emptyTurn, messagesOf, openingOf, turnOf, type Turn } from "./turn.ts";
import type { AsideView, BranchView, StaffNote, StaffSessionDetail } from "./types.ts";

type Detail = Pick<StaffSessionDetail, "messages" | "exchanges" | "notes" | "branches" | "asides">;
/** The main line, with the branches and asides where they belong, and the notes that are on none of its messages. */
export type Transcript = { turns: Turn[]; sessionNotes: StaffNote[] };

const byTime = (a: StaffNote, b: StaffNote): number => a.timestamp.localeCompare(b.timestamp) || (a.id < b.id ? -1 : 1);
const byTurn = (a: Turn, b: Turn): number =>
  a.number - b.number || (a.exchange?.startedAt ?? "").localeCompare(b.exchange?.startedAt ?? "");

/** A line's turns without what belongs to them, in order. @param branch null: the main line */
const bareTurns = (detail: Detail, branch: BranchView | null): Turn[] => {
  const exchanges = detail.exchanges.filter(({ branchId }) => branchId === (branch?.id ?? null));
  const messages = (branch ?? detail).messages;
  const known = new Set(exchanges.map(({ id }) => id));
  const openings = messages.filter(({ exchangeId }) => exchangeId === null || !known.has(exchangeId)).map(openingOf);
  return [...openings, ...exchanges.map((exchange) => turnOf(exchange, messages))].toSorted(byTurn);
};

/** The turn after which something stands, by the number it was asked after or goes off from. */
const turnAt = (turns: readonly Turn[], number: number): Turn | undefined =>
  turns.findLast((turn) => turn.number <= number);

/** The turns of a line, before which one is put that holds what was asked, or goes off, before the first. */
const withStart = (turns: Turn[], key: string, numbers: number[]): Turn[] => {
  const before = numbers.filter((number) => turnAt(turns, number) === undefined);
  return before.length === 0 ? turns : [emptyTurn(key, Math.min(...before)), ...turns];
};

/**
 * The session as it was talked: by (exchange number, lane), never by message id, since a coach's comment is often
 * stored after the next exchange has begun. A branch stands below the exchange that it tries again, an aside with the
 * exchange after which it was asked, and each note with its message.
 */
export const orderTranscript = (detail: Detail): Transcript => {
  const tries: ReadonlyMap<string, Try> = nameTries(detail.branches);
  const notes = detail.notes.toSorted(byTime);
  const shown = new Set<StaffNote>();
  const notesOn = (ids: number[]): StaffNote[] => {
    const found = notes.filter(({ messageId }) => messageId !== null && ids.includes(messageId));
    for (const note of found) shown.add(note);
    return found;
  };
  const idsOf = ({ question, answer }: AsideView): number[] => [question.id, ...(answer === null ? [] : [answer.id])];

  const lineOf = (branch: BranchView | null): Turn[] => {
    const id = branch?.id ?? null;
    const asides = detail.asides.filter(({ branchId }) => branchId === id).toSorted((a, b) => a.number - b.number);
    const branches = detail.branches.filter(({ parentId }) => parentId === id);
    const numbers = [...asides.map(({ afterNumber }) => afterNumber), ...branches.map(({ fromNumber }) => fromNumber)];
    const turns = withStart(bareTurns(detail, branch), `start-${id ?? "main"}`, numbers);
    return turns.map((turn) => ({
      ...turn,
      try: (id !== null && tries.get(id)) || null,
      notes: notesOn(messagesOf(turn).map((message) => message.id)),
      asides: asides
        .filter(({ afterNumber }) => turnAt(turns, afterNumber) === turn)
        .map((aside) => ({ aside, notes: notesOn(idsOf(aside)) })),
      branches: branches
        .filter(({ fromNumber }) => turnAt(turns, fromNumber) === turn)
        .map((child) => ({
          key: child.id,
          try: tries.get(child.id) as Try,
          fromNumber: child.fromNumber,
          exchanges: child.exchangeCount - child.fromNumber + 1,
          turns: lineOf(child),
        })),
    }));
  };
  const turns = lineOf(null);
  return { turns, sessionNotes: notes.filter((note) => !shown.has(note)) };
};

/** What a folded branch holds besides its exchanges, branches of its own included. */
export const countBeside = (turns: readonly Turn[]): { asides: number; notes: number } =>
  turns
    .flatMap((turn) => [
      {
        asides: turn.asides.length,
        notes: turn.notes.length + turn.asides.reduce((sum, asked) => sum + asked.notes.length, 0),
      },
      ...turn.branches.map((branch) => countBeside(branch.turns)),
    ])
    .reduce((sum, one) => ({ asides: sum.asides + one.asides, notes: sum.notes + one.notes }), { asides: 0, notes: 0 });

/** Something is being said in a line just now, or in a branch of it. */
export const isSaidNow = (turns: readonly Turn[]): boolean =>
  turns.some(
    ({ exchange, asides, branches }) =>
      exchange?.status === "running" ||
      asides.some(({ aside }) => aside.status === "running") ||
      branches.some((branch) => isSaidNow(branch.turns)),
  );
