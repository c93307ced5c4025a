import Anthropic from "@anthropic-ai/sdk";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { countTokens, tokenize } from "../../src/model/simulator/tokenize.ts";
import { startSimulator } from "../../src/model/simulator/start-simulator.ts";
import type { Simulator, SimulatorOptions } from "../../src/model/simulator/start-simulator.ts";
import { realLines } from "./play.ts";

let simulator: Simulator;
let client: Anthropic;
const start = async (options: SimulatorOptions = {}) => {
  simulator = await startSimulator({ speed: "instant", ...options });
  client = new Anthropic({ apiKey: "sk-test", baseURL: simulator.url, maxRetries: 0 });
};
beforeEach(() => start());
afterEach(() => simulator.stop());

const LONG = "The heating has been off for nine days and nobody has come to see it. ".repeat(120);
const ask = (
  more: Partial<Anthropic.MessageCreateParamsNonStreaming> = {},
): Anthropic.MessageCreateParamsNonStreaming => ({
  model: "claude-sonnet-5-5",
  max_tokens: 400,
  thinking: { type: "between_tools" },
  system: [{ type: "text", text: "# Your part\nPlay." }],
  messages: [{ role: "user", content: "What happened with the engineer?" }],
  ...more,
});
const read = async (body = ask()) => {
  const stream = client.messages.stream(body);
  const events: string[] = [];
  for await (const event of stream) events.push(event.type);
  return { events, message: await stream.finalMessage(), requestId: stream.request_id };
};
const textOf = (message: Anthropic.Message) =>
  message.content.map((block) => (block.type === "text" ? block.text : "")).join("");

describe("the tokenizer", () => {
  it("is whole, and never counts more than there are bytes", () => {
    for (const text of [...realLines, "", "a", "   ", "👩‍👩‍👧‍👦!!", "Überraschung", "نعم", "a\n\n\nb", "\u0301\u0301"]) {
      expect(tokenize(text).join("")).toBe(text);
      expect(countTokens(text)).toBeLessThanOrEqual(Buffer.byteLength(text));
      expect(countTokens(text)).toBeGreaterThanOrEqual(text.trim() === "" ? 0 : text.trim().split(/\s+/).length);
    }
  });
});

describe("the Messages API", () => {
  it("streams to the SDK, in the order of the documented events", async () => {
    const { events, message, requestId } = await read();
    expect(events.slice(0, 2)).toEqual(["message_start", "content_block_start"]);
    expect(events.slice(-3)).toEqual(["content_block_stop", "message_delta", "message_stop"]);
    expect(message.stop_reason).toBe("end_turn");
    expect(requestId).toMatch(/^req_/);
    expect(simulator.journal[0]).toMatchObject({
      id: requestId,
      lane: "partner",
      stopReason: "end_turn",
      cutOff: false,
      textSent: textOf(message),
      status: 200,
    });
    expect(message.usage.output_tokens).toBe(countTokens(textOf(message)));
    expect(simulator.journal[0]?.usage).toMatchObject({
      input_tokens: message.usage.input_tokens,
      output_tokens: message.usage.output_tokens,
    });
  });

  it("answers the same without streaming", async () => {
    const whole = await client.messages.create(ask());
    expect(textOf(whole)).toBe(textOf((await read()).message));
  });

  it("counts what it then bills", async () => {
    const { model, system = "", messages } = ask();
    const { input_tokens } = await client.messages.countTokens({ model, system, messages });
    expect((await read()).message.usage.input_tokens).toBe(input_tokens);
  });

  it("lists and names its models", async () => {
    const ids: string[] = [];
    for await (const model of client.models.list()) ids.push(model.id);
    expect(ids).toContain("claude-haiku-5-5");
    expect((await client.models.retrieve("claude-sonnet-5-5")).lifecycle).toBe("active");
    await expect(client.models.retrieve("claude-sonnet-4-20250514")).rejects.toThrow(Anthropic.NotFoundError);
  });

  it("thinks where a model does so by itself, bills that, and not where it is turned off", async () => {
    const { thinking: _, ...body } = ask();
    const { message } = await read(body);
    expect(message.content.map((block) => block.type)).toEqual(["thinking", "text"]);
    expect(message.usage.output_tokens).toBe(countTokens(textOf(message)) + 24);
    expect((await read()).message.content.map((block) => block.type)).toEqual(["text"]);
    const haiku = await client.messages.create(ask({ model: "claude-haiku-5-5", thinking: { type: "disabled" } }));
    expect(haiku.content.map((block) => block.type)).toEqual(["text"]);
  });

  it.each<[string, Partial<Anthropic.MessageCreateParamsNonStreaming>]>([
    ["disabled thinking on Sonnet 5.5", { thinking: { type: "disabled" } }],
    ["a temperature", { temperature: 0.5 } as object],
    ["top_p", { top_p: 0.5 } as object],
    [
      "an assistant turn at the end",
      {
        messages: [
          { role: "user", content: "a" },
          { role: "assistant", content: "b" },
        ],
      },
    ],
    ["an empty text", { messages: [{ role: "user", content: " " }] }],
    ["no messages", { messages: [] }],
    ["max_tokens of 0", { max_tokens: 0 }],
    [
      "five cache marks",
      {
        messages: Array.from({ length: 5 }, () => ({
          role: "user" as const,
          content: [{ type: "text" as const, text: "x", cache_control: { type: "ephemeral" as const } }],
        })),
      },
    ],
  ])("refuses %s with 400", async (_name, more) => {
    await expect(client.messages.create(ask(more))).rejects.toThrow(Anthropic.BadRequestError);
    expect(simulator.journal.at(-1)).toMatchObject({ status: 400, usage: null });
  });

  it("does not know retired models", async () => {
    await expect(client.messages.create(ask({ model: "claude-sonnet-4-20250514" }))).rejects.toMatchObject({
      status: 404,
      error: { error: { type: "not_found_error" } },
    });
  });

  it("asks for a key and a version", async () => {
    await expect(
      new Anthropic({ apiKey: "invalid", baseURL: simulator.url, maxRetries: 0 }).messages.create(ask()),
    ).rejects.toThrow(Anthropic.AuthenticationError);
    const post = (headers: Record<string, string>) =>
      fetch(`${simulator.url}/v1/messages`, { method: "POST", headers, body: JSON.stringify(ask()) });
    expect((await post({ "anthropic-version": "2023-06-01" })).status).toBe(401);
    expect((await post({ "x-api-key": "k" })).status).toBe(400);
    expect((await post({ authorization: "Bearer k", "anthropic-version": "2023-06-01" })).status).toBe(200);
    expect((await fetch(`${simulator.url}/v1/nothing`)).status).toBe(404);
  });

  it("stops at max_tokens", async () => {
    const { message } = await read(ask({ max_tokens: 5 }));
    expect(message).toMatchObject({ stop_reason: "max_tokens", usage: { output_tokens: 5 } });
    expect(countTokens(textOf(message))).toBe(5);
  });

  it("keeps no more of its journal than it was told, and never a key", async () => {
    await simulator.stop();
    await start({ journalLimit: 3 });
    for (let index = 0; index < 5; index++) await client.messages.create(ask());
    expect(simulator.journal).toHaveLength(3);
    expect(JSON.stringify(simulator.journal)).not.toContain("sk-test");
  });
});

