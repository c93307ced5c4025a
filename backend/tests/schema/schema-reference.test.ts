import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

type Model = { kind: "model" | "enum"; fields: Map<string, string>; attributes: string[] };

/** Blocks of a Prisma schema: fields with type and attributes in one spelling, and the block's own attributes. */
const parseSchema = (text: string): Map<string, Model> => {
  const blocks = new Map<string, Model>();
  for (const [, kind, name, body] of text.matchAll(/^(model|enum)\s+(\w+)\s*\{([\s\S]*?)^\}/gm)) {
    const model: Model = { kind: kind as Model["kind"], fields: new Map(), attributes: [] };
    for (const raw of (body ?? "").split("\n")) {
      const line = raw
        .replace(/\/\/.*$/, "")
        .trim()
        .replace(/\s+/g, " ");
      if (line === "") continue;
      if (line.startsWith("@@")) model.attributes.push(line);
      else model.fields.set(line.split(" ")[0] ?? "", line);
    }
    blocks.set(name ?? "", model);
  }
  return blocks;
};

const reference = parseSchema(readFileSync(join(import.meta.dirname, "client-schema.prisma"), "utf8"));
const ours = parseSchema(readFileSync(join(import.meta.dirname, "../../../prisma/schema.prisma"), "utf8"));

describe("the client's data model", () => {
  it("is read whole", () => {
    expect([...reference.keys()].toSorted()).toEqual([
      "ContactMethod",
      "ConversationSession",
      "ExternalIdentity",
      "Invitation",
      "Message",
      "ObservationNote",
      "QuotaPreset",
      "Role",
      "Scenario",
      "SessionStatus",
      "TelemetryEvent",
      "UsageLog",
      "User",
    ]);
    expect([...reference.values()].reduce((sum, model) => sum + model.fields.size, 0)).toBe(126);
  });

  const fields = [...reference].flatMap(([name, model]) =>
    [...model.fields].map(([field, line]) => [`${name}.${field}`, name, field, line] as const),
  );
  it.each(fields)("%s stands as it was given", (_title, name, field, line) => {
    expect(ours.get(name)?.fields.get(field)).toBe(line);
  });

  const attributes = [...reference].flatMap(([name, model]) =>
    model.attributes.map((attribute) => [`${name} ${attribute}`, name, attribute] as const),
  );
  it.each(attributes)("%s stands as it was given", (_title, name, attribute) => {
    expect(ours.get(name)?.attributes).toContain(attribute);
  });
});
