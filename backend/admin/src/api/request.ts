import { parseProblem, ProblemError, UNREACHABLE } from "./problem.ts";

type Method = "GET" | "POST" | "PATCH" | "DELETE";
type Accepted = "application/json" | "text/csv";
/** Resolves with the parsed body (undefined of a 204), or with the text of a file; rejects with ProblemError alone. */
export type Request = <T>(method: Method, path: string, body?: unknown, accept?: Accepted) => Promise<T>;

export type RequestSettings = {
  fetch: typeof fetch;
  /** called at every 401, before the rejection */
  onSignedOut: () => void;
};

const PATIENCE_MS = 20_000;

const ME = "/v1/admin/me";

const headersFor = (
  method: Method,
  body: unknown,
  csrfToken: string | null,
  accept: Accepted,
): Record<string, string> => ({
  Accept: accept === "text/csv" ? "text/csv, application/problem+json;q=0.5" : accept,
  ...(method === "GET" || csrfToken === null ? {} : { "X-CSRF-Token": csrfToken }),
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

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
/** The token that writes carry, in an answer that says who is signed in; a page of another origin cannot read it. */
const csrfTokenIn = (parsed: unknown): string | null => {
  const who = isRecord(parsed) && isRecord(parsed["staff"]) ? parsed["staff"] : parsed;
  return isRecord(who) && typeof who["csrfToken"] === "string" ? who["csrfToken"] : null;
};

export const createRequest = ({ fetch, onSignedOut }: RequestSettings): Request => {
  let csrfToken: string | null = null;
  const sendOnce = async (
    method: Method,
    path: string,
    body: unknown,
    accept: Accepted,
  ): Promise<{ response: Response; parsed: unknown }> => {
    try {
      const response = await fetch(path, {
        method,
        headers: headersFor(method, body, csrfToken, accept),
        credentials: "same-origin",
        cache: "no-store",
        signal: AbortSignal.timeout(PATIENCE_MS),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const isFile = response.headers.get("Content-Type")?.startsWith("text/csv") ?? false;
      const parsed = isFile ? await response.text() : await readJson(response);
      csrfToken = csrfTokenIn(parsed) ?? csrfToken;
      return { response, parsed };
    } catch {
      throw new ProblemError(UNREACHABLE);
    }
  };
  /** A sign-in in another tab has changed the cookie, and with it the token: it is asked for, once. Nothing was written. */
  const send = async (method: Method, path: string, body: unknown, accept: Accepted) => {
    const sent = await sendOnce(method, path, body, accept);
    if (sent.response.status !== 403 || !isRecord(sent.parsed) || sent.parsed["code"] !== "csrf-token") return sent;
    await sendOnce("GET", ME, undefined, "application/json");
    return sendOnce(method, path, body, accept);
  };
  return async <T>(method: Method, path: string, body?: unknown, accept: Accepted = "application/json"): Promise<T> => {
    const { response, parsed } = await send(method, path, body, accept);
    if (response.status === 401) onSignedOut();
    // A 2xx that is not JSON is no answer of ours either.
    if (!response.ok || parsed === null)
      throw new ProblemError(parseProblem(response.status, parsed, response.headers.get("Retry-After")));
    return parsed as T;
  };
};
