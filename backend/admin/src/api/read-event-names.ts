/** A server-sent event as it came: its type, where to read on, and its data, not parsed: most of it nobody asks for. */
export type NamedEvent = { type: string; id: string | null; data: string };

const fieldOf = (lines: string[], name: string): string | null =>
  lines
    .findLast((line) => line.startsWith(`${name}:`))
    ?.slice(name.length + 1)
    .trimStart() ?? null;

/** The events of a text that is cut between events: WHATWG HTML 9.2.6, of one line of data each. A mere comment is none. */
const namesIn = (text: string): NamedEvent[] =>
  text.split("\n\n").flatMap((block) => {
    const lines = block.split("\n");
    const type = fieldOf(lines, "event");
    return type === null ? [] : [{ type, id: fieldOf(lines, "id"), data: fieldOf(lines, "data") ?? "{}" }];
  });

/**
 * Reads an event stream of our server, which ends its lines with LF. Yields what each chunk completed, an empty list for
 * a mere comment. Ends when the server does; throws when the connection breaks, or nothing arrives for `silenceMs`.
 */
export async function* readEventNames(
  body: ReadableStream<Uint8Array>,
  silenceMs: number,
): AsyncGenerator<NamedEvent[]> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  let silence: ReturnType<typeof setTimeout> | undefined;
  try {
    for (;;) {
      const silent = new Promise<never>((_, reject) => {
        silence = setTimeout(() => reject(new Error("the event stream fell silent")), silenceMs);
      });
      const { value, done } = await Promise.race([reader.read(), silent]);
      clearTimeout(silence);
      if (done) return;
      const text = rest + decoder.decode(value, { stream: true });
      const end = text.lastIndexOf("\n\n") + 2;
      rest = end < 2 ? text : text.slice(end);
      yield end < 2 ? [] : namesIn(text.slice(0, end));
    }
  } finally {
    clearTimeout(silence);
    await reader.cancel().catch(() => undefined);
  }
}
