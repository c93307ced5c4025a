import { z } from "zod";

/** RFC 9457 problem details. `code` is stable and documented in docs/problems.md. */
export const ProblemBody = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  requestId: z.string(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});
export type ProblemBody = z.infer<typeof ProblemBody>;

/** Every code that this API can answer: its HTTP status and its title. */
export const PROBLEMS = {
  "bad-json": { status: 400, title: "The body is not JSON" },
  "no-token": { status: 401, title: "Sign-in needed" },
  "bad-token": { status: 401, title: "The token is not valid" },
  "session-ended": { status: 401, title: "This sign-in has ended" },
  exhausted: { status: 402, title: "Nothing left to spend" },
  "kept-for-exchange": { status: 402, title: "What is left is kept for an exchange" },
  "role-too-low": { status: 403, title: "Your role does not allow this" },
  "origin-not-allowed": { status: 403, title: "This site may not use the API" },
  "not-found": { status: 404, title: "There is no such thing here" },
  "invitation-not-found": { status: 404, title: "No invitation has this token" },
  "invitation-used": { status: 409, title: "This invitation belongs to somebody who signed in" },
  "claims-used-up": { status: 409, title: "Everyone this invitation was for has come" },
  "exchange-running": { status: 409, title: "The partner is still answering" },
  "aside-running": { status: 409, title: "The coach is still answering" },
  "key-reused": { status: 409, title: "This idempotency key was used for another body" },
  "wrong-step": { status: 409, title: "That step is not possible from this state" },
  "not-retryable": { status: 409, title: "This exchange cannot be tried again" },
  conflict: { status: 409, title: "Something else changed this meanwhile" },
  expired: { status: 410, title: "This invitation has expired" },
  revoked: { status: 410, title: "This invitation was revoked" },
  "too-large": { status: 413, title: "The body is too large" },
  invalid: { status: 422, title: "Something in the request is not valid" },
  "mistyped-token": { status: 422, title: "This invitation is mistyped" },
  "too-many": { status: 429, title: "Too many requests" },
  internal: { status: 500, title: "Something broke on our side" },
  "upstream-overloaded": { status: 503, title: "The model is overloaded" },
  "upstream-unavailable": { status: 503, title: "The model cannot be reached" },
  "daily-ceiling": { status: 429, title: "Today's ceiling is reached" },
  "database-away": { status: 503, title: "The database cannot be reached" },
  "shutting-down": { status: 503, title: "This server is stopping" },
} as const satisfies Record<string, { status: number; title: string }>;
export type ProblemCode = keyof typeof PROBLEMS;

/** Codes of a `problem` event in the stream (there is no HTTP status by then). */
export const StreamProblemCode = z.enum([
  "upstream-overloaded",
  "upstream-unavailable",
  "upstream-refused-key",
  "upstream-failed",
  "upstream-stalled",
  "model-refused",
  "model-not-found",
  "reply-cut-short",
  "server-stopped",
  "expired",
  "revoked",
  "exhausted",
  "internal",
]);
export type StreamProblemCode = z.infer<typeof StreamProblemCode>;
