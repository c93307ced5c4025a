/**
 * What went wrong with a request. `status` 0 and code `unreachable`: no answer at all (offline, refused origin, time-out).
 * Otherwise `code` is that of the problem+json body (docs/problems.md); `retryAfter` in seconds, where the server said so.
 */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly retryAfter: number | null;

  constructor(status: number, code: string, detail: string, retryAfter: number | null = null) {
    super(`${code}: ${detail}`);
    this.name = "ApiProblem";
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.retryAfter = retryAfter;
  }

  /** the same request may work in a while, unchanged */
  get passing(): boolean {
    // a day's ceiling is a matter of hours: the words go back rather than out in the night
    if (this.code === "daily-ceiling") return false;
    return this.status === 0 || this.status === 429 || this.status >= 500 || this.code === "conflict";
  }
}

export const unreachable = (cause: unknown): ApiProblem => new ApiProblem(0, "unreachable", String(cause));

/** The sign-in is gone for good: only the invitation link brings it back. */
export const isLoginLost = (problem: unknown): boolean => problem instanceof ApiProblem && problem.status === 401;

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
  );
};
