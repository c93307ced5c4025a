import type { Turn } from "./fold-history.ts";

/** An exchange as the coach's transcript labels it. */
export type SeenExchange = { number: number; invitee: string; partner: string; asked: boolean; comment: string | null };
type SeenAside = { question: string; answer: string | null };
export type CoachView = {
  partnerName: string;
  goal: string;
  /** of the partner, taken from the scenario's own words; no guess from a name */
  pronoun: { him: string; his: string };
  exchanges: SeenExchange[];
  asides: SeenAside[];
  /** what the newest turn wants */
  wants: "comment" | "aside";
};

const unquote = (block: string): string =>
  block
    .split("\n")
    .map((line) => line.replace(/^> ?/, ""))
    .join("\n");
/** The quoted lines that follow a label, up to the first line that is not quoted. */
const readQuoted = (section: string, label: RegExp): string => {
  const start = label.exec(section);
  if (!start) return "";
  const lines = section
    .slice(start.index + start[0].length)
    .replace(/^\n/, "")
    .split("\n");
  const end = lines.findIndex((line) => !line.startsWith(">"));
  return unquote((end < 0 ? lines : lines.slice(0, end)).join("\n"));
};

const readPronoun = (system: string): CoachView["pronoun"] => {
  const count = (words: RegExp) => system.match(words)?.length ?? 0;
  const male = count(/\b(?:he|him|his)\b/gi);
  const female = count(/\b(?:she|her|hers)\b/gi);
  if (male === female) return { him: "them", his: "their" };
  return male > female ? { him: "him", his: "his" } : { him: "her", his: "her" };
};

const TITLE =
  /^(?:(?:Mr|Mrs|Ms|Dr|Prof|St)\.?|Miss|Uncle|Aunt|Auntie|Grandma|Grandpa|Cousin|Sister|Brother|Father|Mother|Nurse|Doctor|The)$/;
/** As one speaks of them: "Mr. Halloran" and "Uncle Ray" in full, "Erik Verhoeven" by the first name. */
const readName = (system: string): string => {
  const full = /The partner is ((?:(?:Mr|Mrs|Ms|Dr|Prof|St)\. )?[^.\n]+)\./.exec(system)?.[1]?.trim() ?? "The partner";
  const [first = full] = full.split(" ");
  return TITLE.test(first) ? full : first;
};

/** Reads a coach's request: what it is about, the labelled exchanges, its own comments, the asides. Quoted lines cannot pose as headings. */
export const readCoachTurns = (system: string, turns: Turn[]): CoachView => {
  const exchanges: SeenExchange[] = [];
  const asides: SeenAside[] = [];
  let wants: CoachView["wants"] = "comment";
  for (const { role, text } of turns) {
    if (role === "assistant") {
      const aside = asides.at(-1);
      const exchange = exchanges.at(-1);
      if (wants === "aside" && aside) aside.answer = text;
      else if (exchange) exchange.comment = text;
      continue;
    }
    for (const section of text.split(/^(?=## )/m)) {
      const number = /^## Exchange (\d+)/.exec(section)?.[1];
      if (number !== undefined) {
        wants = "comment";
        exchanges.push({
          number: Number(number),
          invitee: readQuoted(section, /^The invitee said:$/m),
          partner: readQuoted(section, /^.+ answered:$/m),
          asked: /^Comment on exchange \d+\.$/m.test(section),
          comment: null,
        });
      } else if (section.startsWith("## Aside")) {
        wants = "aside";
        asides.push({ question: readQuoted(section, /^The invitee asks you in private:$/m), answer: null });
      }
    }
  }
  const goal = /^## Goal[ \t]*\n+([\s\S]*?)(?=\n#|\n\n|$)/m.exec(system)?.[1]?.trim() ?? "";
  return { partnerName: readName(system), goal, pronoun: readPronoun(system), exchanges, asides, wants };
};
