import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";

/** So fast a lane is, and so long: what a quick model does. */
export const TOKENS_A_SECOND = 100;
export const TOKENS = 1_000;
const TURN_MS = 20;

const WORDS = "the heating has been off since you said it would be looked at by **somebody from the office** and".split(
  " ",
);
/** A token's text; now and then a paragraph ends. */
export const tokenAt = (index: number): string =>
  `${WORDS[index % WORDS.length] ?? ""}${index % 70 === 69 ? ".\n\n" : " "}`;

export type Upstream = {
  url: string;
  /** answers that have ended */
  ended: () => number;
  close: () => void;
};

const send = (response: ServerResponse, type: string, data: object): void =>
  void response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
const usage = (output: number) => ({
  input_tokens: 1_000,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  output_tokens: output,
});

/** A Messages API that answers everything with the same long text, at an even pace. */
export const startUpstream = async (): Promise<Upstream> => {
  let ended = 0;
  const stream = (response: ServerResponse, model: string): void => {
    response.writeHead(200, { "content-type": "text/event-stream", "request-id": "req_bench" });
    const message = { id: "msg_bench", type: "message", role: "assistant", model, content: [], usage: usage(1) };
    send(response, "message_start", { message: { ...message, stop_reason: null, stop_sequence: null } });
    send(response, "content_block_start", { index: 0, content_block: { type: "text", text: "", citations: null } });
    const began = performance.now();
    let sent = 0;
    const turn = setInterval(() => {
      const due = Math.min(TOKENS, Math.floor(((performance.now() - began) / 1_000) * TOKENS_A_SECOND));
      for (; sent < due; sent++)
        send(response, "content_block_delta", { index: 0, delta: { type: "text_delta", text: tokenAt(sent) } });
      if (sent < TOKENS) return;
      clearInterval(turn);
      ended += 1;
      send(response, "content_block_stop", { index: 0 });
      send(response, "message_delta", {
        delta: { stop_reason: "end_turn", stop_sequence: null },
        usage: usage(TOKENS),
      });
      send(response, "message_stop", {});
      response.end();
    }, TURN_MS);
    response.once("close", () => clearInterval(turn));
  };
  const server = createServer((request, response) => {
    const read: Buffer[] = [];
    request.on("data", (part: Buffer) => read.push(part));
    request.on("end", () => {
      const model = /"model":"([^"]+)"/.exec(Buffer.concat(read).toString("utf8"))?.[1] ?? "bench";
      if (request.method === "POST" && /\/messages(\?|$)/.test(request.url ?? "")) return stream(response, model);
      response.setHeader("content-type", "application/json");
      response.end(
        JSON.stringify(
          request.url?.includes("count_tokens")
            ? { input_tokens: 1_000 }
            : { type: "model", id: model, display_name: model, created_at: "2026-01-01T00:00:00Z" },
        ),
      );
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ended: () => ended,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
