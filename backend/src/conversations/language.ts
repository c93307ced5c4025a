import type { VersionRow } from "./conversation-store.ts";

/** In English, as the prompts are; written down here, since a prompt has to be the same on every server, whatever its ICU. */
const NAMES: Readonly<Record<string, string>> = {
  ar: "Arabic",
  de: "German",
  en: "English",
  es: "Spanish",
  fr: "French",
  nl: "Dutch",
};

const languageOf = (tag: string): string => tag.split("-")[0]?.toLowerCase() ?? "";

/**
 * The language of a session: of those that the scenario has, the one asked for, or another form of it (`de` for `de-CH`).
 * Null where nothing was asked for, or the scenario does not have it.
 */
export const chooseLanguage = (wanted: string | undefined, languages: readonly string[]): string | null => {
  if (wanted === undefined) return null;
  const exact = languages.find((tag) => tag.toLowerCase() === wanted.toLowerCase());
  return exact ?? languages.find((tag) => languageOf(tag) === languageOf(wanted)) ?? null;
};

type Prompts = Pick<VersionRow, "partnerSystemPrompt" | "coachSystemPrompt">;

/**
 * A version as a session in this language has it: both prompts end with the language to write in. The tag is one of the version's
 * own, and the session keeps it, so every context of the session begins with the same bytes.
 */
export const inLanguage = <Version extends Prompts>(version: Version, locale: string | null): Version => {
  if (locale === null) return version;
  const name = NAMES[languageOf(locale)];
  const language = name === undefined ? `the language with the tag ${locale}` : `${name} (${locale})`;
  return {
    ...version,
    partnerSystemPrompt: `${version.partnerSystemPrompt}\n\n## Language\nThe other person's language is ${language}. Speak it, also where these lines are in another, unless they write to you in another themselves.`,
    coachSystemPrompt: `${version.coachSystemPrompt}\n\n## Language\nThe invitee's language is ${language}. Write to them in it. Keep the marks “ ” and the word Try: as they are in your form.`,
  };
};
