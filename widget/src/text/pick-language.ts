/** Every language that there are words for. */
export const LANGUAGES: readonly string[] = ["en", "ar", "de", "es", "fr", "nl"];

export const languageOf = (tag: string): string => new Intl.Locale(tag).language;

/** The first tag whose language there are words for; what is no tag is passed over. English where there is none. */
export const pickLocale = (tags: readonly (string | null | undefined)[]): string => {
  for (const tag of tags) {
    try {
      const { language, baseName } = new Intl.Locale(tag ?? "");
      // plain English is written as in Europe: the day before the month
      if (LANGUAGES.includes(language)) return baseName === "en" ? "en-GB" : baseName;
    } catch {
      // not a tag
    }
  }
  return "en-GB";
};

/** What a widget is to speak, the best first: what was asked for, the language of the page around it, the visitor's own. */
export const tagsFor = (element: Element, asked: string | null): readonly (string | null | undefined)[] => [
  asked,
  element.closest<HTMLElement>("[lang]")?.lang,
  ...navigator.languages,
];

/** Which way the words of a language run. */
export const directionOf = (tag: string): "ltr" | "rtl" => (languageOf(tag) === "ar" ? "rtl" : "ltr");
