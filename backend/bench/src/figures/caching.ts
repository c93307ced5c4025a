import { randomUUID } from "node:crypto";
import { type Sidecoach, WITH_COACH } from "../sidecoach-world.ts";

export type LaneCharge = { lane: string; calls: number; charged: number; without: number; read: number };

/** What a person may say to a landlord in twenty turns; long and short as people are. */
const SAID = [
  "Good evening. You wanted to talk about the heating?",
  "That sounds exhausting, with a small child in a cold flat.",
  "I hear that you have called three times and nobody came back to you.",
  "When did it stop working exactly? Was it all rooms at once or only some of them?",
  "I should have called you back on Tuesday. I did not, and I am sorry for that.",
  "What would help you most tonight, before anything else?",
  "I can bring two electric heaters over within the hour, if that is of use to you.",
  "You are right that a heater is not a repair. It is only for tonight.",
  "The engineer is booked for Thursday morning between eight and ten. Will somebody be at home then?",
  "I understand that Thursday feels far away when it is four degrees outside.",
  "Let me ask whether they can come earlier. I will tell you by noon tomorrow, whatever they say.",
  "You are worried that it will be like last winter again.",
  "Last winter it took us nine days. That was too long, and I do not want it again either.",
  "What did you have to pay for the heaters last time? I would like to make that good.",
  "I can take that off the rent for this month. Would that be fair to you?",
  "No, I am not asking you to sign anything for that.",
  "It makes sense that you do not trust a promise any more. What would show you that this one holds?",
  "Then I will write it down tonight, with the dates, and send it to you.",
  "Is there anything that I have not understood yet about how this has been for you?",
  "Thank you for telling me. I will see you within the hour.",
];

const say = async ({ url }: Sidecoach, sessionId: number, headers: object, content: string): Promise<void> => {
  const response = await fetch(`${url}/v1/sessions/${sessionId}/exchanges`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "text/event-stream",
      "idempotency-key": randomUUID(),
      ...headers,
    },
    body: JSON.stringify({ content }),
  });
  const text = await response.text();
  if (!text.includes('"status":"completed"')) throw new Error(`an exchange failed: ${text.slice(0, 600)}`);
};

/**
 * Twenty exchanges of one session, both lanes, on the simulator, which bills prefixes as the Messages API's account of caching
 * says: from a model's least length on, read where a mark finds one that was written. `without`: the same calls where every input
 * token is billed in full.
 */
export const measureCaching = async (sidecoach: Sidecoach): Promise<LaneCharge[]> => {
  const [invitee] = await sidecoach.invitees(1, WITH_COACH);
  if (!invitee) throw new Error("no invitee");
  for (const content of SAID) await say(sidecoach, invitee.sessionId, invitee.headers, content);
  const rows = await sidecoach.query(`
    SELECT "streamType" AS lane, count(*)::int AS calls, sum("chargedTokens")::int AS charged, sum("cacheReadTokens")::int AS read,
      sum("inputTokens" + "cacheWriteTokens" + "cacheReadTokens" + "outputTokens")::int AS without
    FROM "UsageLog" WHERE "sessionId" = ${invitee.sessionId} GROUP BY 1 ORDER BY 1 DESC`);
  return rows as LaneCharge[];
};
