import type { Config, Secrets } from "./config.ts";
import { createAnthropicModel } from "./model/anthropic-model.ts";
import type { LanguageModel } from "./model/language-model.ts";
import { createLazyModel } from "./model/lazy-model.ts";
import { startSimulator } from "./model/simulator/start-simulator.ts";

export type OpenedModel = {
  model: LanguageModel;
  simulated: boolean;
  baseUrl: string;
  /** for sites in test mode; it listens once it is asked */
  simulator: LanguageModel;
  close: () => Promise<void>;
};

const DEFAULT_BASE_URL = "https://api.anthropic.com";

/** The Messages API that answers: Anthropic's (or another at ANTHROPIC_BASE_URL), else our simulator on loopback. The SDK talks HTTP to either. */
export const openModel = async (config: Config, secrets: Secrets): Promise<OpenedModel> => {
  const idleMs = config.upstreamIdleSeconds * 1000;
  const { speed, seed, port } = config.simulator;
  if (config.model === "anthropic") {
    const model = createAnthropicModel({
      apiKey: secrets.anthropicApiKey ?? "none",
      baseUrl: config.anthropicBaseUrl,
      idleMs,
    });
    let close = async (): Promise<void> => undefined;
    const simulator = createLazyModel(async () => {
      const started = await startSimulator({ speed, seed: String(seed), port });
      close = () => started.stop();
      return createAnthropicModel({ apiKey: "simulator", baseUrl: started.url, idleMs });
    });
    const baseUrl = config.anthropicBaseUrl ?? DEFAULT_BASE_URL;
    return { model, simulated: false, baseUrl, simulator, close: () => close() };
  }
  const simulator = await startSimulator({ speed, seed: String(seed), port });
  const model = createAnthropicModel({ apiKey: "simulator", baseUrl: simulator.url, idleMs });
  return { model, simulated: true, baseUrl: simulator.url, simulator: model, close: () => simulator.stop() };
};
