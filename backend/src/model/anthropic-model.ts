import Anthropic from "@anthropic-ai/sdk";
import { NO_TOKENS, type TokenCounts } from "../quotas/charge.ts";
import { startIdleWatchdog } from "./idle-watchdog.ts";
import { type LanguageModel, type ModelEvent, ModelProblem, type ModelRequest } from "./language-model.ts";
import { thinkingSettings } from "./thinking-settings.ts";

export type AnthropicSettings = { apiKey: string; baseUrl: string | null; idleMs: number };

type UsageFields = {
  input_tokens?: number | null;
  output_tokens?: number | null;
  cache_creation_input_tokens?: number | null;
  cache_read_input_tokens?: number | null;
};
/** `message_delta` reports cumulative counts and may leave the input's out: what it says wins, the rest stays. */
const mergeCounts = (known: TokenCounts, usage: UsageFields | undefined): TokenCounts => ({
  input: usage?.input_tokens ?? known.input,
  cacheWrite: usage?.cache_creation_input_tokens ?? known.cacheWrite,
  cacheRead: usage?.cache_read_input_tokens ?? known.cacheRead,
  output: usage?.output_tokens ?? known.output,
});

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
      const { data, request_id } = await client.messages
        .create(
          {
            ...parametersOf(request),
            cache_control: { type: "ephemeral" },
            max_tokens: request.maxOutputTokens,
            stream: true,
          },
          { signal: controller.signal },
        )
        .withResponse();
      for await (const event of data) {
        watchdog.touch();
        if (event.type === "message_start") {
          counts = mergeCounts(NO_TOKENS, event.message.usage);
          yield { type: "start", model: event.message.model, counts, requestId: request_id ?? null };
        } else if (event.type === "content_block_delta" && event.delta.type === "text_delta") {
          if (event.delta.text !== "") yield { type: "text", text: event.delta.text };
        } else if (event.type === "message_delta") {
          counts = mergeCounts(counts, event.usage);
          stopReason = event.delta.stop_reason ?? stopReason;
        } else if (event.type === "message_stop") ended = true;
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
      controller.abort();
    }
  }

  return {
    stream,
    countTokens: async (request) =>
      (await client.messages.countTokens(parametersOf(request), { timeout: 5_000 })).input_tokens,
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
