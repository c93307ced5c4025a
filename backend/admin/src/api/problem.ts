/** What went wrong with a request, in the words of RFC 9457. `code` is the wire's, or one of the two below. */
export type Problem = {
  code: string;
  /** 0 where no answer came */
  status: number;
  title: string;
  detail: string;
  requestId: string | null;
  errors: { pointer: string; detail: string }[];
  retryAfterSeconds: number | null;
};

export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(`${problem.status} ${problem.code}`);
    this.name = "ProblemError";
    this.problem = problem;
  }
}

const bare = { title: "", detail: "", requestId: null, errors: [], retryAfterSeconds: null };
/** No answer came: the server is away, or the network. */
export const UNREACHABLE: Problem = { ...bare, code: "unreachable", status: 0 };
/** An answer came that is not this API's, from a proxy in between for example. */
const unreadable = (status: number): Problem => ({ ...bare, code: "unreadable", status });

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

const errorsOf = (value: unknown): Problem["errors"] =>
  Array.isArray(value)
    ? value.filter(isRecord).map((error) => ({ pointer: textOf(error["pointer"]), detail: textOf(error["detail"]) }))
    : [];

/** Parses the body of an answer that is not 2xx; whatever has no `code` did not come from our API. */
export const parseProblem = (status: number, body: unknown, retryAfter: string | null): Problem => {
  if (!isRecord(body) || typeof body["code"] !== "string") return unreadable(status);
  const seconds = Number(retryAfter);
  return {
    code: body["code"],
    status,
    title: textOf(body["title"]),
    detail: textOf(body["detail"]),
    requestId: typeof body["requestId"] === "string" ? body["requestId"] : null,
    errors: errorsOf(body["errors"]),
    retryAfterSeconds: retryAfter !== null && Number.isFinite(seconds) ? seconds : null,
  };
};

/** The problem of anything thrown; what is not ours is a fault in this page and is thrown on. */
export const problemOf = (thrown: unknown): Problem => {
  if (thrown instanceof ProblemError) return thrown.problem;
  throw thrown;
};
