import type { LanguageModel } from "./language-model.ts";

/** A model that is opened by the first that asks it; where that failed, by the next one again. */
export const createLazyModel = (open: () => Promise<LanguageModel>): LanguageModel => {
  let opened: Promise<LanguageModel> | null = null;
  const model = (): Promise<LanguageModel> => {
    opened ??= open().catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };
  return {
    stream: async function* (request, signal) {
      yield* (await model()).stream(request, signal);
    },
    countTokens: async (request) => (await model()).countTokens(request),
    knows: async (name) => (await model()).knows(name),
    list: async () => (await model()).list(),
  };
};
