import { parseCoachComment } from "../../../backend/src/protocol/coach-comment.ts";
import { findQuote } from "./find-quote.ts";
import { exchangesInLine } from "./lines.ts";
import type { ExchangeState, SessionState } from "./session-state.ts";

type Said = { readonly words: string; readonly answer: string };
/** What changed in how the invitee spoke, in their own words. */
export type ChangeInWords =
  /** the same moment in other words: another try, with what the partner said to each */
  | { readonly kind: "another-try"; readonly id: string; readonly first: Said; readonly then: Said }
  /** a line that the coach had offered was said later */
  | { readonly kind: "taken-up"; readonly id: string; readonly offered: string; readonly then: Said }
  /** from the first words to the last */
  | { readonly kind: "first-to-last"; readonly id: string; readonly first: Said; readonly then: Said };

type Spoken = Pick<SessionState, "exchanges" | "branches">;

const saidIn = (exchange: ExchangeState | undefined): Said | null =>
  exchange?.user && exchange.partner.text !== ""
    ? { words: exchange.user.content, answer: exchange.partner.text }
    : null;

const triesAgain = ({ exchanges, branches }: Spoken): ChangeInWords[] =>
  branches.flatMap(({ id, parentId, fromNumber }) => {
    const at = (line: string | null) =>
      saidIn(exchangesInLine(exchanges, branches, line).find(({ number }) => number === fromNumber));
    const [first, then] = [at(parentId), at(id)];
    return first && then && first.words !== then.words ? [{ kind: "another-try", id, first, then }] : [];
  });

const takenUp = ({ exchanges, branches }: Spoken): ChangeInWords[] =>
  exchanges.flatMap((exchange) => {
    const offered = exchange.coach.message && parseCoachComment(exchange.coach.message.content).suggestion;
    if (!offered) return [];
    const lines = [
      exchange.branchId,
      ...branches.filter(({ parentId }) => parentId === exchange.branchId).map(({ id }) => id),
    ];
    const later = lines
      .flatMap((line) => exchangesInLine(exchanges, branches, line))
      .filter(
        ({ id, branchId, number }) =>
          id !== exchange.id && (number > exchange.number || branchId !== exchange.branchId),
      );
    const then = saidIn(
      later.find(({ user }) => user && findQuote(user.content, offered.replace(/[.?!]+$/, "")) !== null),
    );
    return then ? [{ kind: "taken-up", id: exchange.id, offered, then }] : [];
  });

/** With fewer exchanges than this, the first and the last words are the whole of it. */
const LONG_ENOUGH = 3;

/**
 * What the end shows as changed: other tries of the same moment, the coach's lines that were taken up, and, where a line was long
 * enough, how it began and ended. Only what was said and answered; nothing is judged here.
 */
export const whatChanged = ({ exchanges, branches }: Spoken): ChangeInWords[] => {
  const main = exchangesInLine(exchanges, branches, null);
  const answered = main.filter(({ status }) => status === "completed");
  const [first, then] = [saidIn(answered[0]), saidIn(answered.at(-1))];
  const whole: ChangeInWords[] =
    answered.length >= LONG_ENOUGH && first && then ? [{ kind: "first-to-last", id: "", first, then }] : [];
  return [...triesAgain({ exchanges, branches }), ...takenUp({ exchanges, branches }), ...whole];
};
