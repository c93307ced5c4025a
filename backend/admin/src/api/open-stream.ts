import { parseProblem, ProblemError, UNREACHABLE } from "./problem.ts";
import { readJson, type RequestSettings } from "./request.ts";

/**
 * Opens an event stream, after the last event that was read (`cursor`, null: from a snapshot on). Its body ends when the
 * server closes it, and breaks when `signal` is aborted. Rejects with ProblemError alone.
 */
export type OpenStream = (
  path: string,
  cursor: string | null,
  signal: AbortSignal,
) => Promise<ReadableStream<Uint8Array>>;

/** for the answer's head; how long its body may be silent is its reader's to say */
const PATIENCE_MS = 20_000;

export const createOpenStream = ({ fetch, onSignedOut }: RequestSettings): OpenStream => {
  const send = async (path: string, cursor: string | null, signal: AbortSignal): Promise<Response> => {
    const tooLate = new AbortController();
    const patience = setTimeout(() => tooLate.abort(), PATIENCE_MS);
    try {
      return await fetch(path, {
        headers: { Accept: "text/event-stream", ...(cursor === null ? {} : { "Last-Event-ID": cursor }) },
        credentials: "same-origin",
        cache: "no-store",
        signal: AbortSignal.any([signal, tooLate.signal]),
      });
    } catch {
      throw new ProblemError(UNREACHABLE);
    } finally {
      clearTimeout(patience);
    }
  };
  return async (path, cursor, signal) => {
    const response = await send(path, cursor, signal);
    if (response.status === 401) onSignedOut();
    const isStream = response.headers.get("Content-Type")?.startsWith("text/event-stream") ?? false;
    if (response.ok && isStream && response.body !== null) return response.body;
    const parsed = await readJson(response).catch(() => null);
    throw new ProblemError(parseProblem(response.status, parsed, response.headers.get("Retry-After")));
  };
};
