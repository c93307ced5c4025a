import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { FIELD_USE, LATER, READ_LATER, WRITTEN_LATER } from "./field-use.ts";

const project = join(import.meta.dirname, "../../..");
const text = (path: string): string =>
  path === "seed"
    ? readFileSync(join(project, "prisma/seed.ts"), "utf8") + readFileSync(join(project, "prisma/scenarios.ts"), "utf8")
    : readFileSync(join(project, "backend/src", path), "utf8");
const schema = readFileSync(join(import.meta.dirname, "client-schema.prisma"), "utf8");
const schemaOf = (model: string): string =>
  new RegExp(`model ${model} \\{([\\s\\S]*?)^\\}`, "m").exec(schema)?.[1] ?? "";
const fields = [...schema.matchAll(/^model (\w+) \{([\s\S]*?)^\}/gm)].flatMap(([, model, body]) =>
  (body ?? "").split("\n").flatMap((line) => {
    const name = /^ {2}(\w+)\s/.exec(line)?.[1];
    return name === undefined ? [] : [`${model}.${name}`];
  }),
);

it("every field of the client's model is used, or listed as used later", () => {
  expect(Object.keys({ ...FIELD_USE, ...LATER }).toSorted()).toEqual(fields.toSorted());
  expect(Object.keys(FIELD_USE).filter((field) => field in LATER)).toEqual([]);
});

const hasDefault = (field: string): boolean => {
  const [model = "", name = ""] = field.split(".");
  return new RegExp(`^ {2}${name}\\s.*@(default|updatedAt)`, "m").test(schemaOf(model));
};

it("what only the database writes has a default there, and what nothing reads is listed", () => {
  const uses = Object.entries(FIELD_USE);
  expect(uses.filter(([field, [write]]) => write === "@db" && !hasDefault(field)).map(([field]) => field)).toEqual(
    WRITTEN_LATER,
  );
  expect(
    uses
      .filter(([, [, read]]) => read === "@db")
      .map(([field]) => field)
      .toSorted(),
  ).toEqual(READ_LATER.toSorted());
});

// A relation is used through its foreign key, its model's table or its own name.
const spellings = (field: string): string[] => {
  const [model = "", name = ""] = field.split(".");
  const type = new RegExp(`^ {2}${name}\\s+(\\w+)`, "m").exec(schemaOf(model))?.[1] ?? "";
  return [name, ...(schema.includes(`model ${type} {`) ? [`${name}Id`, `"${type}"`] : [])];
};
it.each(Object.entries(FIELD_USE))("%s stands in the code that is named for it", (field, files) => {
  for (const file of files) {
    if (file === "@db") continue;
    const code = text(file);
    expect(`${file}: ${spellings(field).some((spelling) => code.includes(spelling))}`).toBe(`${file}: true`);
  }
});
