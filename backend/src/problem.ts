import { PROBLEMS, type ProblemCode } from "./protocol/problems.ts";

export type FieldError = { pointer: string; detail: string };

/** What ends a request: a stable code with its HTTP status. `http/problem-response` is the one place that writes it. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly title: string;
  readonly errors: FieldError[] | undefined;
  /** seconds, for the `Retry-After` header */
  readonly retryAfter: number | undefined;
  /** members beside the standard ones, such as the id of the exchange that runs */
  readonly extension: Record<string, unknown>;

  constructor(
    code: ProblemCode,
    detail: string,
    more: { errors?: FieldError[]; retryAfter?: number; extension?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(detail, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = "Problem";
    this.code = code;
    this.status = PROBLEMS[code].status;
    this.title = PROBLEMS[code].title;
    this.errors = more.errors;
    this.retryAfter = more.retryAfter;
    this.extension = more.extension ?? {};
  }
}
