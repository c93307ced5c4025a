import { diffWordsWithSpace } from "diff";
import type { ScenarioContent } from "./types.ts";

/** A stretch of text that both have, or one of them alone. */
export type Stretch = { kind: "same" | "added" | "removed"; text: string };
export type FieldChange = { field: keyof ScenarioContent; stretches: Stretch[] };

const textOf = (value: ScenarioContent[keyof ScenarioContent]): string => {
  if (value === null) return "";
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.join(", ");
  return value.when === "every" ? `every ${value.every}` : value.when;
};

const stretchesOf = (from: string, to: string): Stretch[] =>
  diffWordsWithSpace(from, to).map(({ value, added, removed }) => ({
    kind: added ? "added" : removed ? "removed" : "same",
    text: value,
  }));

/** What two drafts or versions say otherwise, field by field, in the order of the form. */
export const compareContents = (from: ScenarioContent, to: ScenarioContent): FieldChange[] =>
  (Object.keys(from) as (keyof ScenarioContent)[]).flatMap((field) => {
    const [before, after] = [textOf(from[field]), textOf(to[field])];
    return before === after ? [] : [{ field, stretches: stretchesOf(before, after) }];
  });
