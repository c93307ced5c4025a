import { ApiProblem } from "../api/api-problem.ts";

/** What stands in the way and has to be read: a problem's code, and the server's own words for where the code is not known. */
export type Notice = { code: string; detail: string };

export const noticeOf = (problem: unknown): Notice =>
  problem instanceof ApiProblem
    ? { code: problem.code, detail: problem.detail }
    : { code: "internal", detail: String(problem) };