describe("prompt caching", () => {
  const marked = (text: string) => [{ type: "text" as const, text, cache_control: { type: "ephemeral" as const } }];
  const usage = async (more: Partial<Anthropic.MessageCreateParamsNonStreaming>) => {
    const { input_tokens, cache_creation_input_tokens, cache_read_input_tokens } = (
      await client.messages.create(ask(more))
    ).usage;
    return { fresh: input_tokens, written: cache_creation_input_tokens ?? 0, read: cache_read_input_tokens ?? 0 };
  };

  it("writes a growing context once and reads it back, to the token", async () => {
    const messages: Anthropic.MessageParam[] = [{ role: "user", content: "What happened?" }];
    const grow = () => usage({ system: marked(LONG), cache_control: { type: "ephemeral" }, messages });
    const first = await grow();
    expect(first).toMatchObject({ fresh: 0, read: 0 });
    messages.push({ role: "assistant", content: "It is the pump." }, { role: "user", content: "I see. And then?" });
    const second = await grow();
    expect(second).toEqual({
      fresh: 0,
      read: first.written,
      written: countTokens("It is the pump.") + countTokens("I see. And then?") + 6,
    });
    expect(await grow()).toEqual({ fresh: 0, written: 0, read: second.read + second.written });
  });

  it("bills what stands after the last mark as fresh", async () => {
    const all = await usage({ system: marked(LONG) });
    expect(all.fresh).toBe(countTokens("What happened with the engineer?") + 3);
    expect(all.written).toBe(countTokens(LONG) + 5);
    expect(await usage({ system: marked(LONG) })).toEqual({ fresh: all.fresh, written: 0, read: all.written });
  });

  it("misses by one changed byte, and from one model to another", async () => {
    const { written } = await usage({ system: marked(LONG) });
    expect((await usage({ system: marked(`${LONG}.`) })).read).toBe(0);
    expect((await usage({ system: marked(LONG), model: "claude-haiku-5-5" })).read).toBe(0);
    expect((await usage({ system: marked(LONG) })).read).toBe(written);
  });

  it("caches nothing below the minimum of the model", async () => {
    const short = "word ".repeat(700);
    expect(await usage({ system: marked(short) })).toMatchObject({ written: 0, read: 0 });
    expect((await usage({ system: marked(short), model: "claude-haiku-5-5" })).written).toBeGreaterThan(512);
  });

  it("forgets after five minutes, counted from the last use", async () => {
    await simulator.stop();
    let now = 0;
    await start({ now: () => now });
    await usage({ system: marked(LONG) });
    now = 299_000;
    expect((await usage({ system: marked(LONG) })).read).toBeGreaterThan(0);
    now += 299_000;
    expect((await usage({ system: marked(LONG) })).read).toBeGreaterThan(0);
    now += 300_001;
    expect((await usage({ system: marked(LONG) })).read).toBe(0);
  });
});
