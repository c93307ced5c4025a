import { signal } from "@preact/signals";

/** The words of one language by part; of a part that is not there yet the English ones are shown. */
export type Tables = Readonly<Record<string, object>>;
type Spoken = { tag: string; tables: Tables };

/** What the screens speak now: `tag` (BCP 47) is for numbers and dates too. Set by `state/locale.ts` alone. */
export const spoken = signal<Spoken>({ tag: "en-GB", tables: {} });

/** Told of every part whose words are on this page, so that its translation is fetched with it. */
export const parts = { known: new Set<string>(), onNew: (_part: string): void => {} };

const isTable = (value: unknown): value is object => typeof value === "object" && !Array.isArray(value);

const live = <T extends object>(english: T, read: () => object | undefined): T =>
  new Proxy(english, {
    get: (_, key) => {
      const own: unknown = Reflect.get(english, key);
      const find = (): unknown => Reflect.get(read() ?? english, key);
      return isTable(own) ? live(own, find as () => object | undefined) : (find() ?? own);
    },
  });

/**
 * The words of a part as they are written here, in English; read in the language that is spoken now. Whoever reads them while
 * drawing draws again when the language changes.
 */
export const translated = <T extends object>(part: string, english: T): T => {
  parts.known.add(part);
  parts.onNew(part);
  return live(english, () => spoken.value.tables[part]);
};
