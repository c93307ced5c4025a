// Baseline: the `ai` package's UI message stream over Express, as its documentation shows it.
import { createServer } from "node:http";
import { createAnthropic } from "@ai-sdk/anthropic";
import { streamText } from "ai";
import express from "express";
import { callUpstream } from "./call-upstream.ts";
import { serveProbed } from "./serve-probed.ts";

const { baseUrl, system } = callUpstream();
const anthropic = createAnthropic({ apiKey: "bench", baseURL: `${baseUrl}/v1` });
const app = express();
app.disable("x-powered-by");

app.post("/chat", express.json(), (request, response) => {
  const { content } = request.body as { content: string };
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  const result = streamText({
    model: anthropic("claude-haiku-5-5"),
    maxOutputTokens: 1024,
    maxRetries: 0,
    system,
    messages: [{ role: "user", content }],
    abortSignal: gone.signal,
  });
  void result.pipeUIMessageStreamToResponse(response);
});

serveProbed(createServer(app));
