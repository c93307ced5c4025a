import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { chargeOf } from "../../src/quotas/charge.ts";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld({ EXCHANGES_PER_MINUTE: "10000" });

type Dialogue = { id: string; turns: { speaker: string; text: string }[] };
const dialogues = readFileSync(join(import.meta.dirname, "../data/casino-dialogues.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Dialogue)
  .slice(0, 20);
/** One speaker's lines, as the invitee's messages. */
const linesOf = (dialogue: Dialogue): string[] => {
  const speaker = dialogue.turns[0]?.speaker;
  return dialogue.turns.filter((turn) => turn.speaker === speaker && turn.text.trim() !== "").map((turn) => turn.text);
};

type Sent = { system: { text: string }[]; messages: { role: string; content: string }[] };
const isPrefix = (shorter: unknown[], longer: unknown[]) =>
  JSON.stringify(longer.slice(0, shorter.length)) === JSON.stringify(shorter);

describe("twenty real dialogues through the API", () => {
  it("has twenty of them", () => {
    expect(dialogues).toHaveLength(20);
  });

  it.each(dialogues.map((dialogue) => [dialogue.id, dialogue] as const))(
    "%s: stored once and in order, streamed in both lanes, metered to the token, contexts clean",
    async (_id, dialogue) => {
      const lines = linesOf(dialogue);
      const invitee = await world.claim();
      const sessionId = await invitee.start();
      const journalBefore = world.simulator.journal.length;
      for (const line of lines) {
        const events = await invitee.exchange(sessionId, line);
        expect(events.some((event) => event.type === "partner-delta")).toBe(true);
        expect(
          events.some(
            (event) =>
              event.type === "coach-delta" || (event.type === "coach-end" && event.missing === "nothing-to-add"),
          ),
        ).toBe(true);
      }
      const { body: session } = await invitee.get(`/v1/sessions/${sessionId}`);
      const said = session.messages
        .filter((message: { role: string }) => message.role === "user")
        .map((message: { content: string }) => message.content);
      expect(said).toEqual(lines);

      const calls = world.simulator.journal.slice(journalBefore).filter((entry) => entry.path === "/v1/messages");
      const rows = await world.database.prisma.usageLog.findMany({ where: { sessionId } });
      const charged = rows.reduce((sum, row) => sum + row.chargedTokens, 0);
      const billed = calls.reduce((sum, { usage }) => {
        if (!usage) throw new Error("a call without usage");
        return (
          sum +
          chargeOf({
            input: usage.input_tokens,
            cacheWrite: usage.cache_creation_input_tokens,
            cacheRead: usage.cache_read_input_tokens,
            output: usage.output_tokens,
          })
        );
      }, 0);
      const { usage } = await world.database.prisma.invitation.findUniqueOrThrow({
        where: { id: invitee.invitation.id },
      });
      expect(usage).toEqual({ tokens: charged, reserved: 0 });
      expect(billed).toBe(charged);
      expect(rows.every((row) => row.overrunTokens === 0)).toBe(true);

      const comments: string[] = session.messages
        .filter((message: { role: string }) => message.role === "coach")
        .map((message: { content: string }) => message.content);
      const sent = calls.map((call) => call.body as Sent);
      const isCoach = (body: Sent) => body.system[0]?.text.startsWith("# You are the coach");
      const [partner, coach] = [sent.filter((body) => !isCoach(body)), sent.filter((body) => isCoach(body))];
      expect([partner.length, coach.length]).toEqual([lines.length, lines.length]);
      for (const body of partner)
        for (const comment of comments)
          expect(JSON.stringify(body)).not.toContain(JSON.stringify(comment).slice(1, -1));
      for (const lane of [partner, coach])
        for (const [place, body] of lane.entries()) {
          const next = lane[place + 1];
          if (!next) continue;
          expect(next.system).toEqual(body.system);
          expect(isPrefix(body.messages, next.messages)).toBe(true);
        }
      // The coach's own turns are its comments alone; the partner is quoted in the user's turns.
      const last = coach.at(-1);
      const ownTurns =
        last?.messages.filter((message) => message.role === "assistant").map((message) => message.content) ?? [];
      expect(ownTurns).toEqual(comments.slice(0, ownTurns.length));
      expect(
        last?.messages
          .filter((message) => message.role === "user")
          .every((message) => /^## (Exchange|Opening)/.test(message.content)),
      ).toBe(true);
    },
  );
});
