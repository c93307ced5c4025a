import { launcherText } from "./en-launcher.ts";
import { languageOf } from "./pick-language.ts";

type LauncherWords = Readonly<Record<keyof typeof launcherText, string>>;

/** All of them together, since they are few: the loader brings the English ones, these come with the rest of the embedding. */
const WORDS: Readonly<Record<string, LauncherWords>> = {
  ar: { open: "التدرّب على محادثة", loading: "جارٍ الفتح", failed: "تعذّر الفتح. المحاولة من جديد" },
  de: { open: "Ein Gespräch üben", loading: "Wird geöffnet", failed: "Ging nicht auf. Noch einmal versuchen" },
  es: { open: "Practicar una conversación", loading: "Abriendo", failed: "No se pudo abrir. Probar otra vez" },
  fr: { open: "S’exercer à une conversation", loading: "Ouverture", failed: "Impossible d’ouvrir. Réessayer" },
  nl: { open: "Een gesprek oefenen", loading: "Gaat open", failed: "Ging niet open. Nog eens proberen" },
};

/** What the launcher says in the language of this tag. */
export const launcherWordsIn = (tag: string): LauncherWords => WORDS[languageOf(tag)] ?? launcherText;
