import { computed, signal } from "@preact/signals";
import { languages } from "../text/languages.ts";
import { languageOf, pickLocale } from "../text/pick-language.ts";
import { parts, spoken, type Tables } from "../text/words.ts";

/** The language of the screens now, as a BCP 47 tag: `de`, `de-CH`, `ar`. One for all widgets of a page. */
export const locale = computed(() => spoken.value.tag);

let wanted = "en-GB";
let fetched: Tables = {};
let fetching: Promise<void> = Promise.resolve();

/** In which file the words of a part are, where it is not that of the conversation. */
const FILES: Readonly<Record<string, "self" | "voice">> = { signIn: "self", you: "self", voice: "voice" };

/** Fetches what the parts on this page need, and speaks it from then on; whatever was asked later wins. */
const speak = async (tag: string): Promise<void> => {
  const files = languages[languageOf(tag)];
  const before = languageOf(spoken.peek().tag) === languageOf(tag) ? fetched : {};
  try {
    const needed = new Set<"talk" | "self" | "voice">();
    for (const part of parts.known) if (!(part in before)) needed.add(FILES[part] ?? "talk");
    const loaded = files ? await Promise.all([...needed].map((name) => files[name]())) : [];
    if (tag !== wanted) return;
    fetched = Object.assign({}, before, ...loaded.map(({ tables }) => tables)) as Tables;
    spoken.value = { tag, tables: fetched };
  } catch {
    // not fetched: the words before stay, and the next call tries again
  }
};

/**
 * Speaks another language from now on, as soon as its words are there. `tag`: BCP 47; one without words here is passed over.
 * Whatever is on the screen is drawn again, and keeps what was typed.
 */
export const setLocale = (tag: string): Promise<void> => {
  wanted = pickLocale([tag, wanted]);
  return (fetching = speak(wanted));
};
parts.onNew = () => {
  // after the module that brings the part is whole
  if (!wanted.startsWith("en")) void Promise.resolve().then(() => setLocale(wanted));
};
/** True until the first language is there: nothing is shown in one that would change at once. */
export const wordless = signal(false);

/** Speaks the first of these languages that there are words for: what was asked for, the page's own, the visitor's. */
export const speakFirstOf = async (tags: readonly (string | null | undefined)[]): Promise<void> => {
  const tag = pickLocale(tags);
  // a page has one language: the second widget on it finds it spoken
  if (tag === wanted) return;
  wordless.value = !tag.startsWith("en");
  await setLocale(tag);
  wordless.value = false;
};

/** Settled when the words that are asked for are there, or could not be fetched; never rejects. */
export const wordsSettled = (): Promise<void> => Promise.resolve().then(() => fetching);
