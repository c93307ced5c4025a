import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { answerControl } from "./control-api.ts";
import { createFaultQueue } from "./faults.ts";
import type { Fault } from "./faults.ts";
import { createGate } from "./gate.ts";
import type { Gate } from "./gate.ts";
import type { JournalEntry } from "./journal.ts";
import { answerApi } from "./messages-api.ts";
import type { ApiWorld } from "./messages-api.ts";
import { listModels } from "./models.ts";
import type { Speed } from "./pace.ts";
import { createPromptCache } from "./prompt-cache.ts";

export type SimulatorOptions = {
  /** any free one */
  port?: number;
  /** 127.0.0.1 */
  host?: string;
  /** the same seed and the same request give the same answer; "sidecoach" */
  seed?: string;
  /** "natural" */
  speed?: Speed;
  /** requests kept; 500 */
  journalLimit?: number;
  /** names of models that are known besides the built-in ones */
  models?: string[];
  /** tokens in one delta; 1 */
  tokensADelta?: number;
  /** hidden tokens that an answer with a thinking block bills, out of max_tokens; 24 */
  thinkingTokens?: number;
  /** of a stall with pings; 1,000 */
  pingEveryMs?: number;
  /** the clock of the prompt cache, in ms */
  now?: () => number;
};
export type Simulator = {
  /** without a trailing slash: the SDK's baseURL */
  url: string;
  /** every request of the Messages API, the oldest first */
  journal: JournalEntry[];
  gate: Gate;
  /** orders a fault for the next requests that fit it */
  fault: (fault: Fault) => void;
  /** withdraws the faults that have not struck */
  clearFaults: () => void;
  /** cuts what still runs and closes the port */
  stop: () => Promise<void>;
};

const BODY_LIMIT = 8 * 1_024 * 1_024;

/**
 * Starts a Messages API server whose partner and coach have no language model behind them. It keeps nothing of a conversation:
 * each answer is read from its request alone. What it does keep is the prompt cache, the journal, the gate and the faults.
 * @throws the listen error where the port is taken
 */
export const startSimulator = async (options: SimulatorOptions = {}): Promise<Simulator> => {
  const gate = createGate();
  const faults = createFaultQueue();
  const journal: JournalEntry[] = [];
  const world: ApiWorld = {
    gate,
    faults,
    journal,
    models: listModels(options.models),
    cache: createPromptCache(options.now),
    journalLimit: options.journalLimit ?? 500,
    seed: options.seed ?? "sidecoach",
    speed: options.speed ?? "natural",
    tokensADelta: options.tokensADelta ?? 1,
    thinkingTokens: options.thinkingTokens ?? 24,
    pingEveryMs: options.pingEveryMs ?? 1_000,
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= BODY_LIMIT) chunks.push(chunk);
      else request.destroy();
    });
    request.on("error", () => response.destroy());
    response.on("error", () => undefined);
    request.on("end", () => {
      const path = new URL(request.url ?? "/", "http://localhost").pathname;
      const text = Buffer.concat(chunks).toString("utf8");
      if (path.startsWith("/simulator/")) answerControl(world, request, response, path, text);
      else void answerApi(world, request, response, path, text);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, options.host ?? "127.0.0.1", resolve);
  });
  const { address, port, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === "IPv6" ? `[${address}]` : address}:${port}`,
    journal,
    gate,
    fault: faults.add,
    clearFaults: faults.clear,
    stop: async () => {
      gate.open();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
};
