import { createHash } from "node:crypto";
import type { LanguageModel } from "./language-model.ts";

/** Milliseconds before a prompt that could not be counted is asked for again. */
const TRY_AGAIN_MS = 60_000;
const MOST_PROMPTS = 1_000;

/**
 * Tokens of a system prompt on a model, counted by upstream once and remembered: prompts belong to immutable versions.
 * null where upstream cannot count.
 */
export const createPromptTokens = (model: LanguageModel) => {
  const counted = new Map<string, Promise<number | null>>();
  return {
    of: (modelName: string, system: string): Promise<number | null> => {
      const key = createHash("sha256").update(`${modelName}\n${system}`).digest("base64");
      const known = counted.get(key);
      if (known) return known;
      if (counted.size >= MOST_PROMPTS) counted.clear();
      const asked = model
        .countTokens({ model: modelName, system, turns: [{ role: "user", text: "." }], maxOutputTokens: 1 })
        .catch(() => {
          setTimeout(() => counted.delete(key), TRY_AGAIN_MS).unref();
          return null;
        });
      counted.set(key, asked);
      return asked;
    },
  };
};
export type PromptTokens = ReturnType<typeof createPromptTokens>;
