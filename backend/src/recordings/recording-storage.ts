import type { Readable } from "node:stream";

/** Part of a file: first and last byte, both included. */
export type ByteRange = { start: number; end: number };
/** A file that is there: its size in bytes, and its bytes, read when asked for. */
export type StoredFile = { size: number; read: (range?: ByteRange) => Readable };

/**
 * Where recordings are kept: a folder now, anything that keeps bytes under a name later. Keys are those of `newKey`; a key that
 * is not is unknown everywhere. To write or remove twice is to do it once.
 */
export type RecordingStorage = {
  /** Returns once the bytes are safe; a crash midway leaves nothing under the key. */
  write: (key: string, bytes: Uint8Array) => Promise<void>;
  /** @returns null where nothing is kept under it */
  open: (key: string) => Promise<StoredFile | null>;
  remove: (key: string) => Promise<void>;
  /** Keys of what was written before that moment. */
  keysBefore: (moment: Date) => AsyncIterable<string>;
};
