// @vitest-environment node
import { readdir, readFile } from "node:fs/promises";
import { parseSync } from "vite";
import { expect, test } from "vitest";

const VIEWS = new URL("../src/view/", import.meta.url);
/** attributes that are read, or read out */
const READ = /^(?:title|alt|label|placeholder|aria-(?:label|description|roledescription|valuetext|placeholder))$/;
/** letters, and quotation marks, which are others in other languages */
const WORDS = /[\p{L}“”„«»‘’]/u;

type Node = { type: string; [key: string]: unknown };
const isNode = (value: unknown): value is Node => typeof (value as Node | null)?.type === "string";
const inside = (node: Node): Node[] =>
  Object.values(node).flatMap((value) => (Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : []));

/** The literals that an expression can come to: not what it compares with, looks up, or hands to a function. */
const outcomes = (node: Node): Node[] => {
  switch (node.type) {
    case "ConditionalExpression":
      return [node["consequent"], node["alternate"]].filter(isNode).flatMap(outcomes);
    case "LogicalExpression":
      return [...(node["operator"] === "&&" ? [] : [node["left"]]), node["right"]].filter(isNode).flatMap(outcomes);
    case "BinaryExpression":
      // joined, not compared
      if (node["operator"] !== "+") return [];
      return [node["left"], node["right"]].filter(isNode).flatMap(outcomes);
    case "JSXExpressionContainer":
      return isNode(node["expression"]) ? outcomes(node["expression"]) : [];
    case "TemplateLiteral":
      return node["quasis"] as Node[];
    case "Literal":
    case "JSXText":
      return [node];
  }
  return [];
};
const textOf = (node: Node): string =>
  node.type === "TemplateElement" ? (node["value"] as { cooked: string }).cooked : String(node["value"]);

/** What a reader would see or hear that stands in the view itself. */
const findWords = (node: Node): string[] => {
  const own =
    node.type === "JSXElement" || node.type === "JSXFragment"
      ? (node["children"] as Node[]).flatMap(outcomes)
      : node.type === "JSXAttribute" && READ.test(String((node["name"] as Node)["name"])) && isNode(node["value"])
        ? outcomes(node["value"])
        : [];
  return [...own.map(textOf).filter((text) => WORDS.test(text)), ...inside(node).flatMap(findWords)];
};
const findIn = (name: string, source: string): string[] =>
  findWords(parseSync(name, source).program as unknown as Node);

const views = (await readdir(VIEWS, { recursive: true })).filter((name) => name.endsWith(".tsx"));

test.each(views)("%s says nothing of its own", async (name) => {
  expect(findIn(name, await readFile(new URL(name, VIEWS), "utf8"))).toEqual([]);
});

test.each([
  "<p>Hello</p>",
  '<p title="Hello" />',
  '<button aria-label={open ? "Close" : words.open} />',
  "<p>{count > 1 && `${count} left`}</p>",
  "<q>“{quote}”</q>",
])("it would be found in %s", (view) => {
  expect(findIn("view.tsx", view).length).toBeGreaterThan(0);
});
test.each([
  "<p>{words.hello}</p>",
  '<p class="note wait" role="status" />',
  '<p>{status === "failed" && words.failed} ·</p>',
])("nothing to be found in %s", (view) => {
  expect(findIn("view.tsx", view)).toEqual([]);
});
