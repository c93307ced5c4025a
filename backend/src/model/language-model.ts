import type { TokenCounts } from "../quotas/charge.ts";
import type { StreamProblemCode } from "../protocol/problems.ts";

export type Turn = { role: "user" | "assistant"; text: string };

/** One call. Contexts only grow by appending, so that a prompt cache pays; the adapter sets the marks. */
export type ModelRequest = { model: string; system: string; turns: readonly Turn[]; maxOutputTokens: number };

/**
 * `start` comes once, first, with the exact input counts; `text` as it arrives; `end` once, last, with the final counts.
 * A stream that stops without `end` throws.
 */
export type ModelEvent =
  | { type: "start"; model: string; counts: TokenCounts; requestId: string | null }
  | { type: "text"; text: string }
  | { type: "end"; stopReason: string; counts: TokenCounts };

/** Why a call gave no whole answer. `retryable`: the same call may succeed later. */
export class ModelProblem extends Error {
  readonly code: StreamProblemCode;
  readonly retryable: boolean;
  /** milliseconds that upstream asked to wait */
  readonly retryAfterMs: number | null;
  readonly requestId: string | null;
  constructor(
    code: StreamProblemCode,
    message: string,
    more: { retryable: boolean; retryAfterMs?: number | null; requestId?: string | null },
  ) {
    super(message);
    this.name = "ModelProblem";
    this.code = code;
    this.retryable = more.retryable;
    this.retryAfterMs = more.retryAfterMs ?? null;
    this.requestId = more.requestId ?? null;
  }
}

/** A model by the name that a request gives, and as people call it. */
export type ListedModel = { id: string; name: string };

export type LanguageModel = {
  /** @throws ModelProblem; an AbortError where `signal` was the cause */
  stream: (request: ModelRequest, signal: AbortSignal) => AsyncIterable<ModelEvent>;
  /** Exact input tokens of a call, before it is made. */
  countTokens: (request: ModelRequest) => Promise<number>;
  /** True and false as upstream says; null where it cannot say (no such endpoint, away). */
  knows: (model: string) => Promise<boolean | null>;
  /** What upstream has, as it lists it; null where it cannot say. */
  list: () => Promise<ListedModel[] | null>;
};
