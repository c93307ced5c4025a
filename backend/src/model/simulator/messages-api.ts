import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { ApiError, errorBody, errorTypeOf } from "./api-error.ts";
import { converse, laneOf } from "./converse.ts";
import type { Fault, FaultQueue } from "./faults.ts";
import type { GateKeeper } from "./gate.ts";
import { keepHeaders, writeJournal } from "./journal.ts";
import type { JournalEntry } from "./journal.ts";
import type { ModelTraits } from "./models.ts";
import { setPace } from "./pace.ts";
import type { Speed } from "./pace.ts";
import { countPrompt } from "./prompt-cache.ts";
import type { PromptCache } from "./prompt-cache.ts";
import { readRequest, readSystemText } from "./read-request.ts";
import type { MessagesRequest } from "./read-request.ts";
import { seedRandom } from "./seeded-random.ts";
import { sendStream, sendWhole } from "./send-answer.ts";
import type { Answer } from "./send-answer.ts";
import { tokenize } from "./tokenize.ts";

/** Everything that the API's answers depend on. */
export type ApiWorld = {
  models: Map<string, ModelTraits>;
  cache: PromptCache;
  faults: FaultQueue;
  gate: GateKeeper;
  journal: JournalEntry[];
  journalLimit: number;
  seed: string;
  speed: Speed;
  tokensADelta: number;
  thinkingTokens: number;
  pingEveryMs: number;
};

const STATUS_FAULTS: Partial<Record<Fault["kind"], (fault: Fault, model: string) => ApiError>> = {
  unauthorized: () => new ApiError(401, "invalid x-api-key"),
  "model-not-found": (_, model) => new ApiError(404, `model: ${model}`),
  "rate-limited": ({ retryAfter = 1 }) =>
    new ApiError(429, "This request would exceed your account's rate limit. Please try again later.", {
      "retry-after": String(retryAfter),
    }),
  "server-error": () => new ApiError(500, "Internal server error"),
  overloaded: ({ retryAfter }) =>
    new ApiError(529, "Overloaded", retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
};

const checkKey = (request: IncomingMessage): void => {
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
  const key = request.headers["x-api-key"] ?? bearer;
  if (key === undefined || key === "" || key === "invalid")
    throw new ApiError(401, key === "invalid" ? "invalid x-api-key" : "x-api-key header is required");
  if (request.headers["anthropic-version"] === undefined)
    throw new ApiError(400, "anthropic-version: header is required");
};

const decideAnswer = (world: ApiWorld, request: MessagesRequest, fault: Fault | null): Answer => {
  const thinkingTokens = request.thinks ? Math.min(world.thinkingTokens, request.maxTokens) : null;
  const said = tokenize(converse(request.system, request.turns, world.seed));
  const room = request.maxTokens - (thinkingTokens ?? 0);
  const most =
    fault?.kind === "max-tokens" || fault?.kind === "refusal"
      ? Math.min(room, fault.afterTokens ?? Math.floor(said.length / 2))
      : room;
  const tokens = said.slice(0, most);
  const stopReason = fault?.kind === "refusal" ? "refusal" : tokens.length < said.length ? "max_tokens" : "end_turn";
  const cacheFrom = world.models.get(request.model)?.cacheFrom ?? 1_024;
  return {
    id: `msg_${randomBytes(12).toString("hex")}`,
    model: request.model,
    lane: laneOf(request.system),
    tokens,
    stopReason,
    billInput: () => world.cache.bill(request.model, request.blocks, cacheFrom),
    thinkingTokens,
  };
};

const answerMessages = async (
  world: ApiWorld,
  request: IncomingMessage,
  response: ServerResponse,
  body: unknown,
  entry: JournalEntry,
  gone: AbortSignal,
): Promise<void> => {
  const system = readSystemText(body);
  entry.lane = laneOf(system);
  entry.model =
    typeof body === "object" && body !== null && "model" in body && typeof body.model === "string" ? body.model : null;
  checkKey(request);
  const fault = world.faults.take({ body, lane: entry.lane, model: entry.model ?? "" });
  entry.fault = fault?.kind ?? null;
  const refused = fault && STATUS_FAULTS[fault.kind]?.(fault, entry.model ?? "");
  if (refused) {
    await world.gate.pass(entry.lane, null, gone);
    throw refused;
  }
  const parsed = readRequest(body, world.models);
  const answer = decideAnswer(world, parsed, fault);
  const speed: Speed =
    fault?.kind === "slow"
      ? { firstTokenMs: [fault.delayMs ?? 5_000, fault.delayMs ?? 5_000], tokensPerSecond: 5 }
      : world.speed;
  const pace = setPace(speed, seedRandom(world.seed, "pace", JSON.stringify(parsed.turns)), gone);
  const delivery = {
    response,
    entry,
    fault,
    gate: world.gate,
    pace,
    gone,
    tokensADelta: world.tokensADelta,
    pingEveryMs: world.pingEveryMs,
  };
  await (parsed.stream ? sendStream(answer, delivery) : sendWhole(answer, delivery));
};

const modelInfo = ({ id, name, created, line }: ModelTraits) => ({
  type: "model",
  id,
  display_name: name,
  created_at: `${created}T00:00:00Z`,
  line,
  lifecycle: "active",
  deprecated_at: null,
  retires_at: null,
  max_input_tokens: 1_000_000,
  max_tokens: 128_000,
  capabilities: null,
});

const sendJson = (response: ServerResponse, entry: JournalEntry, body: unknown): void => {
  entry.status = 200;
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(body));
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(400, "The request body is not valid JSON");
  }
};

