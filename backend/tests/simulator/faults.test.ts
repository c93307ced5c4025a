import Anthropic from "@anthropic-ai/sdk";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startSimulator } from "../../src/model/simulator/start-simulator.ts";
import type { Simulator } from "../../src/model/simulator/start-simulator.ts";
import { countTokens } from "../../src/model/simulator/tokenize.ts";

let simulator: Simulator;
let client: Anthropic;
beforeEach(async () => {
  simulator = await startSimulator({ speed: "instant", pingEveryMs: 10 });
  client = new Anthropic({ apiKey: "sk-test", baseURL: simulator.url, maxRetries: 0 });
});
afterEach(() => simulator.stop());

const body = (system = "# Your part\nPlay."): Anthropic.MessageCreateParamsNonStreaming => ({
  model: "claude-sonnet-5-5",
  max_tokens: 300,
  thinking: { type: "between_tools" },
  system,
  messages: [{ role: "user", content: "What happened with the engineer?" }],
});
/** Reads a stream to its end or its error. */
const read = async (signal?: AbortSignal, request = body()) => {
  const seen = {
    text: "",
    start: null as Anthropic.Usage | null,
    stop: null as string | null,
    error: null as unknown,
    events: 0,
  };
  try {
    for await (const event of await client.messages.create({ ...request, stream: true }, signal ? { signal } : {})) {
      seen.events++;
      if (event.type === "message_start") seen.start = event.message.usage;
      if (event.type === "content_block_delta" && event.delta.type === "text_delta") seen.text += event.delta.text;
      if (event.type === "message_delta") seen.stop = event.delta.stop_reason;
    }
  } catch (error) {
    seen.error = error;
  }
  return seen;
};
const until = async (condition: () => boolean) => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
};

describe("faults on demand, as the SDK sees them", () => {
  it.each([
    ["unauthorized", Anthropic.AuthenticationError, 401],
    ["model-not-found", Anthropic.NotFoundError, 404],
    ["rate-limited", Anthropic.RateLimitError, 429],
    ["server-error", Anthropic.InternalServerError, 500],
    ["overloaded", Anthropic.InternalServerError, 529],
  ] as const)("%s", async (kind, type, status) => {
    simulator.fault({ kind });
    const { error } = await read();
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ status });
    expect(simulator.journal[0]).toMatchObject({ status, fault: kind, usage: null });
    expect((await read()).stop).toBe("end_turn");
  });

  it("rate-limited says when to come back", async () => {
    simulator.fault({ kind: "rate-limited", retryAfter: 7 });
    const { error } = await read();
    expect((error as InstanceType<typeof Anthropic.APIError>).headers?.get("retry-after")).toBe("7");
  });

  it("an error event midway comes without a status", async () => {
    simulator.fault({ kind: "error-event", afterTokens: 4 });
    const { error, text, start } = await read();
    expect(error).toBeInstanceOf(Anthropic.APIError);
    expect((error as InstanceType<typeof Anthropic.APIError>).status).toBeUndefined();
    expect(JSON.stringify((error as InstanceType<typeof Anthropic.APIError>).error)).toContain("overloaded_error");
    expect(countTokens(text)).toBe(4);
    expect(simulator.journal[0]).toMatchObject({
      outputTokensSent: 4,
      textSent: text,
      stopReason: null,
      usage: { input_tokens: start?.input_tokens, output_tokens: 4 },
    });
  });

  it.each(["headers", "start", "midway"] as const)("a cut socket: %s", async (at) => {
    simulator.fault({ kind: "cut", at, afterTokens: 3 });
    const { error, text, start, stop } = await read();
    expect(error).toBeInstanceOf(Error);
    expect(stop).toBeNull();
    expect(countTokens(text)).toBe(at === "midway" ? 3 : 0);
    expect(start === null).toBe(at !== "midway");
    await until(() => simulator.journal[0]?.endedAt !== null);
    expect(simulator.journal[0]).toMatchObject({ cutOff: true, outputTokensSent: at === "midway" ? 3 : 0 });
    expect(simulator.journal[0]?.usage?.output_tokens ?? null).toBe(at === "midway" ? 3 : null);
  });

  it.each(["headers", "start", "midway"] as const)("a stall lasts until the client goes: %s", async (at) => {
    simulator.fault({ kind: "stall", at, afterTokens: 3 });
    const abort = new AbortController();
    const reading = read(abort.signal);
    await until(() => simulator.journal.length === 1);
    if (at === "midway") await until(() => simulator.journal[0]?.outputTokensSent === 3);
    const winner = await Promise.race([
      reading.then(() => "ended"),
      new Promise((resolve) => setTimeout(() => resolve("stalled"), 60)),
    ]);
    expect(winner).toBe("stalled");
    abort.abort();
    await reading;
    await until(() => simulator.journal[0]?.endedAt !== null);
    expect(simulator.journal[0]).toMatchObject({ cutOff: true, fault: "stall" });
  });

  it("a stall may go on pinging", async () => {
    simulator.fault({ kind: "stall", pings: true, afterTokens: 1 });
    const response = await fetch(`${simulator.url}/v1/messages`, {
      method: "POST",
      headers: { "x-api-key": "k", "anthropic-version": "2023-06-01" },
      body: JSON.stringify({ ...body(), stream: true }),
    });
    let text = "";
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += new TextDecoder().decode(chunk);
      if ((text.match(/event: ping/g) ?? []).length >= 4) break;
    }
    expect(text).not.toContain("message_stop");
  });

  it("a malformed event is an error, not an end", async () => {
    simulator.fault({ kind: "malformed", afterTokens: 2 });
    const { error, stop } = await read();
    expect(error).toBeInstanceOf(Error);
    expect(stop).toBeNull();
  });

  it("max-tokens and refusal are ends with a reason, and billed", async () => {
    simulator.fault({ kind: "max-tokens", afterTokens: 6 });
    expect(await read()).toMatchObject({ stop: "max_tokens", error: null });
    simulator.fault({ kind: "refusal", afterTokens: 0 });
    expect(await read()).toMatchObject({ stop: "refusal", text: "", error: null });
    expect(simulator.journal.map(({ stopReason, usage }) => [stopReason, usage?.output_tokens])).toEqual([
      ["max_tokens", 6],
      ["refusal", 1],
    ]);
  });

  it("slow is late and whole", async () => {
    simulator.fault({ kind: "slow", delayMs: 40 });
    const abort = new AbortController();
    const reading = read(abort.signal);
    await until(() => (simulator.journal[0]?.outputTokensSent ?? 0) > 0);
    expect(simulator.journal[0]?.stopReason).toBeNull();
    abort.abort();
    await reading;
  });

  it("strikes the lane, the request and the number of times that it was told", async () => {
    const coach = body("# You are the coach\nThe partner is Maya.");
    simulator.fault({ kind: "overloaded", lane: "coach", times: 2, skip: 1 });
    const statuses: unknown[] = [];
    for (const request of [body(), coach, body(), coach, coach, coach])
      statuses.push((await read(undefined, request)).error === null ? "ok" : "529");
    expect(statuses).toEqual(["ok", "ok", "ok", "529", "529", "ok"]);
    simulator.fault({ kind: "server-error", when: (asked) => JSON.stringify(asked).includes("engineer") });
    expect((await read()).error).not.toBeNull();
  });
});

