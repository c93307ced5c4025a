/** The fields of a Messages API stream's events that are read here; what else there is, is left. */
export type UpstreamEvent = {
  type: string;
  message?: { model: string; usage?: UsageFields };
  delta?: { type?: string; text?: string; stop_reason?: string | null };
  usage?: UsageFields;
  error?: { type?: string; message?: string };
};
export type UsageFields = {
  input_tokens?: number | null;
  output_tokens?: number | null;
  cache_creation_input_tokens?: number | null;
  cache_read_input_tokens?: number | null;
};

/** The `data` of one event; several data lines are one text (WHATWG HTML, 9.2.6). */
const dataOf = (block: string): string => {
  let data: string | null = null;
  for (const line of block.split("\n")) {
    if (!line.startsWith("data:")) continue;
    const value = line.slice(line.charCodeAt(5) === 0x20 ? 6 : 5);
    data = data === null ? value : `${data}\n${value}`;
  }
  return data ?? "";
};

const eventOf = (data: string): UpstreamEvent | null => {
  try {
    return JSON.parse(data) as UpstreamEvent;
  } catch {
    return null;
  }
};

/**
 * Parses server-sent events of the Messages API, all that one read brought at once; what is not whole yet waits for the next. An
 * event's type stands in its data too, so `event:` lines are not looked at. Data that is no JSON is an event of type
 * "malformed", and ends what is read: what came before it counts.
 */
export const createEventParser = (): ((piece: Uint8Array) => UpstreamEvent[]) => {
  const decoder = new TextDecoder();
  let rest = "";
  return (piece) => {
    let text = rest + decoder.decode(piece, { stream: true });
    if (text.includes("\r")) {
      // A return at the very end may be half of a line's end.
      const held = text.endsWith("\r") ? "\r" : "";
      text = text.slice(0, text.length - held.length).replace(/\r\n?/g, "\n") + held;
    }
    const events: UpstreamEvent[] = [];
    let start = 0;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n", start)) {
      const data = dataOf(text.slice(start, end));
      start = end + 2;
      if (data === "") continue;
      const event = eventOf(data);
      events.push(event ?? { type: "malformed" });
      if (!event) break;
    }
    rest = text.slice(start);
    return events;
  };
};
