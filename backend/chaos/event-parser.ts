import type { StreamEvent } from "../src/protocol/stream-events.ts";

/** `id` is null where the frame had none. */
export type Entry = { id: string | null; event: StreamEvent };

/** Parses what our server writes (`id`, `event`, `data`, each once, LF): whole frames only, wherever the bytes were cut. */
export const createEntryParser = (onEntry: (entry: Entry) => void): ((chunk: Buffer) => void) => {
  const decoder = new TextDecoder();
  let rest = "";
  return (chunk) => {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const fields = new Map(
        block.split("\n").map((line) => [line.split(": ", 1)[0], line.slice(line.indexOf(": ") + 2)]),
      );
      const data = fields.get("data");
      if (data === undefined) continue;
      onEntry({
        id: fields.get("id") ?? null,
        event: { type: fields.get("event"), ...JSON.parse(data) } as StreamEvent,
      });
    }
  };
};
