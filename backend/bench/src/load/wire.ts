/** One answer of the Messages API, frame by frame, each already in the chunked coding of HTTP/1.1. */
export const CHUNKS = 200;
export const CHUNK_MS = 10;

const words = ["the ", "heating ", "has ", "been ", "off ", "since ", "you ", "said ", "it ", "would "];
const wordOf = (index: number): string => words[index % words.length] ?? "";
/** What a reader has to have got in the end. */
export const WHOLE_TEXT = Array.from({ length: CHUNKS }, (_, index) => wordOf(index)).join("");

const frame = (type: string, data: object): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
const chunked = (text: string): Buffer => Buffer.from(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`);
const delta = (index: number): string =>
  frame("content_block_delta", { index: 0, delta: { type: "text_delta", text: wordOf(index) } });

/** Frames 0 to CHUNKS - 1, each one delta; the last one also ends the answer. */
const DELTAS = Array.from({ length: CHUNKS }, (_, index) => chunked(delta(index)));

const usage = (input: number, output: number) => ({
  input_tokens: input,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  output_tokens: output,
});

const HEAD = `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\nrequest-id: req_bench\r\ntransfer-encoding: chunked\r\n\r\n`;

/** Head, `message_start` and the first delta: upstream's own time to the first token is nought. */
export const beginning = (model: string, input: number): Buffer => {
  const message = {
    id: "msg_bench",
    type: "message",
    role: "assistant",
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: usage(input, 1),
  };
  const start =
    frame("message_start", { message }) +
    frame("content_block_start", { index: 0, content_block: { type: "text", text: "", citations: null } }) +
    frame("ping", {});
  return Buffer.concat([Buffer.from(HEAD), chunked(start), DELTAS[0] ?? Buffer.alloc(0)]);
};

const ending = (input: number): Buffer =>
  Buffer.concat([
    DELTAS.at(-1) ?? Buffer.alloc(0),
    chunked(
      frame("content_block_stop", { index: 0 }) +
        frame("message_delta", {
          delta: { stop_reason: "end_turn", stop_sequence: null },
          usage: usage(input, CHUNKS),
        }) +
        frame("message_stop", {}),
    ),
    Buffer.from("0\r\n\r\n"),
  ]);

export const continuation = (index: number, input: number): Buffer =>
  index === CHUNKS - 1 ? ending(input) : (DELTAS[index] ?? Buffer.alloc(0));

export const json = (body: object): Buffer => {
  const text = JSON.stringify(body);
  return Buffer.from(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  );
};
