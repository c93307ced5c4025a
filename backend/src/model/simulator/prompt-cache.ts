import { createHash } from "node:crypto";
import type { PromptBlock } from "./read-request.ts";
import { countTokens } from "./tokenize.ts";

/** Raw counts of a prompt, as they are billed: their sum is the whole prompt. */
export type InputUsage = { input_tokens: number; cache_creation_input_tokens: number; cache_read_input_tokens: number };
export type PromptCache = { bill: (model: string, blocks: PromptBlock[], cacheFrom: number) => InputUsage };

/** What a request and each of its messages cost beyond their text. */
const REQUEST_OVERHEAD = 5;
const MESSAGE_OVERHEAD = 3;
/** A mark finds what was cached at most so many blocks before it. */
const LOOK_BACK = 20;

export const countPrompt = (blocks: PromptBlock[]): number =>
  blocks.reduce(
    (sum, block) =>
      sum + countTokens(block.text) + (block.startsMessage && block.role !== "system" ? MESSAGE_OVERHEAD : 0),
    blocks.length > 0 ? REQUEST_OVERHEAD : 0,
  );

/**
 * Remembers prompt prefixes by their hash, byte for byte, for five minutes (or an hour) after their last use. A prefix is
 * written where a block is marked and the prefix is long enough; the longest remembered one within reach of a mark is read.
 * After the Messages API's own account of prompt caching.
 */
export const createPromptCache = (now: () => number = Date.now): PromptCache => {
  const entries = new Map<string, { until: number; ttl: number }>();
  const bill = (model: string, blocks: PromptBlock[], cacheFrom: number): InputUsage => {
    const at = now();
    for (const [key, entry] of entries) if (entry.until <= at) entries.delete(key);
    let hash = model;
    let tokens = REQUEST_OVERHEAD;
    const prefixes = blocks.map((block) => {
      hash = createHash("sha256")
        .update(`${hash}\0${block.role}\0${block.startsMessage ? 1 : 0}\0${block.text}`)
        .digest("base64");
      tokens += countTokens(block.text) + (block.startsMessage && block.role !== "system" ? MESSAGE_OVERHEAD : 0);
      return { key: hash, tokens, ttl: block.ttl };
    });
    const marks = prefixes.flatMap(({ ttl }, index) => (ttl === null ? [] : [{ index, ttl }]));
    let read = 0;
    for (const { index } of marks)
      for (let back = index; back >= Math.max(0, index - LOOK_BACK); back--) {
        const prefix = prefixes[back];
        const entry = prefix && entries.get(prefix.key);
        if (!prefix || !entry) continue;
        entry.until = at + entry.ttl;
        read = Math.max(read, prefix.tokens);
        break;
      }
    let written = read;
    for (const { index, ttl } of marks) {
      const prefix = prefixes[index];
      if (!prefix || prefix.tokens < cacheFrom) continue;
      entries.set(prefix.key, { until: at + ttl, ttl });
      written = Math.max(written, prefix.tokens);
    }
    return {
      input_tokens: (prefixes.at(-1)?.tokens ?? 0) - written,
      cache_creation_input_tokens: written - read,
      cache_read_input_tokens: read,
    };
  };
  return { bill };
};
