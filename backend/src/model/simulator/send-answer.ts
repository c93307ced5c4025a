import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { errorBody } from "./api-error.ts";
import type { SimulatedLane } from "./converse.ts";
import type { Fault } from "./faults.ts";
import type { GateKeeper } from "./gate.ts";
import type { JournalEntry } from "./journal.ts";
import type { Pace } from "./pace.ts";
import type { InputUsage } from "./prompt-cache.ts";

/** What is to be said, decided before the first byte. */
export type Answer = {
  id: string;
  model: string;
  lane: SimulatedLane;
  tokens: string[];
  stopReason: "end_turn" | "max_tokens" | "refusal";
  /** bills the prompt; called once, where the answer begins */
  billInput: () => InputUsage;
  /** null: this answer has no thinking block; else the hidden tokens it bills */
  thinkingTokens: number | null;
};
export type Delivery = {
  response: ServerResponse;
  entry: JournalEntry;
  fault: Fault | null;
  gate: GateKeeper;
  pace: Pace;
  gone: AbortSignal;
  tokensADelta: number;
  pingEveryMs: number;
};

const stopDetails = (stopReason: string | null) =>
  stopReason === "refusal" ? { type: "refusal", category: null, explanation: null } : null;
const message = (
  answer: Answer,
  input: InputUsage,
  content: unknown[],
  stopReason: string | null,
  outputTokens: number,
) => ({
  id: answer.id,
  type: "message",
  role: "assistant",
  model: answer.model,
  content,
  container: null,
  diagnostics: null,
  stop_reason: stopReason,
  stop_sequence: null,
  stop_details: stopDetails(stopReason),
  usage: {
    ...input,
    cache_creation: { ephemeral_5m_input_tokens: input.cache_creation_input_tokens, ephemeral_1h_input_tokens: 0 },
    output_tokens: outputTokens,
    service_tier: "standard",
  },
});
const SIGNATURE = Buffer.from("simulated thinking").toString("base64");
const thinkingBlock = { type: "thinking", thinking: "", signature: SIGNATURE };
/** Every answer bills at least one token. */
const billed = (answer: Answer, textTokens: number): number => Math.max(1, textTokens + (answer.thinkingTokens ?? 0));

/** The whole answer in one body. */
export const sendWhole = async (answer: Answer, { response, entry, gate, pace, gone }: Delivery): Promise<void> => {
  await gate.pass(answer.lane, null, gone);
  await pace.beforeFirst();
  await pace.beforeNext(answer.tokens.length);
  if (gone.aborted) return;
  const text = answer.tokens.join("");
  const input = answer.billInput();
  const content = [
    ...(answer.thinkingTokens === null ? [] : [thinkingBlock]),
    ...(text === "" ? [] : [{ type: "text", text, citations: null }]),
  ];
  Object.assign(entry, {
    usage: { ...input, output_tokens: billed(answer, answer.tokens.length) },
    stopReason: answer.stopReason,
    outputTokensSent: answer.tokens.length,
    textSent: text,
    status: 200,
  });
  response.setHeader("content-type", "application/json");
  response.end(
    JSON.stringify(message(answer, input, content, answer.stopReason, billed(answer, answer.tokens.length))),
  );
};

