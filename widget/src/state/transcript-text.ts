import { parseCoachComment } from "../../../backend/src/protocol/coach-comment.ts";
import { en } from "../text/en.ts";
import type { SessionState } from "./session-state.ts";

/** The conversation with the coach's notes as plain text, to keep. */
export const writeTranscript = ({ session, opening, exchanges }: SessionState): string => {
  const { name, partnerPersona } = session.scenario;
  const partner = en.withAi(partnerPersona);
  const lines = [name, en.moment(session.startedAt), ...(session.simulated ? [en.simulated] : [])];
  if (opening) lines.push("", en.transcript.said(partner, opening.content));
  for (const exchange of exchanges) {
    lines.push("", `— ${en.exchange(exchange.number)} —`);
    if (exchange.user) lines.push("", en.transcript.said(en.you, exchange.user.content));
    if (exchange.partner.text) lines.push("", en.transcript.said(partner, exchange.partner.text));
    if (!exchange.coach.message) continue;
    const { quote, effect, suggestion } = parseCoachComment(exchange.coach.message.content);
    lines.push("", `    ${quote === null ? en.coach : en.note.about(quote)}: ${effect}`);
    if (suggestion !== null) lines.push(`    ${en.note.try}: “${suggestion}”`);
  }
  return `${lines.join("\n")}\n`;
};
