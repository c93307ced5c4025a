import type { Tables } from "./words.ts";

/** What a file of words brings. */
type WordsFile = { tables: Tables };
/**
 * `self`: the parts about signing in and about oneself, which few people open. `voice`: speaking and listening, where a site takes
 * recordings. `talk`: all others.
 */
type Files = Readonly<Record<"talk" | "self" | "voice", () => Promise<WordsFile>>>;

/** Every language but English, which comes with the panel: it is what is shown where another cannot be fetched. */
export const languages: Readonly<Record<string, Files>> = {
  ar: {
    talk: () => import("./ar.ts"),
    self: () => import("./ar-self.ts"),
    voice: () => import("./ar-voice.ts"),
  },
  de: {
    talk: () => import("./de.ts"),
    self: () => import("./de-self.ts"),
    voice: () => import("./de-voice.ts"),
  },
  es: {
    talk: () => import("./es.ts"),
    self: () => import("./es-self.ts"),
    voice: () => import("./es-voice.ts"),
  },
  fr: {
    talk: () => import("./fr.ts"),
    self: () => import("./fr-self.ts"),
    voice: () => import("./fr-voice.ts"),
  },
  nl: {
    talk: () => import("./nl.ts"),
    self: () => import("./nl-self.ts"),
    voice: () => import("./nl-voice.ts"),
  },
};
