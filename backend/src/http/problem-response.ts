import type { ErrorRequestHandler } from "express";
import { isDatabaseAway } from "../database/persistently.ts";
import { Problem } from "../problem.ts";
import type { ProblemBody } from "../protocol/problems.ts";

const DATABASE_RETRY_SECONDS = 5;

/** Body parser errors carry a type; everything unknown is ours. */
const problemFrom = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  const { type, limit } = (error as { type?: string; limit?: number } | null) ?? {};
  if (
    type === "entity.parse.failed" ||
    type === "encoding.unsupported" ||
    type === "charset.unsupported" ||
    type === "request.aborted"
  )
    return new Problem("bad-json", "The body could not be read as JSON.");
  if (type === "entity.too.large")
    return new Problem("too-large", `The body is larger than ${Math.floor((limit ?? 0) / 1024)} kB.`);
  if (error instanceof URIError) return new Problem("not-found", "There is nothing at this address.");
  // What the body parser and the static files answer with a 4xx of their own (a broken gzip, a missing file, a bad path).
  const status = (error as { status?: unknown; expose?: unknown } | null)?.status;
  if (status === 400 || status === 415) return new Problem("bad-json", "The request could not be read.");
  if (status === 403 || status === 404) return new Problem("not-found", "There is nothing at this address.");
  // Written for a guest who was merged into another user meanwhile: see the triggers of the migration.
  if ((error as { constraint?: unknown } | null)?.constraint === "user_not_merged")
    return new Problem("session-ended", "This sign-in has ended. Open the invitation link again.");
  if (isDatabaseAway(error))
    return new Problem("database-away", "The database cannot be reached just now. Nothing was changed.", {
      retryAfter: DATABASE_RETRY_SECONDS,
    });
  return new Problem("internal", "Something broke on our side. It has been noted under this request id.");
};

/** The one mapper from thrown to `application/problem+json` (RFC 9457). */
export const writeProblem =
  (docsUrl: () => string): ErrorRequestHandler =>
  (error, request, response, _next) => {
    const problem = problemFrom(error);
    const requestId = String(request.id);
    if (problem.status >= 500) request.log.error({ err: error, code: problem.code }, problem.title);
    else request.log.info({ code: problem.code }, problem.title);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const body: ProblemBody = {
      type: `${docsUrl()}#${problem.code}`,
      title: problem.title,
      status: problem.status,
      code: problem.code,
      detail: problem.message,
      requestId,
      ...(problem.errors ? { errors: problem.errors } : {}),
    };
    if (problem.retryAfter !== undefined) response.setHeader("Retry-After", String(Math.ceil(problem.retryAfter)));
    if (problem.status === 401) response.setHeader("WWW-Authenticate", "Bearer");
    response
      .status(problem.status)
      .type("application/problem+json")
      .send(JSON.stringify({ ...body, ...problem.extension }));
  };