const route = async (
  world: ApiWorld,
  request: IncomingMessage,
  response: ServerResponse,
  text: string,
  entry: JournalEntry,
  gone: AbortSignal,
): Promise<void> => {
  const { method, path } = entry;
  if (method === "POST" && (path === "/v1/messages" || path === "/v1/messages/count_tokens")) {
    entry.body = parseJson(text);
    if (path === "/v1/messages") return answerMessages(world, request, response, entry.body, entry, gone);
    checkKey(request);
    return sendJson(response, entry, { input_tokens: countPrompt(readRequest(entry.body, world.models, true).blocks) });
  }
  const id = /^\/v1\/models(?:\/([^/]+))?$/.exec(path);
  if (method !== "GET" || !id) throw new ApiError(404, "Not found");
  checkKey(request);
  if (id[1] === undefined) {
    const data = [...world.models.values()].map(modelInfo);
    return sendJson(response, entry, {
      data,
      has_more: false,
      first_id: data[0]?.id ?? null,
      last_id: data.at(-1)?.id ?? null,
    });
  }
  const traits = world.models.get(decodeURIComponent(id[1]));
  if (!traits) throw new ApiError(404, `model: ${decodeURIComponent(id[1])}`);
  return sendJson(response, entry, modelInfo(traits));
};

/** Answers one request of the Messages API and writes it down. Never throws. */
export const answerApi = async (
  world: ApiWorld,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  text: string,
): Promise<void> => {
  const id = `req_${randomBytes(12).toString("hex")}`;
  const entry = writeJournal(world.journal, world.journalLimit, {
    id,
    method: request.method ?? "GET",
    path,
    headers: keepHeaders(request.headers),
    body: null,
    lane: null,
    model: null,
    status: null,
    usage: null,
    stopReason: null,
    outputTokensSent: 0,
    textSent: "",
    cutOff: false,
    fault: null,
    startedAt: new Date().toISOString(),
    endedAt: null,
  });
  const gone = new AbortController();
  response.on("close", () => {
    entry.cutOff = !response.writableFinished;
    entry.endedAt ??= new Date().toISOString();
    gone.abort();
  });
  response.setHeader("request-id", id);
  try {
    await route(world, request, response, text, entry, gone.signal);
  } catch (error) {
    if (response.headersSent || gone.signal.aborted) return void response.destroy();
    const known = error instanceof ApiError ? error : new ApiError(500, "Internal server error");
    entry.status = known.status;
    response.writeHead(known.status, { "content-type": "application/json", ...known.headers });
    response.end(JSON.stringify(errorBody(errorTypeOf(known.status), known.message, id)));
  }
};
