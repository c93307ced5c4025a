/**
 * What went wrong with a request. `status` 0 and code `unreachable`: no answer at all (offline, refused origin, time-out).
 * Otherwise `code` is that of the problem+json body (docs/problems.md); `retryAfter` in seconds, where the server said so;
 * `body` is all that it said, such as both accounts of `identity-taken`.
 */
export class ApiProblem extends Error {
  // a field, not an assignment: a page may have frozen what errors inherit
  override readonly name = "ApiProblem";
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly retryAfter: number | null;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    code: string,
    detail: string,
    retryAfter: number | null = null,
    body: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${code}: ${detail}`);
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.retryAfter = retryAfter;
    this.body = body;
  }

  /** the same request may work in a while, unchanged */
  get passing(): boolean {
    // a day's ceiling is a matter of hours: the words go back rather than out in the night
    if (this.code === "daily-ceiling") return false;
    return this.status === 0 || this.status === 429 || this.status >= 500 || this.code === "conflict";
  }
}

export const unreachable = (cause: unknown): ApiProblem => new ApiProblem(0, "unreachable", String(cause));

/** The sign-in is gone for good: the invitation's link, or signing in, brings it back. */
export const isLoginLost = (problem: unknown): problem is ApiProblem =>
  problem instanceof ApiProblem && problem.status === 401;
/** Nothing goes on here: the sign-in is gone, or waits until the host site has said who this is. */
export const isShutOut = (problem: unknown): problem is ApiProblem =>
  isLoginLost(problem) || (problem instanceof ApiProblem && problem.code === "known-person-needed");

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** Reads a refused response; a body that is no problem+json (a proxy's page) still becomes one. */
export const readProblem = async (response: Response): Promise<ApiProblem> => {
  const body = (await response.json().catch(() => null)) as Record<string, unknown> | null;
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return new ApiProblem(
    response.status,
    textOf(body?.["code"]) || `http-${response.status}`,
    textOf(body?.["detail"]),
    Number.isFinite(seconds) ? seconds : null,
    body ?? {},
  );
};
