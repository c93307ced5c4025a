import { parseCoachComment } from "../../../backend/src/protocol/coach-comment.ts";
import { en } from "../text/en.ts";
import { enApart } from "../text/en-apart.ts";
import { enPages } from "../text/en-pages.ts";
import { listLines, wordsAt } from "./list-lines.ts";
import type { AsideState, ExchangeState, SessionState } from "./session-state.ts";

const writeExchange = (exchange: ExchangeState, partner: string): string[] => {
  const lines = ["", `— ${en.exchange(exchange.number)} —`];
  if (exchange.user) lines.push("", enPages.said(enPages.you, exchange.user.content));
  if (exchange.partner.text) lines.push("", enPages.said(partner, exchange.partner.text));
  if (!exchange.coach.message) return lines;
  const { quote, effect, suggestion } = parseCoachComment(exchange.coach.message.content);
  lines.push("", `    ${quote === null ? enPages.coach : enPages.noted.about(quote)}: ${effect}`);
  if (suggestion !== null) lines.push(`    ${enPages.noted.try}: “${suggestion}”`);
  return lines;
};

const writeAside = ({ question, text }: AsideState): string[] => [
  "",
  `    ${enApart.take.asked}: ${question.content}`,
  `    ${enPages.coach}: ${text === "" ? enApart.take.noAnswer : text}`,
];

/** All that was said, line after line, with the coach's notes and the private questions, as plain text to keep. */
export const writeTranscript = (state: SessionState): string => {
  const { session, opening, exchanges, branches, asides } = state;
  const { name, partnerPersona } = session.scenario;
  const partner = enPages.withAi(partnerPersona);
  const lines = [name, en.moment(session.startedAt), ...(session.simulated ? [en.simulated] : [])];
  for (const { id, parentId, number, fromNumber } of listLines(branches)) {
    if (id !== null)
      lines.push("", `=== ${enPages.lineFrom(en.lines.name(number), wordsAt(state, parentId, fromNumber))} ===`);
    else if (opening) lines.push("", enPages.said(partner, opening.content));
    const asked = asides.filter(({ branchId }) => branchId === id);
    const own = exchanges.filter(({ branchId }) => branchId === id);
    const first = own[0]?.number ?? Infinity;
    lines.push(...asked.filter(({ afterNumber }) => afterNumber < first).flatMap(writeAside));
    for (const exchange of own) {
      lines.push(...writeExchange(exchange, partner));
      lines.push(...asked.filter(({ afterNumber }) => afterNumber === exchange.number).flatMap(writeAside));
    }
  }
  return `${lines.join("\n")}\n`;
};
