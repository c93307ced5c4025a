/** What a model accepts, as far as this server minds it. */
export type ModelTraits = {
  id: string;
  name: string;
  line: "haiku" | "sonnet" | "opus";
  created: string;
  /** fewest tokens of a prefix that can be cached */
  cacheFrom: number;
  /** thinks unless told otherwise */
  thinks: boolean;
  /** accepts thinking: {type: "disabled"} */
  canDisable: boolean;
  /** accepts temperature, top_p, top_k */
  samples: boolean;
};

const model = (id: string, name: string, created: string, traits: Partial<ModelTraits> = {}): ModelTraits => {
  const line = id.includes("haiku") ? "haiku" : id.includes("opus") ? "opus" : "sonnet";
  return {
    id,
    name,
    line,
    created,
    cacheFrom: line === "haiku" ? 512 : 1_024,
    thinks: true,
    canDisable: true,
    samples: false,
    ...traits,
  };
};

const KNOWN_MODELS: readonly ModelTraits[] = [
  model("claude-sonnet-5-5", "Claude Sonnet 5.5", "2026-09-15", { canDisable: false }),
  model("claude-haiku-5-5", "Claude Haiku 5.5", "2026-10-07"),
  model("claude-opus-5-5", "Claude Opus 5.5", "2026-08-20", { canDisable: false }),
  model("claude-sonnet-5", "Claude Sonnet 5", "2026-03-10"),
  model("claude-opus-5", "Claude Opus 5", "2026-05-12"),
  model("claude-sonnet-4-5", "Claude Sonnet 4.5", "2025-09-29", { thinks: false, samples: true }),
  model("claude-haiku-4-5", "Claude Haiku 4.5", "2025-10-15", { thinks: false, samples: true }),
];

/** Those, and others by name that a test or an operator wants to be known. */
export const listModels = (more: readonly string[] = []): Map<string, ModelTraits> =>
  new Map(
    [
      ...KNOWN_MODELS,
      ...more.filter((id) => !KNOWN_MODELS.some((known) => known.id === id)).map((id) => model(id, id, "2026-01-01")),
    ].map((traits) => [traits.id, traits]),
  );
