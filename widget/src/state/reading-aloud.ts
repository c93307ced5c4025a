import { signal } from "@preact/signals";
import type { BrowserStore } from "./browser-store.ts";

/** Marks of emphasis and lists are not read. */
export const spokenText = (markdown: string): string =>
  markdown
    .replaceAll(/[*_`~]+/g, "")
    .replaceAll(/^[ \t]*(?:#+|>|-|\d+\.)[ \t]+/gm, "")
    .trim();

const NAME = "read-aloud";

/**
 * Reads what it is given with the browser's own voice, as long as it is wanted. A voice of the device comes before one that
 * would send the words away. `lang`: the language that is spoken now (BCP 47).
 */
export const createReadingAloud = (store: BrowserStore, speech: SpeechSynthesis, lang: () => string) => {
  const on = signal(store.read(NAME) === "1");
  const voiceFor = (tag: string): SpeechSynthesisVoice | undefined => {
    const near = speech.getVoices().filter((voice) => voice.lang.slice(0, 2) === tag.slice(0, 2));
    return near.find(({ localService }) => localService) ?? near[0];
  };
  return {
    on,
    read: (text: string): void => {
      if (!on.peek()) return;
      speech.cancel();
      const words = new SpeechSynthesisUtterance(spokenText(text));
      words.lang = lang();
      const voice = voiceFor(words.lang);
      if (voice) words.voice = voice;
      speech.speak(words);
    },
    stop: (): void => speech.cancel(),
    toggle: (): void => {
      on.value = !on.peek();
      if (on.peek()) store.write(NAME, "1");
      else store.forget(NAME);
      speech.cancel();
    },
  };
};