/** Writes one event and waits while the reader's buffer is full. */
const writeEvent = async ({ response, gone }: Delivery, type: string, data: object): Promise<void> => {
  if (gone.aborted) return;
  if (!response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`))
    await once(response, "drain", { signal: gone }).catch(() => undefined);
};

const untilGone = async ({ gone }: Delivery): Promise<void> => {
  if (!gone.aborted) await once(gone, "abort");
};

/** Lets the fault happen. True: the stream is over. */
const strike = async (delivery: Delivery, fault: Fault): Promise<boolean> => {
  const { response, pingEveryMs } = delivery;
  switch (fault.kind) {
    case "cut":
      // What was sent arrives; then the connection is gone, without the end that HTTP promises.
      if (response.socket) response.socket.destroySoon();
      else response.destroy();
      return true;
    case "stall": {
      const pings = fault.pings ? setInterval(() => void writeEvent(delivery, "ping", {}), pingEveryMs) : undefined;
      await untilGone(delivery);
      clearInterval(pings);
      return true;
    }
    case "error-event": {
      const type = fault.errorType ?? "overloaded_error";
      await writeEvent(
        delivery,
        "error",
        errorBody(type, type === "overloaded_error" ? "Overloaded" : "Internal server error", delivery.entry.id),
      );
      response.end();
      return true;
    }
    case "malformed":
      response.write(
        'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_del\n\n',
      );
      response.end();
      return true;
    default:
      return false;
  }
};

/** The answer as server-sent events, a few tokens a delta, with the place where a fault is to strike. Ends when the client goes. */
export const sendStream = async (answer: Answer, delivery: Delivery): Promise<void> => {
  const { response, entry, fault, gate, pace, gone, tokensADelta } = delivery;
  const at = fault?.at ?? "midway";
  if (fault && at === "headers" && (fault.kind === "cut" || fault.kind === "stall"))
    return void (await strike(delivery, fault));
  await gate.pass(answer.lane, null, gone);
  if (gone.aborted) return;
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" });
  response.flushHeaders();
  entry.status = 200;
  if (fault && at !== "midway" && (await strike(delivery, fault))) return;
  await pace.beforeFirst();
  if (gone.aborted) return;
  const input = answer.billInput();
  entry.usage = { ...input, output_tokens: 1 };
  await writeEvent(delivery, "message_start", { message: message(answer, input, [], null, 1) });
  let index = 0;
  if (answer.thinkingTokens !== null) {
    await writeEvent(delivery, "content_block_start", {
      index,
      content_block: { type: "thinking", thinking: "", signature: "" },
    });
    await writeEvent(delivery, "content_block_delta", {
      index,
      delta: { type: "signature_delta", signature: SIGNATURE },
    });
    await writeEvent(delivery, "content_block_stop", { index });
    index++;
  }
  await writeEvent(delivery, "ping", {});
  const strikesAfter = fault ? (fault.afterTokens ?? Math.floor(answer.tokens.length / 2)) : Number.POSITIVE_INFINITY;
  if (answer.tokens.length > 0)
    await writeEvent(delivery, "content_block_start", {
      index,
      content_block: { type: "text", text: "", citations: null },
    });
  for (let sent = 0; sent < answer.tokens.length && !gone.aborted;) {
    await gate.pass(answer.lane, sent, gone);
    if (fault && sent >= strikesAfter && (await strike(delivery, fault))) return;
    if (gone.aborted) return;
    const most = sent < strikesAfter ? Math.min(tokensADelta, Math.max(1, strikesAfter - sent)) : tokensADelta;
    const tokens = answer.tokens.slice(sent, sent + most);
    const text = tokens.join("");
    sent += tokens.length;
    entry.outputTokensSent = sent;
    entry.textSent += text;
    entry.usage.output_tokens = billed(answer, sent);
    await writeEvent(delivery, "content_block_delta", { index, delta: { type: "text_delta", text } });
    if (sent < answer.tokens.length) await pace.beforeNext(tokens.length);
  }
  if (gone.aborted) return;
  await gate.pass(answer.lane, answer.tokens.length, gone);
  if (fault && strikesAfter >= answer.tokens.length && (await strike(delivery, fault))) return;
  if (answer.tokens.length > 0) await writeEvent(delivery, "content_block_stop", { index });
  const usage = { ...input, output_tokens: billed(answer, answer.tokens.length) };
  Object.assign(entry, { usage, stopReason: answer.stopReason });
  await writeEvent(delivery, "message_delta", {
    delta: {
      stop_reason: answer.stopReason,
      stop_sequence: null,
      stop_details: stopDetails(answer.stopReason),
      container: null,
    },
    usage,
  });
  await writeEvent(delivery, "message_stop", {});
  response.end();
};
