type Ways = {
  /** settles once these are there and are what was built */
  check: (urls: readonly string[]) => Promise<unknown>;
  /** the panel anew, from files of another address: a browser keeps a module that did not come as failed */
  restart: () => Promise<void>;
};

let ways: Ways = { check: () => Promise.resolve(), restart: () => Promise.resolve() };
const failed = new Set<string | undefined>();

/** From now on the panel's other files are looked at before they run. */
export const checkWith = (next: Ways): void => {
  ways = next;
};

/** Stands around every import() of the panel: build.mjs puts it there, with the file and what that needs beside the panel. */
export const checked = async <T,>(load: () => Promise<T>, files: readonly string[]): Promise<T> => {
  const [file] = files;
  if (failed.has(file)) {
    await ways.restart();
    // nobody is left to wait for it
    return new Promise(() => {});
  }
  try {
    await ways.check(files.map((name) => new URL(name, import.meta.url).href));
    return await load();
  } catch (problem) {
    failed.add(file);
    throw problem;
  }
};
