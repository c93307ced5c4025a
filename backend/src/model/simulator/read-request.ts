import { ApiError } from "./api-error.ts";
import type { Turn } from "./fold-history.ts";
import type { ModelTraits } from "./models.ts";

/** One block of the prompt, in the order in which a prefix of it is cached. */
export type PromptBlock = {
  role: "system" | "user" | "assistant";
  text: string;
  startsMessage: boolean;
  ttl: number | null;
};
export type MessagesRequest = {
  model: string;
  system: string;
  turns: Turn[];
  blocks: PromptBlock[];
  maxTokens: number;
  stream: boolean;
  thinks: boolean;
};

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const bad = (message: string): ApiError => new ApiError(400, message);

const MINUTE = 60_000;
const readTtl = (block: Fields, at: string): number | null => {
  const mark = block["cache_control"];
  if (mark === undefined || mark === null) return null;
  if (!isFields(mark) || mark["type"] !== "ephemeral")
    throw bad(`${at}.cache_control.type: Input should be 'ephemeral'`);
  if (mark["ttl"] !== undefined && mark["ttl"] !== "5m" && mark["ttl"] !== "1h")
    throw bad(`${at}.cache_control.ttl: Input should be '5m' or '1h'`);
  return mark["ttl"] === "1h" ? 60 * MINUTE : 5 * MINUTE;
};

const readBlocks = (content: unknown, role: PromptBlock["role"], at: string): PromptBlock[] => {
  const items = typeof content === "string" ? [{ type: "text", text: content }] : content;
  if (!Array.isArray(items)) throw bad(`${at}: Input should be a valid string or list`);
  return items.flatMap((item: unknown, index): PromptBlock[] => {
    const place = `${at}.${index}`;
    if (!isFields(item)) throw bad(`${place}: Input should be an object`);
    // What a model thought is sent back to it and is no part of the conversation.
    if (role === "assistant" && (item["type"] === "thinking" || item["type"] === "redacted_thinking")) return [];
    if (item["type"] !== "text" || typeof item["text"] !== "string")
      throw bad(`${place}: this server reads text blocks only`);
    if (item["text"].trim() === "") throw bad("messages: text content blocks must contain non-whitespace text");
    return [{ role, text: item["text"], startsMessage: index === 0, ttl: readTtl(item, place) }];
  });
};

const readThinking = (body: Fields, traits: ModelTraits): boolean => {
  const thinking = body["thinking"];
  if (thinking === undefined || thinking === null) return traits.thinks;
  const type = isFields(thinking) ? thinking["type"] : undefined;
  if (type === "adaptive" || type === "between_tools") {
    if (!traits.thinks) throw bad(`thinking.type: '${type}' is not supported on this model`);
    return type === "adaptive";
  }
  if (type === "disabled") {
    if (!traits.canDisable)
      throw bad(
        `thinking.type: 'disabled' is not supported on ${traits.id}. Use 'between_tools' to turn off up-front thinking.`,
      );
    return false;
  }
  if (type === "enabled" && !traits.thinks) return true;
  throw bad("thinking.type: Input should be 'adaptive', 'between_tools' or 'disabled'");
};

/** The text that a request's system parameter says, for telling the lanes apart before anything is checked. */
export const readSystemText = (body: unknown): string => {
  const system = isFields(body) ? body["system"] : undefined;
  if (typeof system === "string") return system;
  return Array.isArray(system)
    ? system
        .map((block: unknown) => (isFields(block) && typeof block["text"] === "string" ? block["text"] : ""))
        .join("\n")
    : "";
};

/**
 * Parses a Messages API request's body once, into what is used here; unknown fields are ignored.
 * @throws ApiError 400 with the field that is wrong, 404 for a model that is not known
 */
export const readRequest = (body: unknown, models: Map<string, ModelTraits>, forCounting = false): MessagesRequest => {
  if (!isFields(body)) throw bad("The request body is not a JSON object");
  const model = body["model"];
  if (typeof model !== "string" || model === "") throw bad("model: Field required");
  const maxTokens = body["max_tokens"];
  if (!forCounting && (typeof maxTokens !== "number" || !Number.isInteger(maxTokens) || maxTokens < 1))
    throw bad("max_tokens: Input should be an integer of at least 1");
  const messages = body["messages"];
  if (!Array.isArray(messages) || messages.length === 0) throw bad("messages: at least one message is required");
  const traits = models.get(model);
  if (!traits) throw new ApiError(404, `model: ${model}`);
  for (const name of ["temperature", "top_p", "top_k"])
    if (!traits.samples && body[name] !== undefined)
      throw bad(`${name}: sampling parameters are not supported on ${model}`);

  const system = body["system"] === undefined ? [] : readBlocks(body["system"], "system", "system");
  const spoken = messages.map((message: unknown, index): PromptBlock[] => {
    const role = isFields(message) ? message["role"] : undefined;
    if (!isFields(message) || (role !== "user" && role !== "assistant"))
      throw bad(`messages.${index}.role: Input should be 'user' or 'assistant'`);
    return readBlocks(message["content"], role, `messages.${index}.content`);
  });
  if (spoken[0]?.[0]?.role === "assistant") throw bad("messages: first message must use the user role");
  if (spoken.at(-1)?.[0]?.role !== "user")
    throw bad("This model does not support assistant message prefill. The conversation must end with a user message.");

  const blocks = [...system, ...spoken.flat()];
  if (blocks.filter((block) => block.ttl !== null).length > 4)
    throw bad("A maximum of 4 blocks with cache_control may be provided.");
  const last = blocks.at(-1);
  const automatic = readTtl(body, "request");
  if (last && automatic !== null) last.ttl ??= automatic;
  const turns = spoken
    .map((parts): Turn => ({
      role: parts[0]?.role === "assistant" ? "assistant" : "user",
      text: parts.map((part) => part.text).join("\n"),
    }))
    .filter((turn) => turn.text !== "");
  return {
    model,
    turns,
    blocks,
    system: system.map((block) => block.text).join("\n"),
    maxTokens: typeof maxTokens === "number" ? maxTokens : 0,
    stream: body["stream"] === true,
    thinks: readThinking(body, traits),
  };
};
