import { createReadStream } from "node:fs";
import { mkdir, open, opendir, rename, rm, stat } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { projectRoot } from "../project-root.ts";
import { isKey } from "./recording-key.ts";
import type { RecordingStorage } from "./recording-storage.ts";

/** Of a file that is still being written. */
const UNFINISHED = ".part";

export const recordingsFolder = (config: { dataDir: string }): string =>
  join(isAbsolute(config.dataDir) ? config.dataDir : join(projectRoot(), config.dataDir), "recordings");

const unlessMissing = async <T>(work: Promise<T>): Promise<T | null> => {
  try {
    return await work;
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return null;
    throw error;
  }
};

/** Recordings as files of one folder, readable to this process's user alone. Several servers share one by mounting it. */
export const createFolderStorage = (folder: string): RecordingStorage => {
  const pathOf = (key: string): string => join(folder, key);
  return {
    write: async (key, bytes) => {
      if (!isKey(key)) throw new Error("this is no key of a recording");
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const unfinished = pathOf(key) + UNFINISHED;
      const handle = await open(unfinished, "w", 0o600);
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(unfinished, pathOf(key));
    },
    open: async (key) => {
      if (!isKey(key)) return null;
      const found = await unlessMissing(stat(pathOf(key)));
      return found && { size: found.size, read: (range) => createReadStream(pathOf(key), range) };
    },
    remove: async (key) => {
      if (!isKey(key)) return;
      await rm(pathOf(key), { force: true });
      await rm(pathOf(key) + UNFINISHED, { force: true });
    },
    keysBefore: async function* (moment) {
      const entries = await unlessMissing(opendir(folder));
      if (entries === null) return;
      for await (const { name } of entries) {
        const key = name.endsWith(UNFINISHED) ? name.slice(0, -UNFINISHED.length) : name;
        const found = isKey(key) ? await unlessMissing(stat(join(folder, name))) : null;
        if (found && found.mtime < moment) yield key;
      }
    },
  };
};
