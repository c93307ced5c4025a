import { parseProblem, ProblemError, UNREACHABLE } from "./problem.ts";

type Method = "GET" | "POST" | "PATCH";
/** Resolves with the parsed body (undefined of a 204); rejects with ProblemError alone. */
export type Request = <T>(method: Method, path: string, body?: unknown) => Promise<T>;

export type RequestSettings = {
  fetch: typeof fetch;
  /** called at every 401, before the rejection */
  onSignedOut: () => void;
};

const PATIENCE_MS = 20_000;

// A page of another origin cannot send this header without a preflight, which the API refuses: no CSRF token needed.
const headersFor = (method: Method, body: unknown): Record<string, string> => ({
  Accept: "application/json",
  ...(method === "GET" ? {} : { "X-Sidecoach-Console": "1" }),
  ...(body === undefined ? {} : { "Content-Type": "application/json" }),
});

/** undefined: no body; null: a body that is not JSON */
export const readJson = async (response: Response): Promise<unknown> => {
  const text = await response.text();
  try {
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return null;
  }
};

export const createRequest = ({ fetch, onSignedOut }: RequestSettings): Request => {
  const send = async (
    method: Method,
    path: string,
    body: unknown,
  ): Promise<{ response: Response; parsed: unknown }> => {
    try {
      const response = await fetch(path, {
        method,
        headers: headersFor(method, body),
        credentials: "same-origin",
        cache: "no-store",
        signal: AbortSignal.timeout(PATIENCE_MS),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { response, parsed: await readJson(response) };
    } catch {
      throw new ProblemError(UNREACHABLE);
    }
  };
  return async <T>(method: Method, path: string, body?: unknown): Promise<T> => {
    const { response, parsed } = await send(method, path, body);
    if (response.status === 401) onSignedOut();
    // A 2xx that is not JSON is no answer of ours either.
    if (!response.ok || parsed === null)
      throw new ProblemError(parseProblem(response.status, parsed, response.headers.get("Retry-After")));
    return parsed as T;
  };
};
