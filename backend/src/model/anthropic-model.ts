import Anthropic from "@anthropic-ai/sdk";
import { NO_TOKENS, type TokenCounts } from "../quotas/charge.ts";
import { gatherSpan } from "./gather-span.ts";
import { startIdleWatchdog } from "./idle-watchdog.ts";
import {
  type LanguageModel,
  type ListedModel,
  type ModelEvent,
  ModelProblem,
  type ModelRequest,
} from "./language-model.ts";
import { bodyOf, nodeFetch } from "./node-fetch.ts";
import { createEventParser, type UpstreamEvent, type UsageFields } from "./read-events.ts";
import { thinkingSettings } from "./thinking-settings.ts";

export type AnthropicSettings = { apiKey: string; baseUrl: string | null; idleMs: number };

/** `message_delta` reports cumulative counts and may leave the input's out: what it says wins, the rest stays. */
const mergeCounts = (known: TokenCounts, usage: UsageFields | undefined): TokenCounts => ({
  input: usage?.input_tokens ?? known.input,
  cacheWrite: usage?.cache_creation_input_tokens ?? known.cacheWrite,
  cacheRead: usage?.cache_read_input_tokens ?? known.cacheRead,
  output: usage?.output_tokens ?? known.output,
});

/** More than anybody chooses from. */
const MOST_MODELS = 500;

/** The reason that nobody is told: making an AbortError costs a stack trace. */
const OVER = "over";

const retryAfterMs = (headers: Headers | undefined): number | null => {
  const seconds = Number(headers?.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
};

const problemFrom = (error: unknown): ModelProblem => {
  if (error instanceof ModelProblem) return error;
  if (error instanceof Anthropic.APIError) {
    const requestId = error.requestID ?? null;
    const type = error.type ?? (error.error as { error?: { type?: string } } | undefined)?.error?.type;
    const more = { retryAfterMs: retryAfterMs(error.headers), requestId };
    if (error.status === 401 || error.status === 403)
      return new ModelProblem("upstream-refused-key", error.message, { retryable: false, ...more });
    if (error.status === 404) return new ModelProblem("model-not-found", error.message, { retryable: false, ...more });
    if (error.status === 429 || error.status === 529 || type === "overloaded_error" || type === "rate_limit_error")
      return new ModelProblem("upstream-overloaded", error.message, { retryable: true, ...more });
    if (error.status === undefined || error.status >= 500)
      return new ModelProblem("upstream-unavailable", error.message, { retryable: true, ...more });
    return new ModelProblem("upstream-failed", error.message, { retryable: false, ...more });
  }
  return new ModelProblem("upstream-unavailable", error instanceof Error ? error.message : String(error), {
    retryable: true,
  });
};

const textOf = ({ delta }: UpstreamEvent): string => (delta?.type === "text_delta" ? (delta.text ?? "") : "");
const errorTypeOf = ({ error }: UpstreamEvent) => (error?.type ?? null) as Anthropic.ErrorType | null;

const parametersOf = (request: ModelRequest) => ({
  model: request.model,
  system: [{ type: "text" as const, text: request.system, cache_control: { type: "ephemeral" as const } }],
  messages: request.turns.map((turn) => ({ role: turn.role, content: turn.text })),
  ...thinkingSettings(request.model),
});

/**
 * The Messages API through the official SDK: the one file that touches it. Every call is made once (`maxRetries: 0`):
 * the caller retries, so that each try is metered. The top-level `cache_control` marks the last block, wherever the
 * context ends, and leaves the messages themselves the same, byte for byte, from call to call.
 */
export const createAnthropicModel = (settings: AnthropicSettings): LanguageModel => {
  const client = new Anthropic({
    apiKey: settings.apiKey,
    baseURL: settings.baseUrl ?? undefined,
    maxRetries: 0,
    logLevel: "off",
    fetch: nodeFetch,
  });

  async function* stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    const controller = new AbortController();
    const forward = () => controller.abort(signal.reason);
    if (signal.aborted) forward();
    signal.addEventListener("abort", forward);
    const stalled = () =>
      new ModelProblem("upstream-stalled", `no event for ${settings.idleMs} ms`, { retryable: true });
    const watchdog = startIdleWatchdog(controller, settings.idleMs, stalled);
    let counts = NO_TOKENS;
    let stopReason: string | null = null;
    let ended = false;
    try {
      const response = await client.messages
        .create(
          {
            ...parametersOf(request),
            cache_control: { type: "ephemeral" },
            max_tokens: request.maxOutputTokens,
            stream: true,
          },
          { signal: controller.signal },
        )
        .asResponse();
      const requestId = response.headers.get("request-id");
      const body = bodyOf(response);
      if (!body)
        throw new ModelProblem("upstream-unavailable", "the answer is no stream", { retryable: true, requestId });
      const parse = createEventParser();
      for await (const piece of body) {
        // What one read brought is one piece of text for whoever reads: they are woken once for it.
        let text = "";
        const events = parse(piece);
        // A stream that only pings is stalled all the same.
        if (events.some(({ type }) => type !== "ping")) watchdog.touch();
        for (const event of events) {
          if (event.type === "content_block_delta") text += textOf(event);
          else if (event.type === "message_start" && event.message) {
            counts = mergeCounts(NO_TOKENS, event.message.usage);
            yield { type: "start", model: event.message.model, counts, requestId };
          } else if (event.type === "message_delta") {
            counts = mergeCounts(counts, event.usage);
            stopReason = event.delta?.stop_reason ?? stopReason;
          } else if (event.type === "message_stop") ended = true;
          else if (event.type === "error") {
            if (text !== "") yield { type: "text", text };
            throw new Anthropic.APIError(undefined, event, undefined, response.headers, errorTypeOf(event));
          } else if (event.type === "malformed") {
            if (text !== "") yield { type: "text", text };
            throw new ModelProblem("upstream-unavailable", "the stream is not readable", {
              retryable: true,
              requestId,
            });
          }
        }
        if (text === "") continue;
        body.gather(gatherSpan());
        yield { type: "text", text };
      }
      if (controller.signal.aborted) throw controller.signal.reason;
      if (!ended || stopReason === null)
        throw new ModelProblem("upstream-unavailable", "the stream was cut off", { retryable: true });
      yield { type: "end", stopReason, counts };
    } catch (error) {
      // An abort surfaces as the SDK's own error: tell the caller's stop from the watchdog's by who asked for it.
      if (signal.aborted) throw signal.reason;
      throw problemFrom(controller.signal.aborted ? controller.signal.reason : error);
    } finally {
      watchdog.stop();
      signal.removeEventListener("abort", forward);
      // What was read to its end has nothing to be cut off.
      if (!ended) controller.abort(OVER);
    }
  }

  return {
    stream,
    countTokens: async (request) =>
      (await client.messages.countTokens(parametersOf(request), { timeout: 5_000 })).input_tokens,
    list: async () => {
      try {
        const found: ListedModel[] = [];
        for await (const { id, display_name } of client.models.list({ limit: 100 }, { timeout: 5_000 })) {
          found.push({ id, name: display_name || id });
          if (found.length >= MOST_MODELS) break;
        }
        return found;
      } catch {
        return null;
      }
    },
    knows: async (model) => {
      try {
        await client.models.retrieve(model, {}, { timeout: 5_000 });
        return true;
      } catch (error) {
        const type =
          error instanceof Anthropic.APIError
            ? (error.error as { error?: { type?: string } } | undefined)?.error?.type
            : undefined;
        return type === "not_found_error" ? false : null;
      }
    },
  };
};
