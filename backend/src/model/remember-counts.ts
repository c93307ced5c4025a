import { createHash } from "node:crypto";
import type { LanguageModel, ModelRequest } from "./language-model.ts";

const MOST_COUNTS = 1_000;

const keyOf = ({ model, system, turns }: ModelRequest): string =>
  createHash("sha256")
    .update(JSON.stringify([model, system, turns.map(({ role, text }) => [role, text])]))
    .digest("base64");

/**
 * The same words have the same tokens: upstream counts them once, however often somebody looks at a session that is nearly
 * exhausted. One that could not be counted is asked for again.
 */
export const rememberCounts = (model: LanguageModel): LanguageModel => {
  const counted = new Map<string, Promise<number>>();
  return {
    ...model,
    countTokens: (request) => {
      const key = keyOf(request);
      const known = counted.get(key);
      if (known) return known;
      if (counted.size >= MOST_COUNTS) counted.clear();
      const asked = model.countTokens(request);
      counted.set(key, asked);
      asked.catch(() => counted.delete(key));
      return asked;
    },
  };
};
