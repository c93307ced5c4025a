import { signal, type ReadonlySignal } from "@preact/signals";
import { wordsSettled } from "../state/locale.ts";

export type Later<T> = { module: ReadonlySignal<T | null>; failed: ReadonlySignal<boolean>; load: () => void };

/** A file of the panel that is fetched when it is needed, or a little before; a fetch that failed can be asked again. */
export const later = <T>(fetch: () => Promise<T>): Later<T> => {
  const module = signal<T | null>(null);
  const failed = signal(false);
  let loading = false;
  const load = async (): Promise<void> => {
    if (loading || module.peek() !== null) return;
    loading = true;
    failed.value = false;
    try {
      const fetched = await fetch();
      // its words in the language that is spoken come with it
      await wordsSettled();
      module.value = fetched;
    } catch {
      failed.value = true;
    }
    loading = false;
  };
  return { module, failed, load: () => void load() };
};
