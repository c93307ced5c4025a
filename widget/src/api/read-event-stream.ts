/** One server-sent event, with the fields that it had. */
export type LogEntry = { id: string | undefined; type: string | undefined; data: string };

const FIELD = /^(id|event|data)(?:: ?(.*))?$/;

/**
 * Parses the lines of `text/event-stream` (WHATWG HTML 9.2.6): CR, LF or CRLF ends a line, wherever the chunks were
 * cut; an empty line ends an event; one without data is dropped; comments and unknown fields are passed over.
 * `retry` is not used: the client has a back-off of its own.
 */
export const createEventParser = (onEntry: (entry: LogEntry) => void): ((chunk: string) => void) => {
  let rest = "";
  let id: string | undefined;
  let type: string | undefined;
  let data: string[] = [];
  const readLine = (line: string): void => {
    if (line === "") {
      if (data.length > 0) onEntry({ id, type, data: data.join("\n") });
      id = type = undefined;
      data = [];
      return;
    }
    const [, field, value = ""] = FIELD.exec(line) ?? [];
    if (field === "data") data.push(value);
    else if (field === "event") type = value;
    else if (field === "id") id = value;
  };
  return (chunk) => {
    const lines = (rest + chunk).split(/\r\n|\n|\r(?!$)/);
    // the last line is not ended yet; a CR at the very end may be half of a CRLF
    rest = lines.pop() ?? "";
    lines.forEach(readLine);
  };
};

/**
 * Reads an event stream. Yields what each chunk completed, an empty list for a mere comment, so that the reader sees
 * every sign of life. Ends when the server does; throws when the connection breaks or nothing at all arrives for
 * `silenceMs` (the server comments every 15 s, so silence is a dead connection that the browser has not noticed).
 */
export async function* readEventStream(
  body: ReadableStream<Uint8Array>,
  silenceMs: number,
): AsyncGenerator<LogEntry[]> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let entries: LogEntry[] = [];
  const parse = createEventParser((entry) => entries.push(entry));
  let silence: ReturnType<typeof setTimeout> | undefined;
  try {
    for (;;) {
      const silent = new Promise<never>((_, reject) => {
        silence = setTimeout(() => reject(new Error("the event stream fell silent")), silenceMs);
      });
      const { value, done } = await Promise.race([reader.read(), silent]);
      clearTimeout(silence);
      if (done) return;
      parse(decoder.decode(value, { stream: true }));
      yield entries;
      entries = [];
    }
  } finally {
    clearTimeout(silence);
    await reader.cancel().catch(() => {});
  }
}
