import { readFileSync } from "node:fs";
import type { SeedScenario } from "../../../prisma/scenarios.ts";
import { converse } from "../../src/model/simulator/converse.ts";
import type { Turn } from "../../src/model/simulator/fold-history.ts";

export type PlayedExchange = { invitee: string; partner: string; coach: string };

export const partnerSystem = (scenario: SeedScenario): string =>
  `# Your part\nYou play a person in a practice conversation.\n\n${scenario.partnerSystemPrompt}`;
export const coachSystem = (scenario: SeedScenario): string =>
  `# You are the coach\nThe partner is ${scenario.partnerPersona}.\n\n## Goal\n${scenario.goal}\n\n${scenario.coachSystemPrompt}`;
const quote = (text: string): string =>
  text
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n");
export const exchangeTurn = (number: number, name: string, invitee: string, partner: string): Turn => ({
  role: "user",
  text: `## Exchange ${number}\nThe invitee said:\n${quote(invitee)}\n${name} answered:\n${quote(partner)}\nComment on exchange ${number}.`,
});
const openScene = ({ openingLine }: SeedScenario): Turn[] =>
  openingLine === null
    ? []
    : [
        { role: "user", text: "(The scene begins. You speak first.)" },
        { role: "assistant", text: openingLine },
      ];

/** Plays a script against both lanes, as the backend would ask them. */
export const play = (
  scenario: SeedScenario,
  lines: string[],
  seed = "test",
): { exchanges: PlayedExchange[]; partnerTurns: Turn[]; coachTurns: Turn[] } => {
  const partnerTurns = openScene(scenario);
  const coachTurns: Turn[] = [];
  const exchanges = lines.map((invitee, index) => {
    partnerTurns.push({ role: "user", text: invitee });
    const partner = converse(partnerSystem(scenario), partnerTurns, seed);
    partnerTurns.push({ role: "assistant", text: partner });
    coachTurns.push(exchangeTurn(index + 1, scenario.partnerPersona, invitee, partner));
    const coach = converse(coachSystem(scenario), coachTurns, seed);
    coachTurns.push({ role: "assistant", text: coach });
    return { invitee, partner, coach };
  });
  return { exchanges, partnerTurns, coachTurns };
};

type Dialogue = { id: string; turns: { speaker: string; text: string }[] };
const dialogues = readFileSync(new URL("../data/casino-dialogues.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Dialogue);
/** Real lines that people typed to each other, all of one dialogue's in a row. */
export const realLines: string[] = dialogues
  .flatMap(({ turns }) => turns.map(({ text }) => text))
  .filter((text) => text.trim() !== "");
