/**
 * Text kept in this browser for one site, under `sidecoach:SITE:`. Where storage is blocked or full it lasts as long as
 * the page. Synchronous on purpose: what was typed is safe before the next line runs, even if the tab closes then.
 */
export type BrowserStore = {
  /** what all names begin with here: also of what tabs share in other ways */
  space: string;
  read: (name: string) => string | null;
  write: (name: string, value: string) => void;
  forget: (name: string) => void;
  /** the names that begin so */
  names: (prefix: string) => string[];
  /** Hears of names that begin so when another tab has changed them; null: forgotten. Returns what stops it. */
  watch: (prefix: string, listener: (name: string, value: string | null) => void) => () => void;
};

const localStorageOrNull = (): Storage | null => {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
};

export const createBrowserStore = (site: string, storage: Storage | null = localStorageOrNull()): BrowserStore => {
  const space = `sidecoach:${site}:`;
  const memory = new Map<string, string>();
  const stored = (name: string): string | null => {
    try {
      return storage?.getItem(space + name) ?? null;
    } catch {
      return null;
    }
  };
  return {
    space,
    read: (name) => memory.get(name) ?? stored(name),
    write: (name, value) => {
      try {
        if (!storage) throw new Error("no storage");
        storage.setItem(space + name, value);
        memory.delete(name);
      } catch {
        memory.set(name, value);
      }
    },
    forget: (name) => {
      memory.delete(name);
      try {
        storage?.removeItem(space + name);
      } catch {
        // blocked: then nothing was stored either
      }
    },
    names: (prefix) => {
      let kept: string[] = [];
      try {
        kept = Object.keys(storage ?? {}).flatMap((key) =>
          key.startsWith(space + prefix) ? [key.slice(space.length)] : [],
        );
      } catch {
        // blocked
      }
      return [...new Set([...kept, ...[...memory.keys()].filter((name) => name.startsWith(prefix))])];
    },
    watch: (prefix, listener) => {
      const hear = ({ key, newValue }: StorageEvent): void => {
        if (key?.startsWith(space + prefix)) listener(key.slice(space.length), newValue);
      };
      addEventListener("storage", hear);
      return () => removeEventListener("storage", hear);
    },
  };
};

/** A UUID (RFC 9562, version 4) also where `randomUUID` is missing: it is there on https and localhost alone. */
export const createUuid = (): string =>
  crypto.randomUUID?.() ??
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
    (Number(digit) ^ ((crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) & (15 >> (Number(digit) / 4)))).toString(16),
  );

/** A short name for an invitation, to keep its sign-in under. Two 32-bit FNV-1a hashes: it says nothing of the token itself. */
export const nameOfInvitation = (token: string): string =>
  [0x811c9dc5, 0x1000193]
    .map((seed) => {
      let hash = seed;
      for (let at = 0; at < token.length; at += 1) hash = Math.imul(hash ^ token.charCodeAt(at), 0x01000193);
      return (hash >>> 0).toString(36);
    })
    .join("");
