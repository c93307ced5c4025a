import { existsSync, mkdirSync } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";
import { z } from "zod";
import { projectRoot } from "../project-root.ts";

/** `at`: when the person said so. A withdrawal holds for what was agreed to before it, an erasure for good. */
const Line = z.object({
  pseudonym: z.string(),
  kind: z.enum(["withdrawal", "erasure"]),
  at: z.iso.datetime(),
});
export type ErasureLine = z.infer<typeof Line>;

/** Beside the database, not in it: a restored backup does not take back what was erased since. */
export const erasureFile = (config: { dataDir: string }): string =>
  join(isAbsolute(config.dataDir) ? config.dataDir : join(projectRoot(), config.dataDir), "erasures.jsonl");

/** Appends, and returns once it is on the disk. */
export const rememberErasures = async (file: string, lines: readonly ErasureLine[]): Promise<void> => {
  if (lines.length === 0) return;
  mkdirSync(dirname(file), { recursive: true });
  const handle = await open(file, "a", 0o600);
  try {
    await handle.appendFile(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** What the file says. A line that a crash cut short is left out: what it told stands in the database. */
export const readErasures = async (file: string): Promise<ErasureLine[]> => {
  if (!existsSync(file)) return [];
  return (await readFile(file, "utf8")).split("\n").flatMap((text) => {
    try {
      return Line.safeParse(JSON.parse(text)).data ?? [];
    } catch {
      return [];
    }
  });
};
