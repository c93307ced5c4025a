/**
 * Text kept in this browser for one site, under `sidecoach:SITE:`. Where storage is blocked or full it lasts as long as
 * the page. Synchronous on purpose: what was typed is safe before the next line runs, even if the tab closes then.
 */
export type BrowserStore = {
  read: (name: string) => string | null;
  write: (name: string, value: string) => void;
  forget: (name: string) => void;
  /** the names that begin so */
  names: (prefix: string) => string[];
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
      const found = new Set([...memory.keys()].filter((name) => name.startsWith(prefix)));
      try {
        for (let at = 0; storage && at < storage.length; at += 1) {
          const key = storage.key(at);
          if (key?.startsWith(space + prefix)) found.add(key.slice(space.length));
        }
      } catch {
        // blocked
      }
      return [...found];
    },
  };
};

/** A UUID also where `randomUUID` is missing: it is there on https and localhost alone. */
export const createUuid = (): string => {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

/** A short name for an invitation, to keep its sign-in under: says nothing of the token itself (cyrb53, 53 bits). */
export const nameOfInvitation = (token: string): string => {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let at = 0; at < token.length; at += 1) {
    const unit = token.charCodeAt(at);
    a = Math.imul(a ^ unit, 2654435761);
    b = Math.imul(b ^ unit, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
};
