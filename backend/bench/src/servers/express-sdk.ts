// Baseline: Express and the official SDK, read by `for await`, each delta sent on as an event of its own.
import { once } from "node:events";
import { createServer } from "node:http";
import Anthropic from "@anthropic-ai/sdk";
import express from "express";
import { callUpstream } from "./call-upstream.ts";
import { serveProbed } from "./serve-probed.ts";

const { baseUrl, body } = callUpstream();
const client = new Anthropic({ apiKey: "bench", baseURL: baseUrl, maxRetries: 0 });
const app = express();
app.disable("x-powered-by");

app.get("/idle", (_request, response) => {
  response.setHeader("content-type", "text/event-stream");
  response.flushHeaders();
});

// oxlint-disable-next-line oxc/no-async-endpoint-handlers -- Express 5 passes a rejection on
app.post("/chat", express.json(), async (request, response) => {
  const { content } = request.body as { content: string };
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  const stream = await client.messages.create(body(content), { signal: gone.signal });
  response.setHeader("content-type", "text/event-stream");
  response.setHeader("cache-control", "no-cache");
  response.flushHeaders();
  for await (const event of stream)
    if (event.type === "content_block_delta" && event.delta.type === "text_delta") {
      const more = response.write(`event: delta\ndata: ${JSON.stringify({ text: event.delta.text })}\n\n`);
      if (!more) await once(response, "drain", { signal: gone.signal });
    }
  response.end("event: end\ndata: {}\n\n");
});

serveProbed(createServer(app));
