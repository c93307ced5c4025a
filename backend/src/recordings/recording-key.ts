import { randomUUID } from "node:crypto";
import type { AudioType } from "./read-audio.ts";

const ENDINGS: Record<AudioType, string> = { "audio/webm": "webm", "audio/ogg": "ogg", "audio/mp4": "m4a" };
const KEY = /^[0-9a-f]{8}-[0-9a-f-]{27}\.(?:webm|ogg|m4a)$/;

/** A name that says nothing of whose it is, and cannot be guessed. */
export const newKey = (type: AudioType): string => `${randomUUID()}.${ENDINGS[type]}`;
/** No path, no dots but the one before the ending: safe as a file's name. */
export const isKey = (text: string): boolean => KEY.test(text);
export const endingOf = (type: string): string => ENDINGS[type as AudioType] ?? "bin";
