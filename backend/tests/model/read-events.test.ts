import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEventParser, type UpstreamEvent } from "../../src/model/read-events.ts";

const delta = (text: string): UpstreamEvent => ({ type: "content_block_delta", delta: { type: "text_delta", text } });
const frame = (event: UpstreamEvent, line = "\n"): string =>
  `event: ${event.type}${line}data: ${JSON.stringify(event)}${line}${line}`;
const cut = (bytes: Uint8Array, at: number[]): Uint8Array[] => {
  const places = [...new Set(at.map((place) => place % (bytes.length + 1)))].toSorted((a, b) => a - b);
  return [0, ...places].map((from, index) => bytes.subarray(from, places[index] ?? bytes.length));
};

describe("the parser of upstream's events", () => {
  it("gives the same events wherever the bytes are cut, with any of the line ends", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: "grapheme" }), { minLength: 1, maxLength: 8 }),
        fc.constantFrom("\n", "\r\n", "\r"),
        fc.array(fc.nat(), { maxLength: 20 }),
        (texts, line, at) => {
          const events = texts.map(delta);
          const bytes = new TextEncoder().encode(`${events.map((event) => frame(event, line)).join("")}: end\n\n`);
          const parse = createEventParser();
          expect(cut(bytes, at).flatMap((piece) => parse(piece))).toEqual(events);
        },
      ),
    );
  });

  it("joins several data lines, and passes comments and fields it does not know", () => {
    const parse = createEventParser();
    const text = ': hello\nretry: 5\nid: 1\n\nevent: x\ndata:{"type":\ndata: "ping"}\n\n';
    expect(parse(new TextEncoder().encode(text))).toEqual([{ type: "ping" }]);
  });

  it("keeps what came before data that is no JSON, and reads nothing after it", () => {
    const parse = createEventParser();
    const text = 'data: {"type":"message_start"}\n\ndata: {"type":"text_del\n\ndata: {"type":"ping"}\n\n';
    expect(parse(new TextEncoder().encode(text))).toEqual([{ type: "message_start" }, { type: "malformed" }]);
  });
});