describe("the gate", () => {
  it("holds every answer until it is opened", async () => {
    simulator.gate.close();
    const readings = Array.from({ length: 10 }, () => read());
    await until(() => simulator.gate.waiting === 10);
    expect(simulator.journal.every(({ status, usage }) => status === null && usage === null)).toBe(true);
    simulator.gate.open();
    for (const { stop } of await Promise.all(readings)) expect(stop).toBe("end_turn");
    expect(simulator.gate.waiting).toBe(0);
  });

  it("holds one lane, in the middle of its answer", async () => {
    simulator.gate.close({ lane: "coach", afterTokens: 3 });
    expect((await read()).stop).toBe("end_turn");
    const coach = read(undefined, body("# You are the coach\nThe partner is Maya.\n\n## Goal\nTalk."));
    await until(() => simulator.gate.waiting === 1);
    expect(simulator.journal.at(-1)?.outputTokensSent).toBe(3);
    simulator.gate.open();
    expect((await coach).stop).toBe("end_turn");
  });

  it("lets go of a client that went", async () => {
    simulator.gate.close();
    const abort = new AbortController();
    const reading = read(abort.signal);
    await until(() => simulator.gate.waiting === 1);
    abort.abort();
    await reading;
    await until(() => simulator.gate.waiting === 0);
    expect(simulator.journal[0]?.usage).toBeNull();
  });
});

describe("a client that goes", () => {
  it("ends the generation, and pays for what was made", async () => {
    await simulator.stop();
    simulator = await startSimulator({ speed: { firstTokenMs: [0, 0], tokensPerSecond: 200 } });
    client = new Anthropic({ apiKey: "sk-test", baseURL: simulator.url, maxRetries: 0 });
    const abort = new AbortController();
    const reading = read(abort.signal);
    await until(() => (simulator.journal[0]?.outputTokensSent ?? 0) >= 3);
    abort.abort();
    await reading;
    await until(() => simulator.journal[0]?.endedAt !== null);
    const sent = simulator.journal[0]?.outputTokensSent;
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(simulator.journal[0]).toMatchObject({
      cutOff: true,
      stopReason: null,
      outputTokensSent: sent,
      usage: { output_tokens: sent },
    });
  });
});

describe("the handle for other processes", () => {
  const send = (
    path: string,
    json?: unknown,
    headers: Record<string, string> = { "content-type": "application/json" },
  ) =>
    fetch(
      `${simulator.url}/simulator/${path}`,
      json === undefined ? {} : { method: "POST", headers, body: JSON.stringify(json) },
    );

  it("reads the journal, moves the gate and orders faults", async () => {
    expect((await send("gate", { closed: true })).status).toBe(200);
    const reading = read();
    await until(() => simulator.gate.waiting === 1);
    expect(await (await send("state")).json()).toMatchObject({ waiting: 1, running: 1 });
    await send("gate", { closed: false });
    await reading;
    expect(((await (await send("journal")).json()) as { journal: unknown[] }).journal).toHaveLength(1);
    await send("faults", { kind: "overloaded" });
    expect((await read()).error).toMatchObject({ status: 529 });
    expect((await send("faults", { kind: "nonsense" })).status).toBe(422);
  });

  it("does not listen to web pages", async () => {
    expect((await send("faults", { kind: "cut" }, { "content-type": "text/plain" })).status).toBe(415);
  });
});
