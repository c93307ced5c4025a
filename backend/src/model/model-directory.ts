import type { LanguageModel, ListedModel } from "./language-model.ts";
import { createUpstreamBreaker, type UpstreamBreaker } from "./upstream-breaker.ts";

/** Milliseconds for which a model that upstream did not know is not asked for again. */
const REMEMBER_MS = 10 * 60_000;

const LIST_MS = 5 * 60_000;
const LIST_AGAIN_MS = 30_000;

export type ModelDirectory = {
  fallback: string;
  /** of the one upstream that all of them are asked of */
  breaker: UpstreamBreaker;
  /** The model to ask for: the wanted one, or the fallback where upstream has lately said it knows no such model. */
  resolve: (wanted: string) => string;
  markUnknown: (model: string) => void;
  isUnknown: (model: string) => boolean;
  /** What upstream has; asked at most every five minutes, and again after half a minute where it could not say. */
  list: () => Promise<ListedModel[] | null>;
  /** Asks upstream about the models that are in use; what it does not know is marked. */
  check: (models: readonly string[]) => Promise<{ unknown: string[] }>;
};

export const createModelDirectory = (
  model: LanguageModel,
  fallback: string,
  breaker: UpstreamBreaker = createUpstreamBreaker(),
): ModelDirectory => {
  const unknownUntil = new Map<string, number>();
  let listed: { models: Promise<ListedModel[] | null>; till: number } | null = null;
  const list = (): Promise<ListedModel[] | null> => {
    if (listed && listed.till > Date.now()) return listed.models;
    const asked = { models: model.list(), till: Date.now() + LIST_MS };
    listed = asked;
    void asked.models.then((models) => {
      if (models === null) asked.till = Date.now() + LIST_AGAIN_MS;
    });
    return asked.models;
  };
  const isUnknown = (name: string) => (unknownUntil.get(name) ?? 0) > Date.now();
  const markUnknown = (name: string) => {
    unknownUntil.set(name, Date.now() + REMEMBER_MS);
  };
  return {
    fallback,
    breaker,
    isUnknown,
    list,
    markUnknown,
    resolve: (wanted) => (isUnknown(wanted) ? fallback : wanted),
    check: async (models) => {
      const names = [...new Set(models)];
      const answers = await Promise.all(names.map((name) => model.knows(name)));
      const unknown = names.filter((_, place) => answers[place] === false);
      unknown.forEach(markUnknown);
      return { unknown };
    },
  };
};
