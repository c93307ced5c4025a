import type { Tables } from "./words.ts";

/** What a file of words brings. `self`: the parts about signing in and about oneself, which few people open. */
type WordsFile = { tables: Tables };
type Files = Readonly<{ talk: () => Promise<WordsFile>; self: () => Promise<WordsFile> }>;

/** Every language but English, which comes with the panel: it is what is shown where another cannot be fetched. */
export const languages: Readonly<Record<string, Files>> = {
  ar: { talk: () => import("./ar.ts"), self: () => import("./ar-self.ts") },
  de: { talk: () => import("./de.ts"), self: () => import("./de-self.ts") },
  es: { talk: () => import("./es.ts"), self: () => import("./es-self.ts") },
  fr: { talk: () => import("./fr.ts"), self: () => import("./fr-self.ts") },
  nl: { talk: () => import("./nl.ts"), self: () => import("./nl-self.ts") },
};
